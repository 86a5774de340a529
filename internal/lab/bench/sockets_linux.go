package bench

import (
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/words"
)

// Pair is two connected Unix sockets, non-blocking. What one end does is seen
// at the other before the call returns, so nothing has to be waited for.
func (b *Bench) Pair() (here, peer int) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	b.Must("socketpair", err)
	return b.Own(fds[0]), b.Own(fds[1])
}

// TCPPair is two ends of a TCP connection over loopback, non-blocking.
func (b *Bench) TCPPair() (here, peer int) {
	ln, addr := b.Listen()
	peer = b.Clients(ln, addr, 1)[0]
	here, _ = b.Accept(ln)
	b.Close(ln)
	return here, peer
}

// Socket opens a non-blocking TCP socket.
func (b *Bench) Socket() int {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	b.Must("socket", err)
	return b.Own(fd)
}

// Listen opens a non-blocking TCP listener on a free port of loopback.
func (b *Bench) Listen() (ln int, addr unix.Sockaddr) {
	ln = b.Socket()
	b.Must("bind", unix.Bind(ln, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	b.Must("listen", unix.Listen(ln, 4096))
	addr, err := unix.Getsockname(ln)
	b.Must("getsockname", err)
	return ln, addr
}

// Dial connects to addr and returns once the connection is established. If it
// was refused, the first call on it says so.
func (b *Bench) Dial(addr unix.Sockaddr) int {
	fd := b.Socket()
	if err := unix.Connect(fd, addr); err != unix.EINPROGRESS {
		b.Must("connect", err)
	}
	b.MustBeReady(fd, unix.POLLOUT)
	return fd
}

// Clients connects k clients to ln and returns once all of them are in its
// accept queue, behind those that were there.
func (b *Bench) Clients(ln int, addr unix.Sockaddr, k int) (fds []int) {
	before := b.AcceptQueue(ln)
	for range k {
		fds = append(fds, b.Dial(addr))
	}
	b.Until("the end of the handshakes", func() bool { return b.AcceptQueue(ln) >= before+k })
	return fds
}

// AcceptQueue is how many connections wait in a listener's accept queue: for a
// listener the kernel tells it as tcpi_unacked.
func (b *Bench) AcceptQueue(ln int) int {
	info, err := unix.GetsockoptTCPInfo(ln, unix.IPPROTO_TCP, unix.TCP_INFO)
	b.Must("getsockopt", err)
	return int(info.Unacked)
}

// Accept takes one connection, non-blocking; false if none is queued.
func (b *Bench) Accept(ln int) (fd int, ok bool) {
	fd, _, err := unix.Accept4(ln, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	if err == unix.EAGAIN {
		return -1, false
	}
	b.Must("accept4", err)
	return b.Own(fd), true
}

// AcceptAndClose takes one connection and closes it; false if none is queued.
func (b *Bench) AcceptAndClose(ln int) (ok bool) {
	fd, ok := b.Accept(ln)
	if ok {
		b.Close(fd)
	}
	return ok
}

// Write sends n bytes, or as many as there is room for.
func (b *Bench) Write(fd, n int) (written int) { return b.Send(fd, make([]byte, n)) }

// Send sends bytes, or as many as there is room for.
func (b *Bench) Send(fd int, bytes []byte) (sent int) {
	sent, err := unix.SendmsgN(fd, bytes, nil, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
	if err == unix.EAGAIN {
		return 0
	}
	b.Must("send", err)
	return sent
}

// Fill writes until there is no room.
func (b *Bench) Fill(fd int) (written int) {
	for n := b.Write(fd, 64<<10); n > 0; n = b.Write(fd, 64<<10) {
		written += n
	}
	return written
}

// Read makes one read of up to n bytes; again says that it was EAGAIN.
func (b *Bench) Read(fd, n int) (got int, again bool) { return b.Receive(fd, make([]byte, n)) }

// Receive makes one read into buf; again says that it was EAGAIN.
func (b *Bench) Receive(fd int, buf []byte) (got int, again bool) {
	got, _, err := unix.Recvfrom(fd, buf, unix.MSG_DONTWAIT)
	if err == unix.EAGAIN {
		return 0, true
	}
	b.Must("recv", err)
	return got, false
}

// Drain reads until EAGAIN or the end.
func (b *Bench) Drain(fd int) (got int) {
	for n, _ := b.Read(fd, 64<<10); n > 0; n, _ = b.Read(fd, 64<<10) {
		got += n
	}
	return got
}

// Unread is how many bytes could be read from fd now.
func (b *Bench) Unread(fd int) int {
	n, err := unix.IoctlGetInt(fd, unix.TIOCINQ)
	b.Must("ioctl FIONREAD", err)
	return n
}

// Unsent is how many bytes fd has taken that the peer has not acknowledged
// (TCP), or not read (a Unix socket; there the kernel counts its own overhead too).
func (b *Bench) Unsent(fd int) int {
	n, err := unix.IoctlGetInt(fd, unix.TIOCOUTQ)
	b.Must("ioctl SIOCOUTQ", err)
	return n
}

// Ready waits with poll(2), for up to limit, until fd has one of the events.
func (b *Bench) Ready(fd int, events int16, limit time.Duration) bool {
	var n int
	b.Must("ppoll", retry(limit, func(left time.Duration) (err error) {
		timeout := unix.NsecToTimespec(left.Nanoseconds())
		n, err = unix.Ppoll([]unix.PollFd{{Fd: int32(fd), Events: events}}, &timeout, nil)
		return err
	}))
	return n == 1
}

// MustBeReady waits until fd has one of the events, which must come.
func (b *Bench) MustBeReady(fd int, events int16) {
	if !b.Ready(fd, events, Timeout) {
		b.Fail("nothing came within %v", Timeout)
	}
}

// ShutdownWrite ends what fd sends: the peer reads the end of the stream.
func (b *Bench) ShutdownWrite(fd int) { b.Must("shutdown", unix.Shutdown(fd, unix.SHUT_WR)) }

// Eventfd counts n: a descriptor that is ready to read if n is not 0.
func (b *Bench) Eventfd(n uint) int {
	fd, err := unix.Eventfd(n, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	b.Must("eventfd", err)
	return b.Own(fd)
}

// Duplicate is fd once more, under the lowest free number from least up.
func (b *Bench) Duplicate(fd, least int) int {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, least)
	b.Must("fcntl F_DUPFD", err)
	return b.Own(dup)
}

// FreeDescriptors is how many may still be opened, at most 20,000 less a few.
// With fewer than least the experiment is skipped.
func (b *Bench) FreeDescriptors(least int) int {
	limit, _, _ := host.NoFile()
	open, err := probe.Descriptors(os.Getpid())
	b.Must("descriptors", err)
	free := int(min(limit, 20_000)) - open - 40
	if free < least {
		b.Skip("RLIMIT_NOFILE leaves %d descriptors and %s are needed: ulimit -n", free, words.Integer(least))
	}
	return free
}

// LimitDescriptors lowers RLIMIT_NOFILE of this process until restore is
// called, or the experiment ends.
func (b *Bench) LimitDescriptors(n uint64) (restore func()) {
	soft, hard, err := host.NoFile()
	b.Must("getrlimit", err)
	b.Must("setrlimit", unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: min(n, soft), Max: hard}))
	restore = func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: soft, Max: hard}) }
	b.Cleanup(restore)
	return restore
}
