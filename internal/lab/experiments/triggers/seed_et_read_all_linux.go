package triggers

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var seedETReadAll = bench.Experiment{
	Name: "seed-et-read-all", Takes: 200 * time.Millisecond,
	Title:      "what one read leaves is not reported again",
	Statement:  "We are told once that data came. If it is not read completely at once, there is no further notification.",
	Sources:    []bench.Source{{Who: bench.Tutorial, Where: "the list after the edge-triggered example, item 2"}, {Who: "epoll(7)", Where: "\"Do I need to continuously read/write a file descriptor until EAGAIN ...?\""}},
	Expect:     "A request of 3,000 bytes, a buffer of 1,024 as in the tutorial, one read for each event, and a client that waits for its answer. Under LT the request is complete after 3 events. Under ET there is one event, 1,976 bytes stay, and both sides wait for each other. With a read until EAGAIN, ET needs one event and 4 reads.",
	Lesson:     "Under ET, read until EAGAIN; or read until a read brings less than you asked for, if you watch EPOLLRDHUP too (et-short-read-fin says why, and et-urgent-byte when even that is not enough). Under LT, one read is enough, and a buffer as large as most requests makes it the only one.",
	Production: "Large requests hang and small ones do not. Tests with short requests pass; the first cookie that is too long, or the first upload, does not.",
	Run: kernel.On(func(b *kernel.Bench) {
		const request, buffer = 3000, 1024
		b.Did("a client sent a request of %d bytes, and then waited for the answer", request)
		b.Did("the server read into %d bytes, once for each event; then, with ET, until EAGAIN", buffer)
		type server struct {
			fd, reads int
			e         *kernel.Epoll
		}
		begin := func(trigger uint32) *server {
			here, peer := b.Pair()
			b.Write(peer, request)
			return &server{fd: here, e: b.Watch(here, unix.EPOLLIN|trigger)}
		}
		turn := func(s *server) (events int) {
			if events = s.e.Poll(); events > 0 {
				b.Read(s.fd, buffer)
				s.reads++
			}
			return events
		}
		lt, et, drained := begin(kernel.LT), begin(kernel.ET), begin(kernel.ET)
		line := b.Timeline("one read of 1,024 bytes for each event, LT and ET each on a connection of its own",
			bench.Trace{Name: "LT waiting", Kind: chart.Amount}, bench.Trace{Name: "LT", Kind: chart.Level},
			bench.Trace{Name: "ET waiting", Kind: chart.Amount}, bench.Trace{Name: "ET", Kind: chart.Edge})
		for range 6 {
			waitingLT, waitingET := b.Unread(lt.fd), b.Unread(et.fd)
			line.Step("?", "a wait, and one read if it reports something", waitingLT, turn(lt), waitingET, turn(et))
		}
		hangs := quiet(et.e) && b.Unread(et.fd) > 0
		for drained.e.Poll() > 0 {
			for again := false; !again; drained.reads++ {
				_, again = b.Read(drained.fd, buffer)
			}
		}

		b.Columns("ET, one read", "ET, to EAGAIN", "LT, one read")
		b.Observe("events", et.e.Reported, drained.e.Reported, lt.e.Reported)
		b.Observe("reads", et.reads, drained.reads, lt.reads)
		b.Observe("bytes never read", b.Unread(et.fd), b.Unread(drained.fd), b.Unread(lt.fd))
		b.Expect(hangs && et.e.Reported == 1, "under ET, one read left %d bytes that no wait reported: the connection hangs", b.Unread(et.fd))
		b.Expect(drained.e.Reported == 1 && b.Unread(drained.fd) == 0, "reading until EAGAIN took all with 1 event, for one read more (%d)", drained.reads)
		b.Expect(lt.e.Reported == 3 && lt.reads == 3 && b.Unread(lt.fd) == 0, "under LT, one read for each event took all with 3 events")
	}),
}
