package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var rdhupLeftArmed = Experiment{
	Name: "rdhup-left-armed", Group: Interest, Takes: 300 * time.Millisecond,
	Title:      "a half-closed peer and EPOLLRDHUP left armed",
	Statement:  "With a half-closed connection, level-triggered epoll keeps reporting EPOLLRDHUP, and the loop spins.",
	Sources:    []Source{{"netty", "netty/netty, pull request 4082, 2015: \"EPOLLRDHUP infinite loop\"; issue 4317, 2015, is what can go wrong next: input lost, since the end was acted on first"}},
	Expect:     "The end of input is a condition like any other, and it stays. A server that still has something to send and keeps EPOLLRDHUP (or EPOLLIN) armed is woken by every wait. With the interest taken away after the first report it sleeps.",
	Lesson:     "Under LT, when the end of input has been seen, remember it and take EPOLLIN and EPOLLRDHUP off. Under ET it is told once. Under both, EPOLLRDHUP says that nothing more will come, not that all has been read: read what is there first.",
	Production: "A client that sends its request and shuts down its side, a slow answer, and one processor at 100 % until the answer is out.",
	Run: func(b *Bench) {
		const lasts = 100 * time.Millisecond
		spin := func(trigger uint32, takeOff bool) Usage {
			here, peer := b.Pair()
			e := b.Epoll()
			e.Add(here, unix.EPOLLRDHUP|trigger)
			b.must("shutdown", unix.Shutdown(peer, unix.SHUT_WR))
			return e.Spin(lasts, func([]unix.EpollEvent) {
				if takeOff {
					e.Modify(here, 0)
				}
			})
		}
		b.Did("the peer shut down its side for writing; the server, which still had an answer to make, waited for %v", lasts)
		left, off, et := spin(LT, false), spin(LT, true), spin(ET, false)
		b.spun(left, off, et, "LT, left armed", "LT, taken off", "ET")
		b.Claim(left.Reported == left.Waits && left.Waits > 5*off.Waits, "left armed under LT, every wait returned at once")
		b.Claim(off.Reported == 1, "taken off after the first report, there was 1")
		b.Claim(et.Reported == 1, "under ET there was 1")
	},
}

var hupUnmaskable = Experiment{
	Name: "hup-unmaskable", Group: Interest, Takes: 300 * time.Millisecond,
	Title:      "interest 0 still reports EPOLLHUP",
	Statement:  "epoll_wait(2) will always report EPOLLERR and EPOLLHUP; it is not necessary to set them.",
	Sources:    []Source{{"epoll_ctl(2)", "EPOLLERR and EPOLLHUP"}},
	Expect:     "So a connection cannot be paused by an interest of 0: once it has hung up on both sides, every wait reports it under LT. Only EPOLL_CTL_DEL, EPOLLONESHOT, EPOLLET or closing it stops that.",
	Lesson:     "Handle EPOLLERR and EPOLLHUP wherever you wait, whatever you asked for: close the connection. To pause one, take it off the list.",
	Production: "A proxy that pauses a client by interest 0 while the other side is slow; the client gives up, and the proxy spins.",
	Run: func(b *Bench) {
		const lasts = 100 * time.Millisecond
		spin := func(events uint32, del bool) Usage {
			here, peer := b.Pair()
			e := b.Epoll()
			e.Add(here, events)
			if del {
				b.must("epoll_ctl DEL", e.Control(unix.EPOLL_CTL_DEL, here, 0))
			}
			b.Close(peer)
			return e.Spin(lasts, nil)
		}
		b.Did("watched a connection with interest 0, and the peer closed it; then waited for %v", lasts)
		zero, et, del := spin(0, false), spin(unix.EPOLLET, false), spin(0, true)
		b.spun(zero, et, del, "interest 0, LT", "interest 0, ET", "taken off")
		b.Claim(zero.Reported == zero.Waits && zero.Waits > 5*del.Waits, "with interest 0 under LT, every wait returned at once")
		b.Claim(et.Reported == 1, "under ET it was reported once")
		b.Claim(del.Reported == 0, "taken off the list, it was not reported")
	},
}

// spun notes three ways of waiting side by side.
func (b *Bench) spun(x, y, z Usage, names ...string) {
	b.Columns(names...)
	b.SawAbout("waits", x.Waits, y.Waits, z.Waits)
	b.SawAbout("events", x.Reported, y.Reported, z.Reported)
	b.SawAbout("waits per second", x.PerSecond(), y.PerSecond(), z.PerSecond())
	b.SawAbout("processor time, %", x.Share(), y.Share(), z.Share())
}
