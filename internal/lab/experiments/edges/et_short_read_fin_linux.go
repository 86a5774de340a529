package edges

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var etShortReadFin = bench.Experiment{
	Name: "et-short-read-fin", Takes: 200 * time.Millisecond,
	Title:      "stopping at a short read misses the end that came with it",
	Statement:  "For a stream, the condition that the queue is exhausted can also be detected by checking the amount of data read: less than asked for means that it is.",
	Sources:    []bench.Source{{Who: "epoll(7)", Where: "\"Do I need to continuously read/write a file descriptor until EAGAIN ...?\""}, {Who: "this project", Where: "derived"}},
	Expect:     "The bytes are exhausted, but the end of the stream is no byte. If the peer's last bytes and its FIN arrive before the wait, both are one edge; who stops at the short read is not told of the end, and keeps the connection for ever. With EPOLLRDHUP (the peer has shut down its side) asked for, too, the same event says so.",
	Lesson:     "Stop at a short read only with EPOLLRDHUP armed, and remember it when it is reported. Or read until EAGAIN or 0.",
	Production: "Descriptors of connections that clients closed long ago (CLOSE-WAIT in ss) pile up, until there are none left.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("a TCP peer sent 10 bytes and its FIN; both had arrived before the first wait")
		b.Did("the server read once into 1,024 bytes; with EPOLLIN alone, with EPOLLRDHUP, and once until EAGAIN or the end")
		type seen struct {
			read  int
			rdhup bool
			after int
			end   bool
		}
		try := func(events uint32, drain bool) (s seen) {
			here, peer := b.TCPPair()
			b.Write(peer, 10)
			b.ShutdownWrite(peer)
			b.Until("the FIN", func() bool { return b.Ready(here, unix.POLLRDHUP, 0) && b.Unread(here) == 10 })
			e := b.Watch(here, events|unix.EPOLLET)
			s.rdhup = e.MustWait()[0].Events&unix.EPOLLRDHUP != 0
			s.read, _ = b.Read(here, 1024)
			if drain {
				n, again := b.Read(here, 1024)
				s.end = n == 0 && !again
			}
			s.after = len(e.Wait(kernel.QuietPeriod))
			return s
		}
		wrong, armed, drained := try(unix.EPOLLIN, false), try(unix.EPOLLIN|unix.EPOLLRDHUP, false), try(unix.EPOLLIN, true)
		b.Columns("EPOLLIN", "and RDHUP", "to the end")
		b.Observe("bytes of the read", wrong.read, armed.read, drained.read)
		b.Observe("told of the end", wrong.rdhup || wrong.end, armed.rdhup, drained.end)
		b.Observe("events after it", wrong.after, armed.after, drained.after)
		b.Expect(wrong.read == 10, "the short read had taken all the bytes")
		b.ExpectFalse(wrong.end || wrong.rdhup || wrong.after > 0, "so nothing was left to be told")
		b.Expect(armed.rdhup, "with EPOLLRDHUP armed, the event that told of the bytes told of the end as well")
		b.Expect(drained.end, "reading on found it, too")
	}),
}
