package completions

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var uringMultishotEnd = bench.Experiment{
	Name: "uring-multishot-end", Takes: 50 * time.Millisecond,
	Title:      "a multishot accept that has ended without an error",
	Statement:  "A multishot accept is asked for once, and then accepts every connection that comes.",
	Sources:    []bench.Source{{Who: "a plausible guess", Where: "from the name"}, {Who: "io_uring_prep_multishot_accept(3)", Where: "says how long it stands: IORING_CQE_F_MORE"}, {Who: "this project", Where: "the cause used here, a full completion queue, seen in its own server's tests"}},
	Expect:     "It stands only as long as its completions carry IORING_CQE_F_MORE. One that finds the completion queue full is kept by the kernel, but it is the last, and comes without the flag: a good descriptor, and no error. Who does not look at the flag accepts nobody from then on. Who asks again gets all of them.",
	Lesson:     "Look at the flag in every completion of a multishot request, also of a good one, and ask again when it is gone. Make the completion queue larger than what one turn can bring.",
	Production: "After a burst the server serves those that it has, and nobody else is let in: the accept queue is full, and no log has a line.",
	Run: kernel.On(func(b *kernel.Bench) {
		const peers = 20
		type seen struct{ accepted, asked, errors, queued int }
		try := func(again bool) (s seen) {
			r := open(b, 0, uring.Options{Entries: 8, Completions: 8})
			ln, addr := b.Listen()
			b.Clients(ln, addr, peers)
			ask := func() {
				e := r.Next()
				e.AcceptMultishot(ln, unix.SOCK_CLOEXEC)
				e.UserData = 1
				s.asked++
			}
			ask()
			for range 3 * peers {
				for _, c := range r.take() {
					switch {
					case c.Errno() != 0:
						s.errors++
					default:
						b.Close(b.Own(int(c.Res)))
						s.accepted++
					}
					if again && !c.More() {
						ask()
					}
				}
			}
			s.queued = b.AcceptQueue(ln)
			r.stop()
			return s
		}
		b.Did("%d clients connected, with a multishot accept into a completion queue of 8 places; the completions were taken again and again", peers)
		wrong, right := try(false), try(true)
		b.Columns("asked once", "asked again")
		b.Observe("accepted, of 20", wrong.accepted, right.accepted)
		b.Measure("times that accept was asked for", wrong.asked, right.asked)
		b.Observe("completions with an error", wrong.errors, right.errors)
		b.Observe("left in the accept queue", wrong.queued, right.queued)
		b.ExpectFalse(wrong.accepted == peers, "a multishot accept accepts all that come")
		b.Expect(wrong.accepted < peers && wrong.queued == peers-wrong.accepted && wrong.errors == 0, "asked for once, it ended at a full queue without an error, and the other clients stayed in the accept queue")
		b.Expect(right.accepted == peers && right.queued == 0 && right.asked > 1, "asked for again whenever the flag was gone, it accepted all")
	}),
}
