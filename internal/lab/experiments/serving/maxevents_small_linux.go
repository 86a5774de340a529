package serving

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var maxeventsSmall = bench.Experiment{
	Name: "maxevents-small", Takes: 100 * time.Millisecond,
	Title:     "a small batch of events costs a wait for each batch",
	Statement: "If maxevents is small, full batches put off the events that do not fit to further waits.",
	Sources: []bench.Source{
		{Who: "flux", Where: "gattaca-com/flux, pull request 67, 2026: with 128 events at a time and more connections active, light ones were read about once a second"},
		{Who: "the Go runtime", Where: "netpoll takes 128 at a time"},
		{Who: "epoll_wait(2)", Where: "NOTES: successive calls go round the ready list"},
	},
	Expect:     "With 256 connections ready, a batch of 1 takes 256 waits, one of 16 takes 16, one of 128 takes 2, and one of 1,024 takes 1. Nobody is left out: a wait goes on where the one before it stopped, also under LT with all of them still ready. What does not fit waits for as long as the batches before it take to be worked off.",
	Lesson:     "Some hundred events at a time. Watch the share of batches that come back full: while there are some, a larger one saves calls.",
	Production: "More epoll_wait calls than are needed, each returning just as many events as it may; and where a batch is much work, connections that are read late.",
	Run: kernel.On(func(b *kernel.Bench) {
		const conns = 256
		var ready []int
		for range conns {
			here, peer := b.Pair()
			b.Write(peer, 1)
			ready = append(ready, here)
		}
		b.Did("made %d connections ready, and waited until each had been reported once; nothing was read", conns)
		sizes := []int{1, 16, 128, 1024}
		var names []string
		var waits, full, twice []any
		again := 0
		for _, size := range sizes {
			e := b.Epoll()
			e.SetMaxEvents(size)
			for _, fd := range ready {
				e.Add(fd, unix.EPOLLIN)
			}
			told, filled, repeated := map[int]bool{}, 0, 0
			for len(told) < conns && e.Waits < 2*conns {
				got := e.Wait(0)
				for _, ev := range got {
					if told[int(ev.Fd)] {
						repeated++
					}
					told[int(ev.Fd)] = true
				}
				if len(got) == size {
					filled++
				}
			}
			names = append(names, words.Integer(size))
			waits, full, twice = append(waits, e.Waits), append(full, 100*filled/e.Waits), append(twice, repeated)
			b.Expect(e.Waits == (conns+size-1)/size && len(told) == conns, "with %s at a time, all were told after so many waits: %s", words.Integer(size), words.Integer((conns+size-1)/size))
			again += repeated
		}
		b.Expect(again == 0, "none was told twice before all others had been told")
		b.Columns(names...).Heading = "events at a time"
		b.Observe("waits until all were told", waits...)
		b.Observe("batches that came back full, %", full...)
		b.Observe("told twice before others", twice...)
	}),
}
