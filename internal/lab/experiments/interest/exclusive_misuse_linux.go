package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var exclusiveMisuse = bench.Experiment{
	Name: "exclusive-misuse", Takes: 10 * time.Millisecond,
	Title:      "EPOLLEXCLUSIVE cannot be modified, nor combined",
	Statement:  "EPOLLEXCLUSIVE may be used with EPOLL_CTL_ADD only, and beside it only EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLWAKEUP and EPOLLET may be set; anything else yields EINVAL.",
	Sources:    []bench.Source{{Who: "epoll_ctl(2)", Where: "EPOLLEXCLUSIVE, and EINVAL under ERRORS"}},
	Expect:     "Adding works, with EPOLLET too. EPOLL_CTL_MOD of what was added so, MOD to it, and adding it with EPOLLONESHOT or EPOLLRDHUP are EINVAL.",
	Lesson:     "To pause a listener that was added with EPOLLEXCLUSIVE, take it off the list (DEL) and add it again.",
	Production: "A server that pauses its listener when it runs out of descriptors, by EPOLL_CTL_MOD, gets an error in just that moment.",
	Run: kernel.On(func(b *kernel.Bench) {
		ln, _ := b.Listen()
		other, _ := b.Listen()
		e := b.Epoll()
		type try struct {
			what       string
			op, fd     int
			events     uint32
			mustBeFine bool
		}
		b.Did("tried epoll_ctl with EPOLLEXCLUSIVE in six ways")
		b.Columns("it says")
		for _, c := range []try{
			{"ADD with EPOLLIN", unix.EPOLL_CTL_ADD, ln, unix.EPOLLIN | unix.EPOLLEXCLUSIVE, true},
			{"then MOD of it", unix.EPOLL_CTL_MOD, ln, unix.EPOLLIN, false},
			{"ADD with EPOLLONESHOT", unix.EPOLL_CTL_ADD, other, unix.EPOLLIN | unix.EPOLLEXCLUSIVE | unix.EPOLLONESHOT, false},
			{"ADD with EPOLLRDHUP", unix.EPOLL_CTL_ADD, other, unix.EPOLLIN | unix.EPOLLEXCLUSIVE | unix.EPOLLRDHUP, false},
			{"ADD with EPOLLET", unix.EPOLL_CTL_ADD, other, unix.EPOLLIN | unix.EPOLLEXCLUSIVE | unix.EPOLLET, true},
			{"MOD to EPOLLEXCLUSIVE", unix.EPOLL_CTL_MOD, ln, unix.EPOLLIN | unix.EPOLLEXCLUSIVE, false},
		} {
			err := e.Control(c.op, c.fd, c.events)
			b.Observe(c.what, err)
			if c.mustBeFine {
				b.Expect(err == nil, "%s is taken", c.what)
			} else {
				b.Expect(err == unix.EINVAL, "%s is refused", c.what)
			}
		}
		again := e.Control(unix.EPOLL_CTL_DEL, ln, 0)
		b.Expect(again == nil && e.Control(unix.EPOLL_CTL_ADD, ln, unix.EPOLLIN|unix.EPOLLEXCLUSIVE) == nil, "DEL and ADD instead of MOD works")
	}),
}
