package interest

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var staleEventReuse = bench.Experiment{
	Name: "stale-event-reuse", Takes: 20 * time.Millisecond,
	Title:     "an event for a connection that is gone hits the next one",
	Statement: "If a turn closes another connection whose event stands later in the same batch, that event is stale; and if the number has been given to a new connection meanwhile, the event hits the wrong one.",
	Sources: []bench.Source{
		{Who: "epoll(7)", Where: "\"If you use an event cache ...\""},
		{Who: "the Go runtime", Where: "runtime/netpoll_epoll.go, which tags each event with a sequence number of its descriptor"},
	},
	Expect:     "A batch holds events for two connections. The turn of the first closes the second and accepts a new one, which gets the same number, since the kernel gives out the lowest that is free. A server that finds connections by number now reads from the newcomer, to which nothing was sent. With a generation in the event it can tell.",
	Lesson:     "Let a turn close no connection but its own; or put a generation beside the number into the event, and drop events of another generation.",
	Production: "A spurious EAGAIN at best. At worst an error or a hang-up that was another's closes a connection that is sound.",
	Run: kernel.On(func(b *kernel.Bench) {
		type conn struct {
			generation int32
			newcomer   bool
		}
		type seen struct{ stale, dropped int }
		try := func(tagged bool) (s seen) {
			first, peer1 := b.Pair()
			second, peer2 := b.Pair()
			e := b.Epoll()
			conns := map[int]conn{first: {generation: 1}, second: {generation: 1}}
			add := func(fd int) {
				ev := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd), Pad: conns[fd].generation}
				b.Must("epoll_ctl", unix.EpollCtl(e.FD, unix.EPOLL_CTL_ADD, fd, &ev))
			}
			add(first)
			add(second)
			b.Write(peer1, 1)
			b.Write(peer2, 1)
			for _, ev := range slices.Clone(e.Wait(0)) {
				fd := int(ev.Fd)
				c := conns[fd]
				if tagged && ev.Pad != c.generation {
					s.dropped++
					continue
				}
				if fd == first {
					b.Close(second)
					fresh, _ := b.Pair()
					if fresh != second {
						b.Fail("the newcomer got number %d instead of %d", fresh, second)
					}
					conns[fresh] = conn{generation: 2, newcomer: true}
					add(fresh)
				} else if c.newcomer {
					s.stale++
				}
			}
			return s
		}
		b.Did("two connections were ready in one batch; the first one's turn closed the second, and a new connection got its number")
		wrong, right := try(false), try(true)
		b.Columns("by number", "with a generation")
		b.Observe("events taken for the newcomer's", wrong.stale, right.stale)
		b.Observe("events found stale and dropped", wrong.dropped, right.dropped)
		b.Expect(wrong.stale == 1, "found by its number, the event hit the new connection")
		b.Expect(right.stale == 0 && right.dropped == 1, "with a generation in the event, it was dropped")
	}),
}
