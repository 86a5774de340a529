package serving

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var acceptBatch = bench.Experiment{
	Name: "accept-batch", Takes: 100 * time.Millisecond,
	Title:     "one accept at each wake-up, some, or all there are",
	Statement: "How many connections a server accepts at one wake-up changes its throughput.",
	Sources:   []bench.Source{{Who: "Brecht, Pariag and Gammo", Where: "accept()able Strategies for Improving Web Server Performance, USENIX 2004: by 19 to 36 % (TUX), 0 to 32 % (Knot) and 39 to 71 % (µserver)"}},
	Expect:    "What the numbers come from can be counted. One accept at each wake-up costs a wait for every connection. Accepting until EAGAIN costs one wait for all, and one call more that finds nothing; but whoever has sent a request on an older connection waits until the last newcomer is in. A bound has nearly the first advantage, and bounds the second.",
	Lesson:    "Accept in batches with a bound. And when servers are compared, see that they accept alike, or the comparison is of this.",
	Production: "Throughput with short connections that changes by half with a setting that looks harmless (multi_accept, accept batch); or, " +
		"after a flood of connections, old clients that time out first.",
	Run: kernel.On(func(b *kernel.Bench) {
		const peers = 200
		type seen struct{ waits, empty, before int }
		try := func(bound int) (s seen) {
			ln, addr := b.Listen()
			e := b.Watch(ln, unix.EPOLLIN)
			b.Clients(ln, addr, peers)
			older, client := b.Pair()
			e.Add(older, unix.EPOLLIN)
			b.Write(client, 1)
			for accepted := 0; accepted < peers; {
				for _, ev := range e.MustWait() {
					if int(ev.Fd) == older {
						b.Read(older, 1)
						s.before = accepted
						continue
					}
					for range bound {
						if !b.AcceptAndClose(ln) {
							s.empty++
							break
						}
						accepted++
					}
				}
			}
			s.waits = e.Waits
			return s
		}
		b.Did("%d clients were in the accept queue, and after them a request had come on an older connection; the loop accepted at most so many at each wake-up", peers)
		one, some, all := try(1), try(16), try(peers+1)
		b.Columns("one", "up to 16", "all")
		b.Observe("waits", one.waits, some.waits, all.waits)
		b.Observe("accepts that found nothing", one.empty, some.empty, all.empty)
		b.Observe("accepted before the older request's turn", one.before, some.before, all.before)
		b.Expect(one.waits == peers, "one at a time takes a wait for each connection")
		b.Expect(all.waits == 1 && all.empty == 1, "all at once takes one wait, and an accept more")
		b.Expect(all.before == peers && one.before == 1, "then the older request waits for all newcomers, instead of for one")
		b.Expect(some.waits <= peers/16+1 && some.before == 16, "a bound of 16 takes a sixteenth of the waits, and lets the older request wait for 16")
	}),
}
