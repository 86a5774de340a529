package modeltest

import "golang.org/x/sys/unix"

// onFD calls f with the connection's descriptor.
func (c *conn) onFD(f func(fd int)) {
	if raw, err := c.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { f(int(fd)) })
	}
}

// atUrgentMark says whether the last read stopped at an urgent byte.
func (c *conn) atUrgentMark() (at bool) {
	c.onFD(func(fd int) {
		n, err := unix.IoctlGetInt(fd, unix.SIOCATMARK)
		at = err == nil && n == 1
	})
	return at
}

// unread is how many bytes are queued.
func (c *conn) unread() (n int) {
	c.onFD(func(fd int) { n, _ = unix.IoctlGetInt(fd, unix.SIOCINQ) })
	return n
}

// hasFIN says whether the peer has finished sending.
func (c *conn) hasFIN() (has bool) {
	const closeWait = 8
	c.onFD(func(fd int) {
		info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		has = err == nil && info.State == closeWait
	})
	return has
}

// queued is how many connections wait to be accepted.
func (s *server) queued() (n int) {
	raw, err := s.ln.SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) {
		// Of a listener, the kernel reports its accept queue as unacknowledged.
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			n = int(info.Unacked)
		}
	})
	return n
}

// keepFile leaves a copy of the connection's descriptor open.
func (s *server) keepFile(c *conn) {
	c.onFD(func(fd int) {
		if fd, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0); err == nil {
			s.mu.Lock()
			s.lost = append(s.lost, func() { unix.Close(fd) })
			s.mu.Unlock()
		}
	})
}
