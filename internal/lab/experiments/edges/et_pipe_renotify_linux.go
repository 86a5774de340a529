package edges

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var etPipeRenotify = bench.Experiment{
	Name: "et-pipe-renotify", Takes: 100 * time.Millisecond,
	Title:     "new data where old data was left: a new edge, or none",
	Statement: "Edge-triggered, data that is written to a pipe which has not been drained gives no further event: the pipe was readable already, so nothing has become readable.",
	Sources: []bench.Source{
		{Who: "Linux 5.5", Where: "commit 1b6b26ae7053, since which a write woke readers only if the pipe had been empty"},
		{Who: "Linux 5.14", Where: "commit 3a34b13a88ca: every write wakes them again, since programs relied on it (Android applications, by way of a library)"},
	},
	Expect:     "From Linux 5.5 to 5.13 there was no event; before, and again from 5.14, there is one for each write. (Later 5.10 and 5.13 kernels have the second change as well.) A socket reports each new segment on every kernel.",
	Lesson:     "Do not rely on either. Who drains until EAGAIN is right on all of them; who does not is kept alive by the next write, on most of them.",
	Production: "A program that reads once for each event works for years, and hangs after an upgrade of the kernel.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("watched a pipe and sockets with ET; wrote 3 times 100 bytes, waited after each, and read nothing")
		reports := func(open func(*kernel.Bench) (here, peer int)) (n []int) {
			here, peer := open(b)
			e := b.Watch(here, unix.EPOLLIN|unix.EPOLLET)
			for i := range 3 {
				write(b, peer, 100)
				b.Until("the arrival", func() bool { return b.Unread(here) == 100*(i+1) })
				n = append(n, e.Poll())
			}
			return n
		}
		pipe, unixSocket, tcp := reports(pipe), reports((*kernel.Bench).Pair), reports((*kernel.Bench).TCPPair)
		b.Columns("1st write", "2nd", "3rd")
		b.Observe("events: a pipe", pipe[0], pipe[1], pipe[2])
		b.Observe("events: a Unix socket", unixSocket[0], unixSocket[1], unixSocket[2])
		b.Observe("events: a TCP socket", tcp[0], tcp[1], tcp[2])
		b.Expect(pipe[0] == 1, "the first write to the empty pipe was reported")
		// The second change was taken into stable kernels too (5.10 and 5.13, August
		// 2021), and into distributors': between the two, either is to be expected.
		again := pipe[1] == 1 && pipe[2] == 1
		expected := again || !kernelAtLeast(5, 5) || kernelAtLeast(5, 14)
		b.Differs(again, expected, "on this kernel each further write to the pipe was reported, too")
		b.Expect(unixSocket[1] == 1 && tcp[1] == 1 && tcp[2] == 1, "a socket that was not drained reported each arrival")
	}),
}

// kernelAtLeast says whether this kernel's version is at least major.minor.
func kernelAtLeast(major, minor int) bool {
	var u unix.Utsname
	var is [2]int
	if unix.Uname(&u) == nil {
		fmt.Sscanf(unix.ByteSliceToString(u.Release[:]), "%d.%d", &is[0], &is[1])
	}
	return is[0] > major || is[0] == major && is[1] >= minor
}
