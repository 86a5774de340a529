package load

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/shortage"
)

// The calls of the hot path go through RawSyscall, past the Go scheduler,
// since none of them can sleep. One that may sleep never does: it would keep
// the garbage collector waiting for this thread.

func recvFrom(fd int32, p []byte) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

func sendTo(fd int32, p []byte) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	return int(n), errno
}

// pollOnce is epoll_wait with timeout 0. An error of it is met again, and
// handled, by the call that may sleep.
func pollOnce(ep int, events []unix.EpollEvent) int {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(ep), uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// watch registers c with epoll for everything, edge-triggered.
func (l *loop) watch(c *conn, op int) {
	ev := unix.EpollEvent{
		Events: unix.EPOLLIN | unix.EPOLLOUT | unix.EPOLLRDHUP | unix.EPOLLET&0xffffffff,
		Fd:     int32(l.index(c)), // an index and a generation, not the descriptor
		Pad:    c.generation,
	}
	_, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_CTL, uintptr(l.ep), uintptr(op), uintptr(c.fd), uintptr(unsafe.Pointer(&ev)), 0, 0)
	if errno != 0 {
		l.err = callError("epoll_ctl", errno)
	}
}

// handshake says whether connecting fd failed. SO_ERROR need not be asked for
// where no error was reported.
func handshake(fd int32, failed bool) unix.Errno {
	if !failed {
		return 0
	}
	errno, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return unix.EBADF
	}
	return unix.Errno(errno)
}

// shut closes c by a reset. The side that closes first is left with the
// connection in TIME_WAIT, its port taken for a minute: 10,000 connections a
// trial would soon leave no port to connect from. By then everything that is
// counted has been counted, so that nothing can be cut off. Where connections
// churn the server closes first, and a reset would take its TIME_WAIT away.
func (l *loop) shut(c *conn) {
	if !l.churns {
		_ = unix.SetsockoptLinger(int(c.fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: 0})
	}
	_ = unix.Close(int(c.fd)) // this takes it out of epoll too
}

// callError is a call of ours that failed, which ends the generator.
func callError(call string, err error) error { return os.NewSyscallError(call, err) }

// lacks ends the loop if what a call on c returned is for want of something on
// this side, and not what the server did.
func (l *loop) lacks(c *conn, call string, errno unix.Errno) bool {
	if !shortage.Tells(call, errno) {
		return false
	}
	l.err = fmt.Errorf("connection %d: %w", c.number+1, callError(call, errno))
	return true
}
