package completions

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var uringENOBUFS = bench.Experiment{
	Name: "uring-enobufs", Takes: 50 * time.Millisecond,
	Title:      "the provided buffers run out",
	Statement:  "When the buffers of a group run out, a multishot receive waits, and goes on as soon as buffers are given back.",
	Sources:    []bench.Source{{Who: "a plausible guess", Where: "from what a receive without buffers of its own does"}, {Who: "io_uring_prep_recv_multishot(3)", Where: "says otherwise: without IORING_CQE_F_MORE it has ended"}, {Who: "io_uring_enter(2)", Where: "IOSQE_BUFFER_SELECT: ENOBUFS"}},
	Expect:     "It ends, with ENOBUFS. What has come meanwhile stays in the socket, and giving the buffers back does not start it again: that takes another request.",
	Lesson:     "ENOBUFS is no error of the connection: give buffers back, and ask for the receive again. Which of several connections the error hits is chance, so give them all the same treatment.",
	Production: "Under load some connections stop for good, or are closed by a server that takes ENOBUFS for an error of the peer.",
	Run: kernel.On(func(b *kernel.Bench) {
		const buffers, size = 4, 1024
		const sent = 3 * buffers * size
		type seen struct{ got, ended, idle, left int }
		try := func(again bool) (s seen) {
			r := open(b, uring.MultishotReceive, uring.Options{})
			group, err := r.NewBuffers(1, buffers, size)
			b.Must("io_uring_register", err)
			here, peer := b.Pair()
			ask := func() {
				e := r.Next()
				e.ReceiveMultishot(here, 1, 0)
				e.UserData = 1
			}
			b.Write(peer, sent)
			ask()
			for range 30 {
				completions := r.take()
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
			s.left = b.Unread(here)
			r.stop()
			group.Close()
			return s
		}
		b.Did("sent %s bytes to a multishot receive with %d buffers of %s bytes; took what came, and gave every buffer back", words.Integer(sent), buffers, words.Integer(size))
		wrong, right := try(false), try(true)
		b.Columns("asked once", "asked again")
		b.Observe("bytes received", wrong.got, right.got)
		b.Measure("times that it ended with ENOBUFS", wrong.ended, right.ended)
		b.Observe("bytes left in the socket", wrong.left, right.left)
		b.ExpectFalse(wrong.left == 0, "the receive goes on when there are buffers again")
		b.Expect(wrong.ended == 1 && wrong.got == buffers*size && wrong.left == sent-wrong.got, "it had ended, after as many bytes as the buffers hold, and free buffers did not start it again")
		b.Expect(right.got == sent && right.left == 0, "asked for again after each ENOBUFS, it received all")
	}),
}
