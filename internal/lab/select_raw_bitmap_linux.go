package lab

import (
	"math"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

var selectRawBitmap = Experiment{
	Name: "select-raw-bitmap", Group: Waiting, Takes: 300 * time.Millisecond,
	Title:     "the kernel itself takes a larger bitmap than FD_SETSIZE",
	Statement: "1,024 is a limit of select(2) in the kernel.",
	Sources:   []Source{{"common belief", "as in the tutorial's list, item 2"}, {"select(2)", "BUGS: the kernel imposes no fixed limit, the C library's fd_set has one"}},
	Expect:    "It is a limit of the type fd_set in the C library (and in package unix). The call takes any bitmap that is long enough. It costs as much as the highest number asks for, however few descriptors are in it.",
	Lesson:    "Nothing to build on: poll(2) does the same, portably. But it explains why select with one high descriptor is dear.",
	Run: func(b *Bench) {
		high := 19_000
		if b.Room() < high+100 {
			high = b.Room() - 100
		}
		if high < 2000 {
			b.CannotBeSeen("RLIMIT_NOFILE leaves %d descriptors and 2,100 are needed: ulimit -n", b.Room())
		}
		low, peer := b.Pair()
		b.Write(peer, 1)
		far, err := unix.FcntlInt(uintptr(low), unix.F_DUPFD_CLOEXEC, high)
		b.must("fcntl F_DUPFD", err)
		b.Keep(far)
		b.Did("gave one connection with a byte waiting two numbers, %s and %s, and waited for each with select and a bitmap that is long enough", count(low), count(far))
		waitFor := func(fd int) func() int {
			words := make([]uint64, fd/64+1)
			return func() int {
				words[fd/64] |= 1 << (fd % 64) // all other bits stay 0
				return b.selectRaw(fd+1, words)
			}
		}
		atLow, atHigh := waitFor(low), waitFor(far)
		nearReady, farReady := atLow(), atHigh()
		near, dear := math.Inf(1), math.Inf(1)
		for range 60 { // in turn, and short: some rounds are not disturbed
			near = min(near, each(50, func() { atLow() }))
			dear = min(dear, each(50, func() { atHigh() }))
		}
		b.Columns("low", "high")
		b.Saw("ready", nearReady, farReady)
		b.SawAbout("µs a call, the best of 60 rounds", near, dear)
		b.Myth(farReady != 1, "the kernel refuses a descriptor past 1,023")
		b.Claim(farReady == 1 && nearReady == 1, "it reports it, if the bitmap is long enough")
		b.Claim(dear > 1.2*near, "the call with the high number costs more, for the same single descriptor")
	},
}

// selectRaw is pselect6(2) for reading, with a bitmap of any length.
func (b *Bench) selectRaw(nfds int, words []uint64) int {
	limit := unix.Timespec{Sec: 3}
	for {
		n, _, errno := unix.Syscall6(unix.SYS_PSELECT6, uintptr(nfds), uintptr(unsafe.Pointer(&words[0])), 0, 0,
			uintptr(unsafe.Pointer(&limit)), 0)
		if errno == 0 {
			return int(n)
		}
		if errno != unix.EINTR {
			b.Fail("pselect6: %w", errno)
		}
	}
}
