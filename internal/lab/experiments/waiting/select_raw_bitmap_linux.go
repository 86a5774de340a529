package waiting

import (
	"math"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
	"github.com/iomodels/iomodels/internal/words"
)

var selectRawBitmap = bench.Experiment{
	Name: "select-raw-bitmap", Takes: 300 * time.Millisecond,
	Title:     "the kernel itself takes a larger bitmap than FD_SETSIZE",
	Statement: "1,024 is a limit of select(2) in the kernel.",
	Sources:   []bench.Source{{Who: "common belief", Where: "as in the tutorial's list, item 2"}, {Who: "select(2)", Where: "BUGS: the kernel imposes no fixed limit, the C library's fd_set has one"}},
	Expect:    "It is a limit of the type fd_set in the C library (and in package unix). The call takes any bitmap that is long enough. It costs as much as the highest number asks for, however few descriptors are in it.",
	Lesson:    "Nothing to build on: poll(2) does the same, portably. But it explains why select with one high descriptor is dear.",
	Run: kernel.On(func(b *kernel.Bench) {
		high := min(19_000, b.FreeDescriptors(2100)-100)
		low, peer := b.Pair()
		b.Write(peer, 1)
		far := b.Duplicate(low, high)
		b.Did("gave one connection with a byte waiting two numbers, %s and %s, and waited for each with select and a bitmap that is long enough", words.Integer(low), words.Integer(far))
		waitFor := func(fd int) func() int {
			words := make([]uint64, fd/64+1)
			return func() int {
				words[fd/64] |= 1 << (fd % 64) // all other bits stay 0
				return selectRaw(b, fd+1, words)
			}
		}
		atLow, atHigh := waitFor(low), waitFor(far)
		nearReady, farReady := atLow(), atHigh()
		near, dear := math.Inf(1), math.Inf(1)
		for range 60 { // in turn, and short: some rounds are not disturbed
			near = min(near, kernel.MicrosPerCall(50, func() { atLow() }))
			dear = min(dear, kernel.MicrosPerCall(50, func() { atHigh() }))
		}
		b.Columns("low", "high")
		b.Observe("ready", nearReady, farReady)
		b.Measure("µs a call, the best of 60 rounds", near, dear)
		b.ExpectFalse(farReady != 1, "the kernel refuses a descriptor past 1,023")
		b.Expect(farReady == 1 && nearReady == 1, "it reports it, if the bitmap is long enough")
		b.Expect(dear > 1.2*near, "the call with the high number costs more, for the same single descriptor")
	}),
}

// selectRaw is pselect6(2) for reading, with a bitmap of any length.
func selectRaw(b *kernel.Bench, nfds int, words []uint64) int {
	limit := unix.Timespec{Sec: 3}
	for {
		n, _, errno := unix.Syscall6(unix.SYS_PSELECT6, uintptr(nfds), uintptr(unsafe.Pointer(&words[0])), 0, 0,
			uintptr(unsafe.Pointer(&limit)), 0)
		if errno == 0 {
			return int(n)
		}
		if errno != unix.EINTR {
			b.Fail("pselect6: %v", errno)
		}
	}
}
