package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var epollRegularFile = bench.Experiment{
	Name: "epoll-regular-file", Takes: 20 * time.Millisecond,
	Title:      "what epoll does not take: files, itself, deep nesting",
	Statement:  "epoll_ctl(2) fails with EPERM for a regular file, with EINVAL for the epoll instance itself, and with ELOOP for a circle or for instances nested deeper than 5.",
	Sources:    []bench.Source{{Who: "epoll_ctl(2)", Where: "ERRORS"}},
	Expect:     "A regular file is always ready, so there is nothing to wait for: select and poll say so, epoll refuses it.",
	Lesson:     "Reading a file blocks, whatever waits for it: use threads, or io_uring. A program that may have its standard input from a file must expect EPERM.",
	Production: "A program that works in a pipe and fails as soon as its input is redirected from a file.",
	Run: kernel.On(func(b *kernel.Bench) {
		e := b.Epoll()
		file, err := unix.Open("/proc/self/exe", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		b.Must("open", err)
		b.Own(file)
		ofFile := e.Control(unix.EPOLL_CTL_ADD, file, unix.EPOLLIN)
		byPoll := b.Ready(file, unix.POLLIN, 0)
		itself := e.Control(unix.EPOLL_CTL_ADD, e.FD, unix.EPOLLIN)
		two := b.Epoll()
		one := b.Watch(two.FD, unix.EPOLLIN)
		circle := two.Control(unix.EPOLL_CTL_ADD, one.FD, unix.EPOLLIN)
		b.Did("added to an epoll instance: a regular file, the instance itself, and one that holds it already")

		depth := 0 // how many stand around the innermost
		for inner := b.Epoll(); depth < 10; depth++ {
			outer := b.Epoll()
			if err = outer.Control(unix.EPOLL_CTL_ADD, inner.FD, unix.EPOLLIN); err != nil {
				break
			}
			inner = outer
		}
		b.Did("put instances into each other until one was refused")
		b.Columns("value")
		b.Observe("is a regular file ready? poll says", byPoll)
		b.Columns("epoll_ctl says")
		b.Observe("a regular file", ofFile)
		b.Observe("itself", itself)
		b.Observe("a circle of two", circle)
		b.Observe("one nested too deep", err)
		b.Observe("instances inside each other, at the most", depth+1)
		b.Expect(ofFile == unix.EPERM && byPoll, "a regular file is EPERM, and ready according to poll")
		b.Expect(itself == unix.EINVAL, "itself is EINVAL")
		b.Expect(circle == unix.ELOOP, "a circle is ELOOP")
		b.Expect(err == unix.ELOOP && depth <= 5, "so is nesting that is too deep")
	}),
}
