package modeltest

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// onSocket calls f with the peer's descriptor.
func (p *peer) onSocket(f func(fd int) error) error {
	raw, err := p.conn.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	return errors.Join(raw.Control(func(fd uintptr) { inner = f(int(fd)) }), inner)
}

// sendUrgent sends s with its last byte marked as urgent.
func (p *peer) sendUrgent(s string) error {
	return p.onSocket(func(fd int) error {
		n, err := unix.SendmsgN(fd, []byte(s), nil, nil, unix.MSG_OOB)
		if err == nil && n < len(s) {
			err = unix.EAGAIN
		}
		return os.NewSyscallError("sendmsg", err)
	})
}

// finAcknowledged waits until the server's system has this side's FIN.
func (p *peer) finAcknowledged() error {
	const established, finWait1 = 1, 4 // of include/net/tcp_states.h
	ctx, cancel := p.c.patient()
	defer cancel()
	return every(ctx, time.Millisecond, func() bool {
		acknowledged := false
		_ = p.onSocket(func(fd int) error {
			info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
			acknowledged = err != nil || info.State != established && info.State != finWait1
			return err
		})
		return acknowledged
	})
}

// narrow makes a connection hold little: a small receive buffer here, and small
// segments, by whose size the server's system measures out its send buffer.
func narrow(_, _ string, raw syscall.RawConn) error {
	var inner error
	err := raw.Control(func(fd uintptr) {
		inner = errors.Join(
			os.NewSyscallError("setsockopt SO_RCVBUF", unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10)),
			os.NewSyscallError("setsockopt TCP_MAXSEG", unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, 536)))
	})
	return errors.Join(err, inner)
}

// sockets are made before they are connected, so that connecting needs no
// descriptor any more and can be done for all of them in one go.
type sockets struct {
	c   *client
	fds []int
}

// sockets makes n of them.
func (c *client) sockets(n int) (*sockets, error) {
	family := unix.AF_INET
	if c.subject.Addr().Addr().Is6() {
		family = unix.AF_INET6
	}
	s := &sockets{c: c}
	for range n {
		fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			s.close()
			return nil, c.ours(os.NewSyscallError("socket", err))
		}
		s.fds = append(s.fds, fd)
	}
	return s, nil
}

func (s *sockets) close() {
	for _, fd := range s.fds {
		unix.Close(fd)
	}
	s.fds = nil
}

// connect connects them all without waiting for any; what is written to a peer
// goes out when its handshake is done.
func (s *sockets) connect(context.Context) ([]*peer, error) {
	to := sockaddr(s.c.subject.Addr())
	for _, fd := range s.fds {
		if err := unix.Connect(fd, to); err != nil && err != unix.EINPROGRESS {
			s.close()
			return nil, s.c.ours(os.NewSyscallError("connect", err))
		}
	}
	var peers []*peer
	for _, fd := range s.fds {
		peers = append(peers, s.c.adopt(os.NewFile(uintptr(fd), "socket")))
	}
	s.fds = nil
	return peers, nil
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}
