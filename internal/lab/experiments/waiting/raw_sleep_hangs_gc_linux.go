package waiting

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

var rawSleepHangsGC = bench.Experiment{
	Name: "raw-sleep-hangs-gc", Takes: 600 * time.Millisecond,
	Title:     "a sleeping RawSyscall hangs Go's garbage collector",
	Statement: "In Go, system calls can be made by RawSyscall, which is cheaper, since it does not tell the scheduler.",
	Sources:   []bench.Source{{Who: "package syscall", Where: "RawSyscall; the runtime's entersyscall is what it leaves out"}, {Who: "this project", Where: "seen here"}},
	Expect: "To the scheduler, a wait that sleeps inside RawSyscall is Go code that does not come to a safe point. " +
		"A garbage collection stops all threads first. It sends a signal, which does interrupt the wait (EINTR), but the loop asks again, as every event loop does, and so on until something comes. So the collection, and with it every goroutine, waits for the network. Through Syscall, the scheduler knows that the thread sleeps.",
	Lesson:     "RawSyscall for calls with MSG_DONTWAIT or a timeout of 0; Syscall for any call that may sleep.",
	Production: "A Go program that freezes as a whole when it has nothing to do, and wakes with the next packet.",
	Run: kernel.On(func(b *kernel.Bench) {
		b.Did("one thread slept in epoll_wait(2) until a timer; meanwhile another ran a garbage collection, and looked whether the timer had run out when it was done")
		collect := func(after time.Duration, wait func(*kernel.Epoll)) (inTime bool, took float64) {
			timer := newTimer(b, after)
			e := b.Watch(timer, unix.EPOLLIN)
			var asleep atomic.Bool
			sleeper := b.Go(func() {
				asleep.Store(true)
				wait(e.Share())
			})
			b.Until("the wait", asleep.Load)
			time.Sleep(20 * time.Millisecond)
			began := time.Now()
			runtime.GC()
			took = float64(time.Since(began).Microseconds()) / 1000
			inTime = e.Poll() == 0
			setTimer(b, timer, time.Nanosecond) // whoever still sleeps need not any longer
			sleeper.Wait()
			return inTime, took
		}
		raw, rawTook := collect(300*time.Millisecond, sleepRaw)
		plain, plainTook := collect(bench.Timeout, func(e *kernel.Epoll) { e.Wait(bench.Timeout) })
		b.Columns("RawSyscall", "Syscall")
		b.Measure("ms until the collection was done", rawTook, plainTook)
		b.Observe("done before the wait was over", raw, plain)
		b.Expect(plain, "with Syscall, the collection was done while the wait slept")
		b.Expect(!raw, "with RawSyscall, it was not done before the wait was over")
	}),
}

// sleepRaw is what must not be done: a call that sleeps, past the scheduler.
func sleepRaw(e *kernel.Epoll) {
	var events [1]unix.EpollEvent
	for {
		_, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(e.FD), uintptr(unsafe.Pointer(&events[0])), 1, ^uintptr(0), 0, 0)
		if errno != unix.EINTR {
			return
		}
	}
}
