package lab

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
)

var uringMultishotEnd = Experiment{
	Name: "uring-multishot-end", Group: Completions, Takes: 50 * time.Millisecond,
	Title:      "a multishot accept that has ended without an error",
	Statement:  "A multishot accept is asked for once, and then accepts every connection that comes.",
	Sources:    []Source{{"a plausible guess", "from the name"}, {"io_uring_prep_multishot_accept(3)", "says how long it stands: IORING_CQE_F_MORE"}, {"this project", "the cause used here, a full completion queue, seen in its own server's tests"}},
	Expect:     "It stands only as long as its completions carry IORING_CQE_F_MORE. One that finds the completion queue full is kept by the kernel, but it is the last, and comes without the flag: a good descriptor, and no error. Who does not look at the flag accepts nobody from then on. Who asks again gets all of them.",
	Lesson:     "Look at the flag in every completion of a multishot request, also of a good one, and ask again when it is gone. Make the completion queue larger than what one turn can bring.",
	Production: "After a burst the server serves those that it has, and nobody else is let in: the accept queue is full, and no log has a line.",
	Run: func(b *Bench) {
		const peers = 20
		type seen struct{ accepted, asked, errors, queued int }
		try := func(again bool) (s seen) {
			r := b.Ring(0, uring.Options{Entries: 8, Completions: 8})
			ln, addr := b.Listener()
			b.Peers(ln, addr, peers)
			ask := func() {
				e := r.Next()
				e.AcceptMultishot(ln, unix.SOCK_CLOEXEC)
				e.UserData = 1
				s.asked++
			}
			ask()
			for range 3 * peers {
				for _, c := range r.Take() {
					switch {
					case c.Errno() != 0:
						s.errors++
					default:
						b.Close(b.Keep(int(c.Res)))
						s.accepted++
					}
					if again && !c.More() {
						ask()
					}
				}
			}
			s.queued = b.Queued(ln)
			r.Stop()
			return s
		}
		b.Did("%d clients connected, with a multishot accept into a completion queue of 8 places; the completions were taken again and again", peers)
		wrong, right := try(false), try(true)
		b.Columns("asked once", "asked again")
		b.Saw("accepted, of 20", wrong.accepted, right.accepted)
		b.SawAbout("times that accept was asked for", wrong.asked, right.asked)
		b.Saw("completions with an error", wrong.errors, right.errors)
		b.Saw("left in the accept queue", wrong.queued, right.queued)
		b.Myth(wrong.accepted == peers, "a multishot accept accepts all that come")
		b.Claim(wrong.accepted < peers && wrong.queued == peers-wrong.accepted && wrong.errors == 0, "asked for once, it ended at a full queue without an error, and the other clients stayed in the accept queue")
		b.Claim(right.accepted == peers && right.queued == 0 && right.asked > 1, "asked for again whenever the flag was gone, it accepted all")
	},
}
