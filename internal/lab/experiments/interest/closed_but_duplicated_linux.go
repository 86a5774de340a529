package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var closedButDuplicated = bench.Experiment{
	Name: "closed-but-duplicated", Takes: 10 * time.Millisecond,
	Title:      "a closed descriptor that goes on being reported",
	Statement:  "Closing a descriptor removes it from all epoll interest lists only if it was the last one that refers to its open file description.",
	Sources:    []bench.Source{{Who: "epoll(7)", Where: "\"Will closing a file descriptor cause it to be removed from all epoll interest lists?\""}},
	Expect:     "The list holds open file descriptions, not numbers. With a duplicate alive (dup, fork, SCM_RIGHTS), events go on for a number that is closed, and EPOLL_CTL_DEL with that number is EBADF: nothing but the duplicate's end stops them.",
	Lesson:     "Take a descriptor off the list before you close it, if anybody may hold a duplicate; open everything with O_CLOEXEC, so that no child does by accident.",
	Production: "A loop that spins on a descriptor that it does not know, after a child process was started.",
	Run: kernel.On(func(b *kernel.Bench) {
		here, peer := b.Pair()
		e := b.Watch(here, unix.EPOLLIN)
		dup := b.Duplicate(here, 0)
		b.Write(peer, 1)
		b.Close(here)
		b.Did("watched a connection, duplicated its descriptor, sent a byte, and closed the one that was watched")
		const waits = 10
		forClosed := 0
		for range waits {
			for _, ev := range e.Wait(0) {
				if int(ev.Fd) == here {
					forClosed++
				}
			}
		}
		del := e.Control(unix.EPOLL_CTL_DEL, here, 0)
		other := e.Control(unix.EPOLL_CTL_DEL, dup, 0)
		still := e.Poll()
		b.Close(dup)
		gone := e.Poll()
		b.Did("tried to take it off the list by its number, and by the duplicate's; then closed the duplicate")

		one, sender := b.Pair()
		right := b.Watch(one, unix.EPOLLIN)
		b.Duplicate(one, 0)
		b.Write(sender, 1)
		b.Must("epoll_ctl", right.Control(unix.EPOLL_CTL_DEL, one, 0))
		b.Close(one)
		b.Did("did it again, with EPOLL_CTL_DEL before the close")
		quiet := right.Poll()

		b.Columns("closed", "taken off, then closed")
		b.Observe("events for the closed number", forClosed, quiet)
		b.Observe("waits", waits, 1)
		b.Expect(forClosed == waits, "each of %d waits reported a number that was closed", waits)
		b.Expect(del == unix.EBADF, "EPOLL_CTL_DEL by that number is EBADF")
		b.Expect(other == unix.ENOENT && still == 1, "by the duplicate's number it is ENOENT, and the events go on")
		b.Expect(gone == 0, "they end with the duplicate")
		b.Expect(quiet == 0, "taken off the list first, there were none")
	}),
}
