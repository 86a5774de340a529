package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var rdhupLeftArmed = bench.Experiment{
	Name: "rdhup-left-armed", Takes: 300 * time.Millisecond,
	Title:      "a half-closed peer and EPOLLRDHUP left armed",
	Statement:  "With a half-closed connection, level-triggered epoll keeps reporting EPOLLRDHUP, and the loop spins.",
	Sources:    []bench.Source{{Who: "netty", Where: "netty/netty, pull request 4082, 2015: \"EPOLLRDHUP infinite loop\"; issue 4317, 2015, is what can go wrong next: input lost, since the end was acted on first"}},
	Expect:     "The end of input is a condition like any other, and it stays. A server that still has something to send and keeps EPOLLRDHUP (or EPOLLIN) armed is woken by every wait. With the interest taken away after the first report it sleeps.",
	Lesson:     "Under LT, when the end of input has been seen, remember it and take EPOLLIN and EPOLLRDHUP off. Under ET it is told once. Under both, EPOLLRDHUP says that nothing more will come, not that all has been read: read what is there first.",
	Production: "A client that sends its request and shuts down its side, a slow answer, and one processor at 100 % until the answer is out.",
	Run: kernel.On(func(b *kernel.Bench) {
		const lasts = 100 * time.Millisecond
		spin := func(trigger uint32, takeOff bool) kernel.Usage {
			here, peer := b.Pair()
			e := b.Watch(here, unix.EPOLLRDHUP|trigger)
			b.ShutdownWrite(peer)
			return e.Loop(lasts, func([]unix.EpollEvent) {
				if takeOff {
					e.Modify(here, 0)
				}
			})
		}
		b.Did("the peer shut down its side for writing; the server, which still had an answer to make, waited for %v", lasts)
		left, off, et := spin(kernel.LT, false), spin(kernel.LT, true), spin(kernel.ET, false)
		b.Columns("LT, left armed", "LT, taken off", "ET")
		b.MeasureUsages(left, off, et)
		b.Expect(left.Reported == left.Waits && left.Waits > 5*off.Waits, "left armed under LT, every wait returned at once")
		b.Expect(off.Reported == 1, "taken off after the first report, there was 1")
		b.Expect(et.Reported == 1, "under ET there was 1")
	}),
}
