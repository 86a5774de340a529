package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

var seedLTRenotify = Experiment{
	Name: "seed-lt-renotify", Group: Triggers, Takes: 10 * time.Millisecond,
	Title:     "level-triggered reports again what was not finished",
	Statement: "When there is input, we read; perhaps not all of it is read then. That does not matter: the next wait returns the event again, so that we can go on reading. Level-triggered looks like `____1------`.",
	Sources: []Source{
		{tutorial, "the section on the level-triggered example"},
		{"epoll(7)", "\"Level-triggered and edge-triggered\""},
	},
	Expect:     "Two bytes come, and one is read at a time. Every wait reports the socket until the last byte is gone; no wait does before or after.",
	Lesson:     "Under LT you may read once for each report and go on to the next socket: what is left will be reported again. That is why it is hard to get wrong, and why it is the one to begin with.",
	Production: "Nothing goes wrong here. The price shows when you do not read on purpose (a client that sends faster than you want to take): take EPOLLIN off the list then, or every wait returns at once.",
	Run: func(b *Bench) {
		here, peer := b.Pair()
		scope := b.Scope("two bytes come, one is read at a time", here, unix.EPOLLIN,
			"bytes waiting", func() int { return b.Waiting(here) })

		b.Did("watched one socket with two epoll instances, one LT and one ET, and asked both at every step")
		scope.Ask(1)
		b.Did("the peer wrote 2 bytes")
		scope.Do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		scope.Ask(2)
		b.Did("read 1 byte, asked again, and read the other byte")
		scope.Do("r1", "1 byte is read", func() { b.Read(here, 1) })
		scope.Ask(2)
		scope.Do("r1", "1 byte is read", func() { b.Read(here, 1) })
		scope.Ask(2)

		ready := scope.Line.Count("bytes waiting")
		b.Columns("LT", "ET")
		b.Saw("waits with bytes to read", ready, ready)
		b.Saw("of these, reported", scope.LT.Reported, scope.ET.Reported)
		b.Claim(scope.LT.Reported == ready && ready == 6, "LT reported the socket at each of the %d waits with bytes left, and at no other", ready)
		b.Claim(scope.ET.Reported == 1, "ET reported it at the first of them alone")
	},
}
