package lab

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

var rawSleepHangsGC = Experiment{
	Name: "raw-sleep-hangs-gc", Group: Waiting, Takes: 600 * time.Millisecond,
	Title:     "a sleeping RawSyscall hangs Go's garbage collector",
	Statement: "In Go, system calls can be made by RawSyscall, which is cheaper, since it does not tell the scheduler.",
	Sources:   []Source{{"package syscall", "RawSyscall; the runtime's entersyscall is what it leaves out"}, {"this project", "seen here"}},
	Expect: "To the scheduler, a wait that sleeps inside RawSyscall is Go code that does not come to a safe point. " +
		"A garbage collection stops all threads first. It sends a signal, which does interrupt the wait (EINTR), but the loop asks again, as every event loop does, and so on until something comes. So the collection, and with it every goroutine, waits for the network. Through Syscall, the scheduler knows that the thread sleeps.",
	Lesson:     "RawSyscall for calls with MSG_DONTWAIT or a timeout of 0; Syscall for any call that may sleep.",
	Production: "A Go program that freezes as a whole when it has nothing to do, and wakes with the next packet.",
	Run: func(b *Bench) {
		b.Did("one thread slept in epoll_wait(2) until a timer; meanwhile another ran a garbage collection, and looked whether the timer had run out when it was done")
		collect := func(timer time.Duration, wait func(ep int)) (inTime bool, took float64) {
			e, bell := b.Epoll(), b.Timer(timer)
			e.Add(bell, unix.EPOLLIN)
			var asleep atomic.Bool
			sleeper := b.Go(func() {
				asleep.Store(true)
				wait(e.FD)
			})
			b.Until("the wait", asleep.Load)
			time.Sleep(20 * time.Millisecond)
			began := time.Now()
			runtime.GC()
			took = float64(time.Since(began).Microseconds()) / 1000
			inTime = e.Ready() == 0
			b.setTimer(bell, time.Nanosecond) // whoever still sleeps need not any longer
			<-sleeper
			return inTime, took
		}
		raw, rawTook := collect(300*time.Millisecond, sleepRaw)
		plain, plainTook := collect(patience, func(ep int) {
			e := Epoll{b: b, FD: ep, events: make([]unix.EpollEvent, 1)}
			e.Wait(patience)
		})
		b.Columns("RawSyscall", "Syscall")
		b.SawAbout("ms until the collection was done", rawTook, plainTook)
		b.Saw("done before the wait was over", raw, plain)
		b.Claim(plain, "with Syscall, the collection was done while the wait slept")
		b.Claim(!raw, "with RawSyscall, it was not done before the wait was over")
	},
}

// sleepRaw is what must not be done: a call that sleeps, past the scheduler.
func sleepRaw(ep int) {
	var events [1]unix.EpollEvent
	for {
		_, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(ep), uintptr(unsafe.Pointer(&events[0])), 1, ^uintptr(0), 0, 0)
		if errno != unix.EINTR {
			return
		}
	}
}
