package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedLTRenotify = bench.Experiment{
	Name: "seed-lt-renotify", Takes: 10 * time.Millisecond,
	Title:     "level-triggered reports again what was not finished",
	Statement: "When there is input, we read; perhaps not all of it is read then. That does not matter: the next wait returns the event again, so that we can go on reading. Level-triggered looks like ____1------.",
	Sources: []bench.Source{
		{Who: bench.Tutorial, Where: "the section on the level-triggered example"},
		{Who: "epoll(7)", Where: "\"Level-triggered and edge-triggered\""},
	},
	Expect:     "Two bytes come, and one is read at a time. Every wait reports the socket until the last byte is gone; no wait does before or after.",
	Lesson:     "Under LT you may read once for each report and go on to the next socket: what is left will be reported again. That is why it is hard to get wrong, and why it is the one to begin with.",
	Production: "Nothing goes wrong here. The price shows when you do not read on purpose (a client that sends faster than you want to take): take EPOLLIN off the list then, or every wait returns at once.",
	Run: kernel.On(func(b *kernel.Bench) {
		here, peer := b.Pair()
		scope := newScope(b, "two bytes come, one is read at a time", here, unix.EPOLLIN,
			"bytes waiting", func() int { return b.Unread(here) })

		b.Did("watched one socket with two epoll instances, one LT and one ET, and asked both at every step")
		scope.poll(1)
		b.Did("the peer wrote 2 bytes")
		scope.do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		scope.poll(2)
		b.Did("read 1 byte, asked again, and read the other byte")
		scope.do("r1", "1 byte is read", func() { b.Read(here, 1) })
		scope.poll(2)
		scope.do("r1", "1 byte is read", func() { b.Read(here, 1) })
		scope.poll(2)

		ready := scope.ready
		b.Columns("LT", "ET")
		b.Observe("waits with bytes to read", ready, ready)
		b.Observe("of these, reported", scope.lt.Reported, scope.et.Reported)
		b.Expect(scope.lt.Reported == ready && ready == 6, "LT reported the socket at each of the %d waits with bytes left, and at no other", ready)
		b.Expect(scope.et.Reported == 1, "ET reported it at the first of them alone")
	}),
}
