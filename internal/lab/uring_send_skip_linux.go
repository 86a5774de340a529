package lab

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
)

var uringSendSkip = Experiment{
	Name: "uring-send-skip", Group: Completions, Takes: 100 * time.Millisecond,
	Title:      "a send that says nothing when it drops the rest",
	Statement:  "With IOSQE_CQE_SKIP_SUCCESS a send has a completion only if something goes wrong. So no completion means that all was sent.",
	Sources:    []Source{{"io_uring_enter(2)", "IOSQE_CQE_SKIP_SUCCESS"}, {"this project", "seen in its own server"}},
	Expect:     "A send with MSG_DONTWAIT that finds room for a part returns the smaller number, as send(2) does, and that is a success: nothing is said, and the rest is never sent. With MSG_WAITALL as well, less than all is a failure: there is a completion, and it tells how much went out.",
	Lesson:     "Send with MSG_WAITALL if successes are skipped: together with MSG_DONTWAIT to be told the count, alone to have the kernel wait for room and send on.",
	Production: "Long answers end in the middle for clients on slow lines, and the server's counters show no error.",
	Run: func(b *Bench) {
		const size = 16 << 20 // more than both ends hold
		try := func(flags int) (sent, completions, told int) {
			r := b.Ring(0, uring.Options{})
			here, peer := b.TCP()
			p := make([]byte, size)
			e := r.Next()
			e.Send(here, p, unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT|flags)
			e.UserData, e.Flags = 1, uring.SkipSuccess
			e = r.Next()
			e.Nop() // its completion says that the send is over
			e.UserData = 2
			for _, c := range r.TakeUntil(2) {
				if c.UserData == 1 {
					completions, told = completions+1, int(c.Res)
				}
			}
			runtime.KeepAlive(p)
			b.must("shutdown", unix.Shutdown(here, unix.SHUT_WR))
			return b.ReadAll(peer), completions, told
		}
		b.Did("asked for a send of %s bytes to a peer that did not read, with IOSQE_CQE_SKIP_SUCCESS; afterwards the peer read what had been sent", count(size))
		wrong, wrongSays, _ := try(0)
		right, rightSays, told := try(unix.MSG_WAITALL)
		b.Columns("DONTWAIT", "with WAITALL")
		b.SawAbout("bytes that arrived", wrong, right)
		b.Saw("completions of the send", wrongSays, rightSays)
		b.SawAbout("bytes sent, as told", "not told", told)
		b.Myth(wrong == size && wrongSays == 0, "no completion means that all was sent")
		b.Claim(wrong < size && wrongSays == 0, "with MSG_DONTWAIT alone the rest was dropped, and no completion told")
		b.Claim(right < size && rightSays == 1 && told == right, "with MSG_WAITALL too there was one, and it told how much was sent")
	},
}

// ReadAll reads to the end of a stream, and says how much there was.
func (b *Bench) ReadAll(fd int) (got int) {
	buf := make([]byte, 1<<20)
	p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	b.Until("the end of a stream", func() bool {
		unix.Poll(p, milliseconds(patience))
		n, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
		if err == unix.EAGAIN {
			return false
		}
		b.must("recv", err)
		got += n
		return n == 0
	})
	return got
}
