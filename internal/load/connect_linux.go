package load

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An address is a socket's, as the kernel reads it. It is rendered once, not
// for every connection.
type address struct {
	family uint16
	bytes  [unix.SizeofSockaddrInet6]byte
	size   uintptr // of what is used of bytes
}

func addressOf(a netip.AddrPort) *address {
	to := &address{family: unix.AF_INET6, size: unix.SizeofSockaddrInet6}
	if a.Addr().Is4() {
		to.family, to.size = unix.AF_INET, unix.SizeofSockaddrInet4
	}
	binary.NativeEndian.PutUint16(to.bytes[:], to.family)
	binary.BigEndian.PutUint16(to.bytes[2:], a.Port())
	if a.Addr().Is4() {
		ip := a.Addr().As4()
		copy(to.bytes[4:], ip[:])
		return to
	}
	ip := a.Addr().As16()
	copy(to.bytes[8:], ip[:])
	binary.NativeEndian.PutUint32(to.bytes[24:], zone(a.Addr()))
	return to
}

// zone is the number of the interface that a link-local address is meant on.
// One that is not there is 0, and connect(2) refuses it.
func zone(a netip.Addr) uint32 {
	if n, err := strconv.ParseUint(a.Zone(), 10, 32); err == nil {
		return uint32(n)
	}
	if i, err := net.InterfaceByName(a.Zone()); err == nil {
		return uint32(i.Index)
	}
	return 0
}

// sources are addresses to connect from, on ports of the kernel's choice.
func sources(ips []netip.Addr) []address {
	var from []address
	for _, ip := range ips {
		from = append(from, *addressOf(netip.AddrPortFrom(ip, 0)))
	}
	return from
}

// newSocket makes a socket that will connect to an address, from another one
// unless that is nil.
func newSocket(to, from *address) (int32, error) {
	fd, _, errno := unix.RawSyscall(unix.SYS_SOCKET, uintptr(to.family), unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if errno != 0 {
		return -1, callError("socket", errno)
	}
	if from == nil {
		return int32(fd), nil
	}
	if err := bindNoPort(int32(fd), from); err != nil {
		unix.Close(int(fd))
		return -1, err
	}
	return int32(fd), nil
}

// bindNoPort binds to an address and leaves the port to connect, when the
// destination is known: then only the pair has to be free, and not the port by
// itself.
func bindNoPort(fd int32, from *address) error {
	if errno := setOption(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT); errno != 0 {
		return callError("setsockopt IP_BIND_ADDRESS_NO_PORT", errno)
	}
	_, _, errno := unix.RawSyscall(unix.SYS_BIND, uintptr(fd), uintptr(unsafe.Pointer(&from.bytes)), from.size)
	if errno != 0 {
		return callError("bind", errno)
	}
	return nil
}

// growDescriptors makes the kernel enlarge the table of descriptors once, for n
// more. By itself it doubles the table as it fills, and in a process of several
// threads waits at each step until no processor can be reading the old one
// (expand_fdtable in fs/file.c): milliseconds in which nothing is opened.
func growDescriptors(n int) error {
	low, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return callError("open /dev/null", err)
	}
	defer unix.Close(low)
	// Past the limit there is no such number; that there are too few is said by socket(2).
	if high, err := unix.FcntlInt(uintptr(low), unix.F_DUPFD_CLOEXEC, low+n); err == nil {
		unix.Close(high)
	}
	return nil
}

// setOption switches an option on.
func setOption(fd int32, level, option uintptr) unix.Errno {
	one := int32(1)
	_, _, errno := unix.RawSyscall6(unix.SYS_SETSOCKOPT, uintptr(fd), level, option, uintptr(unsafe.Pointer(&one)), unsafe.Sizeof(one), 0)
	return errno
}

// dialing begins c's handshake on a socket of newSocket. It is false if that
// failed at once, which the job knows by then. The handshake may be complete
// when connect returns; its event comes all the same.
func (l *loop) dialing(c *conn, fd int32, to *address) bool {
	c.fd, c.state = fd, connecting
	c.generation++
	switch errno := connectTo(fd, to); errno {
	case 0, unix.EINPROGRESS:
		l.watch(c, unix.EPOLL_CTL_ADD)
		return true
	case unix.ECONNREFUSED, unix.ETIMEDOUT:
		l.job.connectFailed(c, errno)
	default:
		l.err = fmt.Errorf("connection %d: %w", c.number+1, callError("connect", errno))
	}
	return false
}

// connectTo begins a handshake on a socket of newSocket, which is non-blocking.
func connectTo(fd int32, to *address) unix.Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&to.bytes)), to.size)
	return errno
}
