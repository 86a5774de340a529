package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedETOnce = bench.Experiment{
	Name: "seed-et-once", Takes: 10 * time.Millisecond,
	Title:     "edge-triggered reports once",
	Statement: "Edge-triggered is a change that is over in a moment, ___1____: the socket is reported once, and what is left is not reported again.",
	Sources: []bench.Source{
		{Who: bench.Tutorial, Where: "the sections on the two triggers and on the edge-triggered example"},
		{Who: "epoll(7)", Where: "\"Level-triggered and edge-triggered\""},
	},
	Expect: "One report when two bytes come. None while they lie there, none when one of them is read. A report again when further bytes come, although " +
		"the old ones were never finished: an edge is something that happens, not a change from nothing to something.",
	Lesson:     "Read until EAGAIN at every report, or keep a list of your own of what is not finished. Then a report costs one wait however long you leave the socket alone, and you can leave it on the list for ever.",
	Production: "A connection that hangs with bytes in its receive queue (ss -t shows a Recv-Q that does not go down), and comes to life when the client sends something more, or gives up.",
	Run: kernel.On(func(b *kernel.Bench) {
		here, peer := b.Pair()
		scope := newScope(b, "two bytes come, one is read; then another two come", here, unix.EPOLLIN,
			"bytes waiting", func() int { return b.Unread(here) })

		b.Did("watched one socket with two epoll instances, one LT and one ET, and asked both at every step")
		scope.poll(1)
		b.Did("the peer wrote 2 bytes; 1 was read")
		_, first := scope.do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		scope.poll(2)
		scope.do("r1", "1 byte is read", func() { b.Read(here, 1) })
		scope.poll(2)
		left, quiet := b.Unread(here), scope.et.Reported-first
		b.Did("the peer wrote 2 bytes more, with 1 still unread; then all was read")
		_, second := scope.do("w2", "the peer writes 2 bytes", func() { b.Write(peer, 2) })
		scope.poll(2)
		scope.do("r", "all is read", func() { b.Drain(here) })
		scope.poll(1)

		b.Columns("LT", "ET")
		b.Observe("waits", scope.lt.Waits, scope.et.Waits)
		b.Observe("reports", scope.lt.Reported, scope.et.Reported)
		b.Expect(first == 1, "ET reported the socket when the bytes came")
		b.Expect(left == 1 && quiet == 0, "it did not report it again while %d byte was left", left)
		b.Expect(second == 1, "new bytes were reported again, although the old one was still there")
		b.Expect(scope.et.Reported == 2, "so there were 2 reports for 2 arrivals, in %d waits", scope.et.Waits)
	}),
}
