//go:build linux

package sock

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The calls in this file go through RawSyscall, which does not tell the Go
// scheduler. That saves handing the processor back and fetching it again, a
// fifth of a small request's cost. It is sound only for calls that cannot
// sleep: one that slept would hold up the garbage collector until it woke. So
// MSG_DONTWAIT stands in every transfer, whatever mode the socket is in, and
// a time limit of 0 in every poll.

// rawAccept needs a listener that is non-blocking.
func rawAccept(ln int) (fd int, errno unix.Errno) {
	r, _, errno := unix.RawSyscall6(unix.SYS_ACCEPT4, uintptr(ln), 0, 0,
		unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	return int(r), errno
}

func rawRecv(fd int, p []byte) (n int, errno unix.Errno) {
	r, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd),
		uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT, 0, 0)
	return int(r), errno
}

// rawSend asks for EPIPE instead of a signal: the peer is gone, the server is not.
func rawSend(fd int, p []byte) (n int, errno unix.Errno) {
	r, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
		uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	return int(r), errno
}

func rawEpollPoll(epfd int, events []unix.EpollEvent) (n int, errno unix.Errno) {
	r, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epfd),
		uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	return int(r), errno
}

func rawEpollCtl(epfd, op, fd int, ev *unix.EpollEvent) unix.Errno {
	_, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(epfd),
		uintptr(op), uintptr(fd), uintptr(unsafe.Pointer(ev)), 0, 0)
	return errno
}

func rawSelectPoll(nfds int, r, w *unix.FdSet) (n int, errno unix.Errno) {
	var atOnce unix.Timespec
	v, _, errno := unix.RawSyscall6(unix.SYS_PSELECT6, uintptr(nfds),
		uintptr(unsafe.Pointer(r)), uintptr(unsafe.Pointer(w)), 0, uintptr(unsafe.Pointer(&atOnce)), 0)
	return int(v), errno
}

func rawPoll(fds []unix.PollFd) (n int, errno unix.Errno) {
	var atOnce unix.Timespec
	r, _, errno := unix.RawSyscall6(unix.SYS_PPOLL,
		uintptr(unsafe.Pointer(unsafe.SliceData(fds))), uintptr(len(fds)), uintptr(unsafe.Pointer(&atOnce)), 0, 0, 0)
	return int(r), errno
}

// rawClose cannot sleep as long as nothing here sets SO_LINGER.
func rawClose(fd int) {
	unix.RawSyscall(unix.SYS_CLOSE, uintptr(fd), 0, 0)
}

func rawShutdown(fd, how int) {
	unix.RawSyscall(unix.SYS_SHUTDOWN, uintptr(fd), uintptr(how), 0)
}
