package edges

import (
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var etPartialRead = bench.Experiment{
	Name: "et-partial-read", Takes: 100 * time.Millisecond,
	Title:      "after a partial read, only LT reports the rest",
	Statement:  "A pipe reader is told of 2 kB and reads 1 kB. Level-triggered, the next epoll_wait returns at once; edge-triggered it will probably hang, although there is data in the buffer.",
	Sources:    []bench.Source{{Who: "epoll(7)", Where: "\"Level-triggered and edge-triggered\""}, {Who: "the kernel's selftests", Where: "tools/testing/selftests/filesystems/epoll/epoll_wakeup_test.c, epoll1 and epoll2: of two waits without a read, the second returns 1 under LT and 0 under ET"}},
	Expect:     "After the first wait and a read of half, a second wait that does not sleep returns 1 event under LT and 0 under ET. It is the same for a pipe, a Unix socket and a TCP socket.",
	Lesson:     "Under ET, a read that filled your buffer says nothing about what is left. Read on until EAGAIN, or put the connection on a list of your own.",
	Production: "The hang needs a message larger than the buffer, or two messages that arrive together, so it comes with load and goes away under a debugger.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("wrote 2,048 bytes, waited once, read 1,024, and waited once more without sleeping; with LT and with ET")
		second := func(trigger uint32, open func(*kernel.Bench) (here, peer int)) int {
			here, peer := open(b)
			e := b.Watch(here, unix.EPOLLIN|trigger)
			write(b, peer, 2048)
			b.Until("the arrival", func() bool { return b.Unread(here) == 2048 })
			if len(e.MustWait()) != 1 {
				b.Fail("the first wait reported something else")
			}
			read(b, here, 1024)
			return e.Poll()
		}
		ends := []struct {
			of   string
			open func(*kernel.Bench) (here, peer int)
		}{{"a pipe", pipe}, {"a Unix socket", (*kernel.Bench).Pair}, {"a TCP socket", (*kernel.Bench).TCPPair}}
		b.Columns("LT", "ET")
		for _, end := range ends {
			lt, et := second(kernel.LT, end.open), second(kernel.ET, end.open)
			b.Observe("events of the second wait: "+end.of, lt, et)
			b.Expect(lt == 1, "%s: LT reported the rest", end.of)
			b.Expect(et == 0, "%s: ET did not, with 1,024 bytes waiting", end.of)
		}
	}),
}
