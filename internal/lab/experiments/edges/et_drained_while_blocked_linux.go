package edges

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var etDrainedWhileBlocked = bench.Experiment{
	Name: "et-drained-while-blocked", Takes: 100 * time.Millisecond,
	Title:      "input that comes while output is blocked",
	Statement:  "A server that remembers that a connection was drained need not read it before the next event for input; while its output is blocked, it takes no input, so events for input can be passed over.",
	Sources:    []bench.Source{{Who: "this project", Where: "seen in its own edge-triggered server, and derived here"}},
	Expect:     "Each half is right and together they hang. The edge of the second request comes while the answer to the first is blocked, and is passed over. When the answer is out, the server thinks that it has drained the connection, and waits for an edge that it has had.",
	Lesson:     "Forget \"drained\" at every event with EPOLLIN, EPOLLRDHUP or EPOLLHUP, whether you are going to read now or not.",
	Production: "Pipelining clients that are slow to read hang now and then, and only they.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("a client sent a request, and the server's answer filled the send buffer; then the client sent a second request, and read the answer")
		b.Did("the server passed over the second request's event as its output was blocked; once it took note of it, once it did not")
		type server struct {
			fd               int
			e                *kernel.Epoll
			blocked, drained bool
			read             int // requests read
		}
		// turn handles one event; takesNote is what the two servers differ in.
		turn := func(s *server, ev unix.EpollEvent, takesNote bool) {
			if ev.Events&unix.EPOLLIN != 0 && (!s.blocked || takesNote) {
				s.drained = false
			}
			if s.blocked && ev.Events&unix.EPOLLOUT != 0 {
				s.blocked = false // the rest of the answer has gone out
			}
			if !s.blocked && !s.drained {
				if n, _ := b.Read(s.fd, 1024); n > 0 {
					s.read++
				}
				s.drained = true // a short read
			}
		}
		serve := func(takesNote bool) (requests, unread int) {
			here, peer := b.Pair()
			s := &server{fd: here, e: b.Watch(here, unix.EPOLLIN|unix.EPOLLOUT|unix.EPOLLET)}
			events := func() {
				for _, ev := range s.e.Wait(0) {
					turn(s, ev, takesNote)
				}
			}
			b.Write(peer, 10)
			events()
			b.Fill(here)
			s.blocked = true
			b.Write(peer, 10)
			events()
			b.Drain(peer)
			events()
			events()
			return s.read, b.Unread(here)
		}
		wrong, hangs := serve(false)
		right, left := serve(true)
		b.Columns("passed over", "taken note of")
		b.Observe("requests read, of 2", wrong, right)
		b.Observe("bytes never read", hangs, left)
		b.ExpectFalse(wrong == 2, "an event for input can be passed over while output is blocked")
		b.Expect(wrong == 1 && hangs == 10, "who did so never read the second request")
		b.Expect(right == 2 && left == 0, "who took note of it did")
	}),
}
