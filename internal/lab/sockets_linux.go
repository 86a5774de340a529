package lab

import (
	"time"

	"golang.org/x/sys/unix"
)

// Pair is two connected Unix sockets, non-blocking. What one end does is seen
// at the other before the call returns, so nothing has to be waited for.
func (b *Bench) Pair() (here, peer int) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	b.must("socketpair", err)
	return b.Keep(fds[0]), b.Keep(fds[1])
}

// Pipe is a pipe, non-blocking at both ends.
func (b *Bench) Pipe() (r, w int) {
	var p [2]int
	b.must("pipe2", unix.Pipe2(p[:], unix.O_NONBLOCK|unix.O_CLOEXEC))
	return b.Keep(p[0]), b.Keep(p[1])
}

// Listener is a non-blocking TCP listener on a free port of loopback.
func (b *Bench) Listener() (ln int, addr *unix.SockaddrInet4) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	b.must("socket", err)
	b.Keep(fd)
	b.must("bind", unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	b.must("listen", unix.Listen(fd, 4096))
	bound, err := unix.Getsockname(fd)
	b.must("getsockname", err)
	return fd, bound.(*unix.SockaddrInet4)
}

// Dial connects to addr and returns once the connection is established.
func (b *Bench) Dial(addr unix.Sockaddr) int {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	b.must("socket", err)
	b.Keep(fd)
	for {
		if err = unix.Connect(fd, addr); err != unix.EINTR {
			break
		}
	}
	if err != unix.EISCONN { // what a call says that was interrupted, and then repeated
		b.must("connect", err)
	}
	b.must("fcntl", unix.SetNonblock(fd, true))
	return fd
}

// Peers connects k clients to ln and returns once all of them are in its
// accept queue, behind those that were there.
func (b *Bench) Peers(ln int, addr unix.Sockaddr, k int) []int {
	before := b.Queued(ln)
	var all []int
	for range k {
		all = append(all, b.Dial(addr))
	}
	b.Until("the end of the handshakes", func() bool { return b.Queued(ln) >= before+k })
	return all
}

// Queued is how many connections wait in a listener's accept queue: for a
// listener the kernel tells it as tcpi_unacked.
func (b *Bench) Queued(ln int) int {
	info, err := unix.GetsockoptTCPInfo(ln, unix.IPPROTO_TCP, unix.TCP_INFO)
	b.must("getsockopt", err)
	return int(info.Unacked)
}

// Accept takes one connection, non-blocking; false if none is queued.
func (b *Bench) Accept(ln int) (fd int, ok bool) {
	fd, _, err := unix.Accept4(ln, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	if err == unix.EAGAIN {
		return -1, false
	}
	b.must("accept4", err)
	return b.Keep(fd), true
}

// TCP is two ends of a TCP connection over loopback, non-blocking.
func (b *Bench) TCP() (here, peer int) {
	ln, addr := b.Listener()
	peer = b.Peers(ln, addr, 1)[0]
	here, _ = b.Accept(ln)
	b.Close(ln)
	return here, peer
}

// Write writes n bytes, or as many as there is room for.
func (b *Bench) Write(fd, n int) (written int) { return b.send(fd, make([]byte, n)) }

// send is Write, of bytes that are there already.
func (b *Bench) send(fd int, bytes []byte) (written int) {
	written, err := unix.SendmsgN(fd, bytes, nil, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
	if err == unix.EAGAIN {
		return 0
	}
	b.must("send", err)
	return written
}

// Fill writes until there is no room.
func (b *Bench) Fill(fd int) (written int) {
	for {
		n := b.Write(fd, 64<<10)
		if written += n; n == 0 {
			return written
		}
	}
}

// Read makes one read of up to n bytes; again says that it was EAGAIN.
func (b *Bench) Read(fd, n int) (got int, again bool) { return b.receive(fd, make([]byte, n)) }

// receive is Read, into a buffer that is there already.
func (b *Bench) receive(fd int, buf []byte) (got int, again bool) {
	got, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
	if err == unix.EAGAIN {
		return 0, true
	}
	b.must("recv", err)
	return got, false
}

// Drain reads until EAGAIN or the end.
func (b *Bench) Drain(fd int) (got, reads int) {
	for {
		n, _ := b.Read(fd, 64<<10)
		got, reads = got+n, reads+1
		if n == 0 {
			return got, reads
		}
	}
}

// Waiting is how many bytes could be read from fd now.
func (b *Bench) Waiting(fd int) int {
	n, err := unix.IoctlGetInt(fd, unix.TIOCINQ)
	b.must("ioctl FIONREAD", err)
	return n
}

// Unsent is how many bytes fd has taken that the peer has not acknowledged
// (TCP), or not read (a Unix socket; there the kernel counts its own overhead too).
func (b *Bench) Unsent(fd int) int {
	n, err := unix.IoctlGetInt(fd, unix.TIOCOUTQ)
	b.must("ioctl SIOCOUTQ", err)
	return n
}

// Event is an eventfd that counts n: a descriptor that is ready to read if n is not 0.
func (b *Bench) Event(n uint) int {
	fd, err := unix.Eventfd(n, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	b.must("eventfd", err)
	return b.Keep(fd)
}

// threadCPU is the processor time of the calling thread.
func threadCPU() time.Duration {
	var ts unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts)
	return time.Duration(ts.Nano())
}

// write is write(2), for descriptors that are no sockets.
func (b *Bench) write(fd, n int) {
	_, err := unix.Write(fd, make([]byte, n))
	b.must("write", err)
}

// read is read(2), for descriptors that are no sockets.
func (b *Bench) read(fd, n int) {
	_, err := unix.Read(fd, make([]byte, n))
	b.must("read", err)
}

// Timer is a descriptor that becomes ready to read after d.
func (b *Bench) Timer(d time.Duration) int {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	b.must("timerfd_create", err)
	b.setTimer(b.Keep(fd), d)
	return fd
}

func (b *Bench) setTimer(fd int, d time.Duration) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}
	b.must("timerfd_settime", unix.TimerfdSettime(fd, 0, &spec, nil))
}
