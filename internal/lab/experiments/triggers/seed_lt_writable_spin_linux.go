package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedLTWritableSpin = bench.Experiment{
	Name: "seed-lt-writable-spin", Takes: 400 * time.Millisecond,
	Title:     "with EPOLLOUT left armed, LT reports every time",
	Statement: "When you have written all, you must stop watching for room to write (the tutorial says \"for reads\" and means this), or you are told every time that you can write although you do not want to. That is very inefficient.",
	Sources: []bench.Source{
		{Who: bench.Tutorial, Where: "the end of the section on the level-triggered example"},
		{Who: "epoll(7)", Where: "\"Level-triggered and edge-triggered\""},
	},
	Expect:     "An idle connection with an empty send buffer: under LT every wait returns at once with its event, so the loop takes a whole processor for nothing. Under ET there is one event, and then the loop sleeps. (When the peer sends, ET tells of the bytes, and in the same event once more of the room: an event says all that is true at that moment.)",
	Lesson:     "Under LT: write first, and watch for EPOLLOUT only after a write that took less than you gave it. Take it off when all is sent. Under ET: register EPOLLOUT once, with EPOLLIN, and forget it.",
	Production: "One processor at 100 % with no traffic; strace shows epoll_wait returning at once, again and again, with EPOLLOUT and always the same descriptor.",
	Run: kernel.On(func(b *kernel.Bench) {
		const lasts = 150 * time.Millisecond
		waitWith := func(trigger uint32) kernel.Usage {
			here, _ := b.Pair()
			e := b.Watch(here, unix.EPOLLIN|unix.EPOLLOUT|trigger)
			return e.Loop(lasts, func([]unix.EpollEvent) {})
		}
		b.Did("watched an idle connection for EPOLLIN and EPOLLOUT, with nothing to write, and waited in a loop for %v", lasts)
		lt, et := waitWith(kernel.LT), waitWith(kernel.ET)
		b.Did("did the same with LT and with ET, each with a connection of its own")

		here, peer := b.Pair()
		scope := newScope(b, "an idle connection with room to write; then the peer sends", here, unix.EPOLLIN|unix.EPOLLOUT,
			"room to write", func() int { return 1 })
		scope.poll(3)
		scope.do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		scope.poll(2)

		b.Columns("LT", "ET")
		b.MeasureUsages(lt, et)
		b.Expect(lt.Reported == lt.Waits && lt.Waits > 5*et.Waits, "under LT every wait returned at once with the event")
		b.Expect(et.Reported == 1, "under ET there was 1 event, and then silence")
		b.Expect(lt.CPU > 5*et.CPU, "the idle connection took more than five times the processor time under LT")
	}),
}
