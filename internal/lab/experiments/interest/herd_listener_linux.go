package interest

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var herdListener = bench.Experiment{
	Name: "herd-listener", Takes: 400 * time.Millisecond,
	Title:      "one connection wakes every worker that waits for it",
	Statement:  "If several epoll instances hold the same listener, each of them receives an event when a connection comes; with EPOLLEXCLUSIVE, one or more.",
	Sources:    []bench.Source{{Who: "epoll_ctl(2)", Where: "EPOLLEXCLUSIVE"}},
	Expect:     "Eight workers sleep, each in an epoll instance of its own with the same listener, and one connection comes. All eight are woken; one accept succeeds, seven are EAGAIN. With EPOLLEXCLUSIVE fewer are woken. So that the count is the largest possible, nobody accepts here before all that were woken are awake. Otherwise the first may have taken the connection before the others look, and those sleep on without having been told.",
	Lesson:     "Share a listener with EPOLLEXCLUSIVE, or give each worker one of its own with SO_REUSEPORT; see exclusive-lifo and reuseport-tail for what each of them costs. EAGAIN from accept is normal in either case: take it, and wait again.",
	Production: "Processor time that grows with the number of idle workers, and in strace an accept4 that is EAGAIN for each of them.",
	Run: kernel.On(func(b *kernel.Bench) {
		const n = 8
		try := func(events uint32) (told, got int) {
			ln, addr := b.Listen()
			var awake atomic.Int64
			open := make(chan struct{})
			opened := sync.OnceFunc(func() { close(open) })
			b.Cleanup(opened) // whatever happens, nobody is left behind the door
			w := startEpollWorkers(b, n, ln, events, func() {
				awake.Add(1)
				<-open
			})
			b.Dial(addr)
			b.Until("a worker's waking", func() bool { return awake.Load() > 0 })
			if events&unix.EPOLLEXCLUSIVE == 0 {
				b.Until("every worker's waking", func() bool { return awake.Load() == n })
			}
			time.Sleep(kernel.QuietPeriod) // who is going to wake has done so
			opened()
			w.untilAccepted(1)
			w.end()
			return sum(w.told), sum(w.accepted)
		}
		b.Did("%d threads slept, each in epoll_wait on an instance of its own with the same listener; one client connected; whoever was told of it accepted, once all that were told were awake", n)
		told, got := try(unix.EPOLLIN)
		exclusively, gotOne := try(unix.EPOLLIN | unix.EPOLLEXCLUSIVE)
		b.Columns("LT", "EXCLUSIVE")
		b.Measure("workers woken, of 8", told, exclusively)
		b.Observe("accepted", got, gotOne)
		b.Measure("accepts with EAGAIN", told-got, exclusively-gotOne)
		b.Expect(told == n && got == 1, "each of the eight workers was woken for one connection")
		b.Expect(exclusively >= 1 && exclusively <= n/2 && gotOne == 1, "with EPOLLEXCLUSIVE at least one was, and at most half of them")
	}),
}
