package completions

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var uringSendSkip = bench.Experiment{
	Name: "uring-send-skip", Takes: 100 * time.Millisecond,
	Title:      "a send that says nothing when it drops the rest",
	Statement:  "With IOSQE_CQE_SKIP_SUCCESS a send has a completion only if something goes wrong. So no completion means that all was sent.",
	Sources:    []bench.Source{{Who: "io_uring_enter(2)", Where: "IOSQE_CQE_SKIP_SUCCESS"}, {Who: "this project", Where: "seen in its own server"}},
	Expect:     "A send with MSG_DONTWAIT that finds room for a part returns the smaller number, as send(2) does, and that is a success: nothing is said, and the rest is never sent. With MSG_WAITALL as well, less than all is a failure: there is a completion, and it tells how much went out.",
	Lesson:     "Send with MSG_WAITALL if successes are skipped: together with MSG_DONTWAIT to be told the count, alone to have the kernel wait for room and send on.",
	Production: "Long answers end in the middle for clients on slow lines, and the server's counters show no error.",
	Run: kernel.On(func(b *kernel.Bench) {
		const size = 16 << 20 // more than both ends hold
		try := func(flags int) (sent, completions, told int) {
			r := open(b, 0, uring.Options{})
			here, peer := b.TCPPair()
			p := make([]byte, size)
			e := r.Next()
			e.Send(here, p, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT|flags)
			e.UserData, e.Flags = 1, uring.SkipSuccess
			e = r.Next()
			e.Nop() // its completion says that the send is over
			e.UserData = 2
			for _, c := range r.takeUntil(2) {
				if c.UserData == 1 {
					completions, told = completions+1, int(c.Res)
				}
			}
			runtime.KeepAlive(p)
			b.ShutdownWrite(here)
			return readAll(b, peer), completions, told
		}
		b.Did("asked for a send of %s bytes to a peer that did not read, with IOSQE_CQE_SKIP_SUCCESS; afterwards the peer read what had been sent", words.Integer(size))
		wrong, wrongSays, _ := try(0)
		right, rightSays, told := try(unix.MSG_WAITALL)
		b.Columns("DONTWAIT", "with WAITALL")
		b.Measure("bytes that arrived", wrong, right)
		b.Observe("completions of the send", wrongSays, rightSays)
		b.Measure("bytes sent, as told", "not told", told)
		b.ExpectFalse(wrong == size && wrongSays == 0, "no completion means that all was sent")
		b.Expect(wrong < size && wrongSays == 0, "with MSG_DONTWAIT alone the rest was dropped, and no completion told")
		b.Expect(right < size && rightSays == 1 && told == right, "with MSG_WAITALL too there was one, and it told how much was sent")
	}),
}

// readAll reads to the end of a stream, and says how much there was.
func readAll(b *kernel.Bench, fd int) (got int) {
	buf := make([]byte, 1<<20)
	for {
		b.MustBeReady(fd, unix.POLLIN)
		n, again := b.Receive(fd, buf)
		if got += n; n == 0 && !again {
			return got
		}
	}
}
