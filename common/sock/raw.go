//go:build linux

package sock

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// calls makes the calls that cannot sleep. Its zero value goes through
// RawSyscall, which does not tell the Go scheduler. That saves handing the
// processor back and fetching it again (docs/ablation.md measures what that is
// worth). It is sound only for calls that cannot sleep: one that slept would
// hold up the garbage collector. Its signal does interrupt the call, but a loop that asks
// again after EINTR, or a call that the kernel restarts, sleeps on, and all
// goroutines wait until it wakes (iomodels lab run raw-sleep-hangs-gc). So MSG_DONTWAIT stands in every transfer,
// whatever mode the socket is in, and a time limit of 0 in every poll.
type calls struct {
	told bool // tell the scheduler all the same, so that it shows what that costs
}

func callsOf(cfg model.Config) calls { return calls{told: cfg.Syscalls == model.Runtime} }

// accept needs a listener that is non-blocking.
func (c calls) accept(ln int) (fd int, errno unix.Errno) {
	var r uintptr
	if c.told {
		r, _, errno = unix.Syscall6(unix.SYS_ACCEPT4, uintptr(ln), 0, 0,
			unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	} else {
		r, _, errno = unix.RawSyscall6(unix.SYS_ACCEPT4, uintptr(ln), 0, 0,
			unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	}
	return int(r), errno
}

func (c calls) recv(fd int, p []byte) (n int, errno unix.Errno) {
	var r uintptr
	if c.told {
		r, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT, 0, 0)
	} else {
		r, _, errno = unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT, 0, 0)
	}
	return int(r), errno
}

// send asks for EPIPE instead of a signal: the peer is gone, the server is not.
func (c calls) send(fd int, p []byte) (n int, errno unix.Errno) {
	var r uintptr
	if c.told {
		r, _, errno = unix.Syscall6(unix.SYS_SENDTO, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	} else {
		r, _, errno = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
			uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	}
	return int(r), errno
}

func (c calls) epollPoll(epfd int, events []unix.EpollEvent) (n int, errno unix.Errno) {
	var r uintptr
	if c.told {
		r, _, errno = unix.Syscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd),
			uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	} else {
		r, _, errno = unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd),
			uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	}
	return int(r), errno
}

func (c calls) epollCtl(epfd, op, fd int, ev *unix.EpollEvent) (errno unix.Errno) {
	if c.told {
		_, _, errno = unix.Syscall6(unix.SYS_EPOLL_CTL, uintptr(epfd),
			uintptr(op), uintptr(fd), uintptr(unsafe.Pointer(ev)), 0, 0)
	} else {
		_, _, errno = unix.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(epfd),
			uintptr(op), uintptr(fd), uintptr(unsafe.Pointer(ev)), 0, 0)
	}
	return errno
}

func (c calls) selectPoll(nfds int, r, w *unix.FdSet) (n int, errno unix.Errno) {
	var v uintptr
	var atOnce unix.Timespec
	if c.told {
		v, _, errno = unix.Syscall6(unix.SYS_PSELECT6, uintptr(nfds),
			uintptr(unsafe.Pointer(r)), uintptr(unsafe.Pointer(w)), 0, uintptr(unsafe.Pointer(&atOnce)), 0)
	} else {
		v, _, errno = unix.RawSyscall6(unix.SYS_PSELECT6, uintptr(nfds),
			uintptr(unsafe.Pointer(r)), uintptr(unsafe.Pointer(w)), 0, uintptr(unsafe.Pointer(&atOnce)), 0)
	}
	return int(v), errno
}

func (c calls) poll(fds []unix.PollFd) (n int, errno unix.Errno) {
	var r uintptr
	var atOnce unix.Timespec
	if c.told {
		r, _, errno = unix.Syscall6(unix.SYS_PPOLL,
			uintptr(unsafe.Pointer(unsafe.SliceData(fds))), uintptr(len(fds)), uintptr(unsafe.Pointer(&atOnce)), 0, 0, 0)
	} else {
		r, _, errno = unix.RawSyscall6(unix.SYS_PPOLL,
			uintptr(unsafe.Pointer(unsafe.SliceData(fds))), uintptr(len(fds)), uintptr(unsafe.Pointer(&atOnce)), 0, 0, 0)
	}
	return int(r), errno
}

// close cannot sleep as long as nothing here sets SO_LINGER.
func (c calls) close(fd int) {
	if c.told {
		unix.Syscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
	} else {
		unix.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
	}
}

func (c calls) shutdown(fd, how int) {
	if c.told {
		unix.Syscall(unix.SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0)
	} else {
		unix.RawSyscall(unix.SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0)
	}
}
