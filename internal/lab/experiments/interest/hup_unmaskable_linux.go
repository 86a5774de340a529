package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var hupUnmaskable = bench.Experiment{
	Name: "hup-unmaskable", Takes: 300 * time.Millisecond,
	Title:      "interest 0 still reports EPOLLHUP",
	Statement:  "epoll_wait(2) will always report EPOLLERR and EPOLLHUP; it is not necessary to set them.",
	Sources:    []bench.Source{{Who: "epoll_ctl(2)", Where: "EPOLLERR and EPOLLHUP"}},
	Expect:     "So a connection cannot be paused by an interest of 0: once it has hung up on both sides, every wait reports it under LT. Only EPOLL_CTL_DEL, EPOLLONESHOT, EPOLLET or closing it stops that.",
	Lesson:     "Handle EPOLLERR and EPOLLHUP wherever you wait, whatever you asked for: close the connection. To pause one, take it off the list.",
	Production: "A proxy that pauses a client by interest 0 while the other side is slow; the client gives up, and the proxy spins.",
	Run: kernel.On(func(b *kernel.Bench) {
		const lasts = 100 * time.Millisecond
		spin := func(events uint32, del bool) kernel.Usage {
			here, peer := b.Pair()
			e := b.Watch(here, events)
			if del {
				b.Must("epoll_ctl", e.Control(unix.EPOLL_CTL_DEL, here, 0))
			}
			b.Close(peer)
			return e.Loop(lasts, func([]unix.EpollEvent) {})
		}
		b.Did("watched a connection with interest 0, and the peer closed it; then waited for %v", lasts)
		zero, et, del := spin(0, false), spin(unix.EPOLLET, false), spin(0, true)
		b.Columns("interest 0, LT", "interest 0, ET", "taken off")
		b.MeasureUsages(zero, et, del)
		b.Expect(zero.Reported == zero.Waits && zero.Waits > 5*del.Waits, "with interest 0 under LT, every wait returned at once")
		b.Expect(et.Reported == 1, "under ET it was reported once")
		b.Expect(del.Reported == 0, "taken off the list, it was not reported")
	}),
}
