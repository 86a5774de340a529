package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedETAcceptAll = bench.Experiment{
	Name: "seed-et-accept-all", Takes: 400 * time.Millisecond,
	Title:      "one report for a burst of connections",
	Statement:  "If two clients connect at the same time, there is one notification, and we have to accept twice.",
	Sources:    []bench.Source{{Who: bench.Tutorial, Where: "the list after the edge-triggered example, item 1"}, {Who: "epoll(7)", Where: "\"Do I need to continuously read/write a file descriptor until EAGAIN ...?\""}},
	Expect:     "Eight clients are in the accept queue before the first wait. Under ET there is one event; who accepts one connection for it leaves seven, of which no wait will tell. The next client frees one of them, and takes its place. Under LT each wait reports the listener until the queue is empty.",
	Lesson:     "Under ET, accept until EAGAIN, and if you stop earlier (to be fair to others), remember that the listener is not finished. Or watch the listener with LT and the connections with ET: the two mix.",
	Production: "Under load some clients connect at once and then wait until they give up, although the server is idle: their handshake is done by the kernel. ss -lt shows a Recv-Q on the listener that never goes down to 0.",
	Run: kernel.On(func(b *kernel.Bench) {
		const burst = 8
		type seen struct{ events, accepted, stranded, next int }
		// serve accepts for every event, until there is none.
		serve := func(trigger uint32, accept func(ln int) int) (s seen) {
			ln, addr := b.Listen()
			e := b.Watch(ln, unix.EPOLLIN|trigger)
			b.Clients(ln, addr, burst)
			for len(e.Wait(kernel.QuietPeriod)) > 0 {
				s.accepted += accept(ln)
			}
			s.events, s.stranded = e.Reported, b.AcceptQueue(ln)
			b.Clients(ln, addr, 1)
			for len(e.Wait(kernel.QuietPeriod)) > 0 {
				s.next += accept(ln)
			}
			return s
		}
		one := func(ln int) int {
			b.Accept(ln)
			return 1
		}
		all := func(ln int) (n int) {
			for {
				if _, more := b.Accept(ln); !more {
					return n
				}
				n++
			}
		}
		b.Did("%d clients connected, and their handshakes were finished, before the server waited for the first time", burst)
		b.Did("the server accepted for every event, until nothing was reported for %v", kernel.QuietPeriod)
		b.Did("then one client more connected")
		wrong, right, lt := serve(kernel.ET, one), serve(kernel.ET, all), serve(kernel.LT, one)

		b.Columns("ET, one", "ET, to EAGAIN", "LT, one")
		b.Observe("events for the burst", wrong.events, right.events, lt.events)
		b.Observe("accepted", wrong.accepted, right.accepted, lt.accepted)
		b.Observe("left in the queue", wrong.stranded, right.stranded, lt.stranded)
		b.Observe("accepted when one more came", wrong.next, right.next, lt.next)
		b.Expect(right.events == 1 && wrong.events == 1, "there was one event for %d connections", burst)
		b.Expect(wrong.accepted == 1 && wrong.stranded == burst-1, "one accept for it left %d connections in the queue, reported by nothing", burst-1)
		b.Expect(wrong.next == 1, "the next connection freed one of those in the queue, and stayed behind in its place")
		b.Expect(right.accepted == burst && right.stranded == 0 && right.next == 1, "accepting until EAGAIN took all of them")
		b.Expect(lt.accepted == burst && lt.events == burst && lt.stranded == 0, "under LT, one accept for each event took all of them, in %d events", burst)
	}),
}
