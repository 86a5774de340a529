//go:build linux

package uring

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Submit hands over what has been filled, and fetches nothing. Operations on
// non-blocking descriptors never sleep here: what cannot be done at once waits
// inside the kernel.
func (r *Ring) Submit() error { return r.enter(0) }

// Poll hands over what has been filled, does what the ring has deferred, and
// returns at once, whether there are completions or not.
func (r *Ring) Poll() error { return r.enter(enterGetEvents) }

func (r *Ring) enter(flags uintptr) error {
	if err := r.failed(); err != nil {
		return err
	}
	return r.passing(r.call(r.publish(), flags))
}

// call asks for no completion (min_complete is 0), so it cannot sleep and may
// go past the Go scheduler: that saves giving the processor back and fetching
// it again.
func (r *Ring) call(submit uint32, flags uintptr) unix.Errno {
	_, _, errno := unix.RawSyscall6(unix.SYS_IO_URING_ENTER, r.enterFD,
		uintptr(submit), 0, flags|r.enterFlags(), 0, 0)
	return errno
}

// Wait hands over what has been filled, and sleeps until n completions are in
// the queue, a signal comes, or the time is over; below 0 there is no limit.
// It may sleep, so it goes through the Go scheduler: a raw call that sleeps,
// made again whenever a signal interrupts it, hangs the garbage collector.
func (r *Ring) Wait(n int, timeout time.Duration) error {
	if err := r.failed(); err != nil {
		return err
	}
	flags, arg, size := enterGetEvents|r.enterFlags(), uintptr(0), uintptr(0)
	if timeout >= 0 {
		r.limit = unix.NsecToTimespec(int64(timeout))
		r.arg.timespec = uint64(uintptr(unsafe.Pointer(&r.limit)))
		flags |= enterExtArg
		arg, size = uintptr(unsafe.Pointer(&r.arg)), unsafe.Sizeof(r.arg)
	}
	_, _, errno := unix.Syscall6(unix.SYS_IO_URING_ENTER, r.enterFD,
		uintptr(r.publish()), uintptr(n), flags, arg, size)
	return r.passing(errno)
}

func (r *Ring) enterFlags() uintptr {
	if r.registered {
		return enterRegisteredRing
	}
	return 0
}

// failed returns what went wrong inside Next, once.
func (r *Ring) failed() error {
	err := r.err
	r.err = nil
	return err
}

// passing leaves out what is no error of ours: a signal, a time limit, a
// completion queue that must be reaped first, and want of memory.
//
// EAGAIN says that the kernel had no memory for a request, and did nothing at
// all. What was filled stays in its queue, for the next call. io_uring_enter(2)
// says to wait for completions first: a request that is done gives its memory
// back. So they are fetched here, or there would never be any. It does not
// sleep, for nothing may stand that could complete; until there is memory, a
// loop that asks again spins.
func (r *Ring) passing(errno unix.Errno) error {
	if errno == unix.EAGAIN {
		errno = r.call(0, enterGetEvents)
	}
	r.crowded = errno == unix.EBUSY
	switch errno {
	case 0, unix.EINTR, unix.ETIME, unix.EBUSY:
		return nil
	}
	return errno
}
