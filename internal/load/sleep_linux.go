package load

import (
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// spinning is how long before a request is due a paced loop stops sleeping and
// asks instead. A processor takes some tens of microseconds to wake, and under a
// hypervisor at times more than a hundred: what it takes beyond this is lag.
const spinning = int64(200 * time.Microsecond)

// spin is how long before a request is due a loop of s is awake, where its
// process may use so many processors. Loops that share one would only keep it
// from each other.
func (s Spec) spin(processors int) int64 {
	if max(s.Parts, 1)*max(s.Loops, 1) > processors {
		return 0
	}
	return spinning
}

// nap is how long a loop may sleep until it must ask, if there are left
// nanoseconds until the next moment; 0: it must ask now.
func nap(left, spin int64) int64 { return max(min(left, maxSleep)-spin, 0) }

// sleep returns when something is ready, or at wake. A loop that paces (l.spin
// is not 0) is awake at that moment: it sleeps only until shortly before, and
// then asks again and again.
func (l *loop) sleep(wake int64) int {
	ns := nap(wake-l.now, l.spin)
	if l.spin > 0 && ns == 0 {
		return l.ask(wake)
	}
	n, errno := epollWait(l.ep, l.events[:], ns)
	if errno != 0 && errno != unix.EINTR {
		l.err = callError("epoll_wait", errno)
	}
	return n
}

// ask polls until wake, once at least.
func (l *loop) ask(wake int64) int {
	for {
		if n := pollOnce(l.ep, l.events[:]); n > 0 || l.now >= wake {
			return n
		}
		l.tick()
	}
}

// coarse is set once it is known that this kernel lacks epoll_pwait2(2), which
// came with Linux 5.11, or that a sandbox withholds it.
var coarse atomic.Bool

// epollWait may sleep, so it goes through the Go scheduler. An error yields no event.
func epollWait(ep int, events []unix.EpollEvent, ns int64) (int, unix.Errno) {
	for !coarse.Load() {
		timeout := unix.NsecToTimespec(ns)
		n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(ep), uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)),
			uintptr(unsafe.Pointer(&timeout)), 0, 0)
		switch errno {
		case 0:
			return int(n), 0
		case unix.ENOSYS, unix.EPERM:
			coarse.Store(true)
		default:
			return 0, errno
		}
	}
	n, err := unix.EpollWait(ep, events, int((ns+999_999)/1_000_000))
	errno, _ := err.(unix.Errno)
	return max(n, 0), errno
}

// wakeInTime asks the kernel not to delay the timers of this thread, which it
// may do by 50 µs to gather them. Without it only the lag suffers, and the lag
// is measured.
func wakeInTime() { _ = unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) }
