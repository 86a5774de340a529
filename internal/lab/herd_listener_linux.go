package lab

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

var herdListener = Experiment{
	Name: "herd-listener", Group: Interest, Takes: 400 * time.Millisecond,
	Title:      "one connection wakes every worker that waits for it",
	Statement:  "If several epoll instances hold the same listener, each of them receives an event when a connection comes; with EPOLLEXCLUSIVE, one or more.",
	Sources:    []Source{{"epoll_ctl(2)", "EPOLLEXCLUSIVE"}},
	Expect:     "Eight workers sleep, each in an epoll instance of its own with the same listener, and one connection comes. All eight are woken; one accept succeeds, seven are EAGAIN. With EPOLLEXCLUSIVE fewer are woken. So that the count is the largest possible, nobody accepts here before all that were woken are awake. Otherwise the first may have taken the connection before the others look, and those sleep on without having been told.",
	Lesson:     "Share a listener with EPOLLEXCLUSIVE, or give each worker one of its own with SO_REUSEPORT; see exclusive-lifo and reuseport-tail for what each of them costs. EAGAIN from accept is normal in either case: take it, and wait again.",
	Production: "Processor time that grows with the number of idle workers, and in strace an accept4 that is EAGAIN for each of them.",
	Run: func(b *Bench) {
		const workers = 8
		try := func(events uint32) (told, got int) {
			ln, addr := b.Listener()
			bell := b.Event(0)
			var awake atomic.Int64
			open := make(chan struct{})
			opened := sync.OnceFunc(func() { close(open) })
			b.AtEnd(opened) // whatever happens, nobody is left behind the door
			w := b.waitFor(ln, events, workers, bell, func() {
				awake.Add(1)
				<-open
			})
			b.Dial(addr)
			b.Until("a worker's waking", func() bool { return awake.Load() > 0 })
			if events&unix.EPOLLEXCLUSIVE == 0 {
				b.Until("every worker's waking", func() bool { return awake.Load() == workers })
			}
			time.Sleep(silence) // who is going to wake has done so
			opened()
			b.Accepted(w, 1)
			b.dismiss(w, bell)
			return sum(w.Told), sum(w.Got)
		}
		b.Did("%d threads slept, each in epoll_wait on an instance of its own with the same listener; one client connected; whoever was told of it accepted, once all that were told were awake", workers)
		told, got := try(unix.EPOLLIN)
		exclusively, gotOne := try(unix.EPOLLIN | unix.EPOLLEXCLUSIVE)
		b.Columns("LT", "EXCLUSIVE")
		b.SawAbout("workers woken, of 8", told, exclusively)
		b.Saw("accepted", got, gotOne)
		b.SawAbout("accepts with EAGAIN", told-got, exclusively-gotOne)
		b.Claim(told == workers && got == 1, "each of the eight workers was woken for one connection")
		b.Claim(exclusively >= 1 && exclusively <= workers/2 && gotOne == 1, "with EPOLLEXCLUSIVE at least one was, and at most half of them")
	},
}
