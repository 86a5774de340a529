package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var acceptBatch = Experiment{
	Name: "accept-batch", Group: Serving, Takes: 100 * time.Millisecond,
	Title:     "one accept at each wake-up, some, or all there are",
	Statement: "How many connections a server accepts at one wake-up changes its throughput.",
	Sources:   []Source{{"Brecht, Pariag and Gammo", "accept()able Strategies for Improving Web Server Performance, USENIX 2004: by 19 to 36 % (TUX), 0 to 32 % (Knot) and 39 to 71 % (µserver)"}},
	Expect:    "What the numbers come from can be counted. One accept at each wake-up costs a wait for every connection. Accepting until EAGAIN costs one wait for all, and one call more that finds nothing; but whoever has sent a request on an older connection waits until the last newcomer is in. A bound has nearly the first advantage, and bounds the second.",
	Lesson:    "Accept in batches with a bound. And when servers are compared, see that they accept alike, or the comparison is of this.",
	Production: "Throughput with short connections that changes by half with a setting that looks harmless (multi_accept, accept batch); or, " +
		"after a flood of connections, old clients that time out first.",
	Run: func(b *Bench) {
		const peers = 200
		type seen struct{ waits, empty, before int }
		try := func(bound int) (s seen) {
			ln, addr := b.Listener()
			e := b.Epoll()
			e.Add(ln, unix.EPOLLIN)
			b.Peers(ln, addr, peers)
			older, client := b.Pair()
			e.Add(older, unix.EPOLLIN)
			b.Write(client, 1)
			for accepted := 0; accepted < peers; {
				for _, ev := range e.Soon() {
					if int(ev.Fd) == older {
						b.Read(older, 1)
						s.before = accepted
						continue
					}
					for range bound {
						fd, ok := b.Accept(ln)
						if !ok {
							s.empty++
							break
						}
						b.Close(fd)
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
		b.Saw("waits", one.waits, some.waits, all.waits)
		b.Saw("accepts that found nothing", one.empty, some.empty, all.empty)
		b.Saw("accepted before the older request's turn", one.before, some.before, all.before)
		b.Claim(one.waits == peers, "one at a time takes a wait for each connection")
		b.Claim(all.waits == 1 && all.empty == 1, "all at once takes one wait, and an accept more")
		b.Claim(all.before == peers && one.before == 1, "then the older request waits for all newcomers, instead of for one")
		b.Claim(some.waits <= peers/16+1 && some.before == 16, "a bound of 16 takes a sixteenth of the waits, and lets the older request wait for 16")
	},
}
