package lab

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
)

var uringENOBUFS = Experiment{
	Name: "uring-enobufs", Group: Completions, Takes: 50 * time.Millisecond,
	Title:      "the provided buffers run out",
	Statement:  "When the buffers of a group run out, a multishot receive waits, and goes on as soon as buffers are given back.",
	Sources:    []Source{{"a plausible guess", "from what a receive without buffers of its own does"}, {"io_uring_prep_recv_multishot(3)", "says otherwise: without IORING_CQE_F_MORE it has ended"}, {"io_uring_enter(2)", "IOSQE_BUFFER_SELECT: ENOBUFS"}},
	Expect:     "It ends, with ENOBUFS. What has come meanwhile stays in the socket, and giving the buffers back does not start it again: that takes another request.",
	Lesson:     "ENOBUFS is no error of the connection: give buffers back, and ask for the receive again. Which of several connections the error hits is chance, so give them all the same treatment.",
	Production: "Under load some connections stop for good, or are closed by a server that takes ENOBUFS for an error of the peer.",
	Run: func(b *Bench) {
		const buffers, size = 4, 1024
		const sent = 3 * buffers * size
		type seen struct{ got, ended, idle, left int }
		try := func(again bool) (s seen) {
			r := b.Ring(uring.MultishotReceive, uring.Options{})
			group, err := r.NewBuffers(1, buffers, size)
			b.must("io_uring_register", err)
			here, peer := b.Pair()
			ask := func() {
				e := r.Next()
				e.ReceiveMultishot(here, 1, 0)
				e.UserData = 1
			}
			b.Write(peer, sent)
			ask()
			for range 30 {
				completions := r.Take()
				if len(completions) == 0 {
					s.idle++
				}
				for _, c := range completions {
					if c.Errno() == unix.ENOBUFS {
						s.ended++
						if again {
							ask()
						}
						continue
					}
					s.got += len(group.Bytes(c))
					if id, ok := c.Buffer(); ok {
						group.Return(id)
					}
				}
				group.Publish() // all buffers are free from here on
			}
			s.left = b.Waiting(here)
			r.Stop()
			group.Close()
			return s
		}
		b.Did("sent %s bytes to a multishot receive with %d buffers of %s bytes; took what came, and gave every buffer back", count(sent), buffers, count(size))
		wrong, right := try(false), try(true)
		b.Columns("asked once", "asked again")
		b.Saw("bytes received", wrong.got, right.got)
		b.SawAbout("times that it ended with ENOBUFS", wrong.ended, right.ended)
		b.Saw("bytes left in the socket", wrong.left, right.left)
		b.Myth(wrong.left == 0, "the receive goes on when there are buffers again")
		b.Claim(wrong.ended == 1 && wrong.got == buffers*size && wrong.left == sent-wrong.got, "it had ended, after as many bytes as the buffers hold, and free buffers did not start it again")
		b.Claim(right.got == sent && right.left == 0, "asked for again after each ENOBUFS, it received all")
	},
}
