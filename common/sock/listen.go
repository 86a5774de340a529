//go:build linux

package sock

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// Listener is a non-blocking listening socket.
type Listener struct {
	FD   int
	Addr netip.AddrPort // with the port that the kernel chose, if 0 was asked for

	calls calls
}

// Listen binds and listens. TCP_NODELAY is set here because an accepted socket
// inherits it: it costs no call per connection.
func Listen(cfg model.Config) (Listener, error) {
	family, sa := sockaddr(cfg.Addr)
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return Listener{}, fmt.Errorf("socket: %w", err)
	}
	ln := Listener{FD: fd, calls: callsOf(cfg)}
	if err := ln.bind(sa, cfg.ReusePort || cfg.Loops > 1); err != nil {
		unix.Close(fd)
		return Listener{}, err
	}
	return ln, nil
}

func (l *Listener) bind(sa unix.Sockaddr, reusePort bool) error {
	options := []struct{ level, name int }{
		{unix.SOL_SOCKET, unix.SO_REUSEADDR},
		{unix.IPPROTO_TCP, unix.TCP_NODELAY},
	}
	if reusePort {
		options = append(options, struct{ level, name int }{unix.SOL_SOCKET, unix.SO_REUSEPORT})
	}
	for _, o := range options {
		if err := unix.SetsockoptInt(l.FD, o.level, o.name, 1); err != nil {
			return fmt.Errorf("setsockopt: %w", err)
		}
	}
	if err := unix.Bind(l.FD, sa); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	if err := unix.Listen(l.FD, Backlog()); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	bound, err := unix.Getsockname(l.FD)
	if err != nil {
		return fmt.Errorf("getsockname: %w", err)
	}
	l.Addr = addrPort(bound)
	return nil
}

// Accept takes one connection off the accept queue. A connection that died
// while it was queued is passed over. The error is EAGAIN if the queue is
// empty, and one for which Stuck holds if it may not be.
func (l *Listener) Accept(n *model.Counters) (fd int, err error) {
	for {
		fd, errno := l.calls.accept(l.FD)
		switch errno {
		case 0:
			n.Accepts.Add(1)
			return fd, nil
		case unix.EINTR, unix.ECONNABORTED, unix.EPROTO:
			continue
		case unix.EAGAIN:
			n.EAGAINs.Add(1)
		}
		return -1, errno
	}
}

// Stuck says that accept failed although a connection may be waiting: mostly,
// the process or the system has no descriptor or memory to spare. The queue
// keeps the listener ready meanwhile, so a loop that just asks again spins.
func Stuck(err error) bool { return err != nil && err != unix.EAGAIN }

// Backlog is the longest accept queue that the kernel grants: net.core.somaxconn.
func Backlog() int {
	text, err := os.ReadFile("/proc/sys/net/core/somaxconn")
	if n, bad := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && bad == nil && n > 0 {
		return n
	}
	return unix.SOMAXCONN
}

func sockaddr(a netip.AddrPort) (family int, sa unix.Sockaddr) {
	if ip := a.Addr().Unmap(); !ip.Is6() {
		return unix.AF_INET, &unix.SockaddrInet4{Port: int(a.Port()), Addr: ip.As4()}
	}
	return unix.AF_INET6, &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zone(a.Addr())}
}

// zone is the number of the interface that a link-local address is meant on.
// One that is not there is 0, and the kernel refuses it.
func zone(a netip.Addr) uint32 {
	if n, err := strconv.ParseUint(a.Zone(), 10, 32); err == nil {
		return uint32(n)
	}
	if i, err := net.InterfaceByName(a.Zone()); err == nil {
		return uint32(i.Index)
	}
	return 0
}

func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		a := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			a = a.WithZone(strconv.FormatUint(uint64(sa.ZoneId), 10))
		}
		return netip.AddrPortFrom(a, uint16(sa.Port))
	}
	return netip.AddrPort{}
}
