package interest

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var oneshotRearm = bench.Experiment{
	Name: "oneshot-rearm", Takes: 50 * time.Millisecond,
	Title:      "EPOLLONESHOT: one event, then silence until rearmed",
	Statement:  "After an event has been reported, the descriptor is disabled internally and no other events are reported; the user must call epoll_ctl with EPOLL_CTL_MOD to rearm it.",
	Sources:    []bench.Source{{Who: "epoll_ctl(2)", Where: "EPOLLONESHOT"}},
	Expect:     "One report, and none for bytes that come later, not even for the peer's end. After EPOLL_CTL_MOD the next wait reports what is there. So its right use costs one epoll_ctl for each event.",
	Lesson:     "It is made for pools of threads: while one works on a connection, no other is told of it. With one thread it only costs calls.",
	Production: "A path through the code that returns without rearming: that connection is never heard of again, and its descriptor stays.",
	Run: kernel.On(func(b *kernel.Bench) {
		here, peer := b.Pair()
		e := b.Epoll()
		const armed = unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLONESHOT
		e.Add(here, armed)
		line := b.Timeline("two messages, a close; rearmed late",
			bench.Trace{Name: "bytes waiting", Kind: chart.Amount}, bench.Trace{Name: "ONESHOT", Kind: chart.Edge})
		do := func(key, what string, act func()) int {
			act()
			n := e.Poll()
			line.Step(key, what, b.Unread(here), n)
			return n
		}
		nothing := func() {}
		b.Did("watched a connection with EPOLLIN and EPOLLONESHOT; the peer wrote twice")
		do(".", "nothing but the next wait", nothing)
		first := do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		silent := do(".", "nothing but the next wait", nothing)
		silent += do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		b.Did("rearmed it with EPOLL_CTL_MOD; then the peer closed; then rearmed it again")
		rearmed := do("m", "epoll_ctl with EPOLL_CTL_MOD", func() { e.Modify(here, armed) })
		closed := do("c", "the peer closes its side", func() { b.ShutdownWrite(peer) })
		last := do("m", "epoll_ctl with EPOLL_CTL_MOD", func() { e.Modify(here, armed) })
		const events = 100
		controls := e.Controls
		b.Drain(here)
		fresh, sender := b.Pair()
		e.Add(fresh, armed)
		for range events {
			b.Write(sender, 1)
			e.MustWait()
			b.Read(fresh, 1)
			e.Modify(fresh, armed)
		}
		cost := float64(e.Controls-controls-1) / events
		b.Did("used it as it is meant, for %d events", events)
		b.Columns("value")
		b.Observe("events before it was rearmed", first+silent)
		b.Observe("epoll_ctl per event, used rightly", cost)
		b.Expect(first == 1 && silent == 0, "after the first event there was silence, although more bytes came")
		b.Expect(rearmed == 1, "rearmed, it reported at once what was there")
		b.Expect(closed == 0 && last == 1, "not even the peer's end was reported before it was rearmed again")
		b.Expect(cost == 1, "used rightly it costs one epoll_ctl for each event")
	}),
}
