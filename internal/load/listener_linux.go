package load

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// listenerDrops is how many connections the sockets that listen at addr have
// dropped, by the kernel's own count of each (sock_diag(7), SK_MEMINFO_DROPS): a
// full accept queue is the usual reason. Nil: none of them can be seen here.
func listenerDrops(addr netip.AddrPort) *int64 {
	var sum *int64
	for _, family := range []byte{unix.AF_INET, unix.AF_INET6} {
		for _, m := range listeners(family) {
			if l, ok := parseListener(m.Data); ok && l.at(addr) {
				if sum == nil {
					sum = new(int64)
				}
				*sum += int64(l.drops)
			}
		}
	}
	return sum
}

// Of include/uapi/linux/inet_diag.h and sock_diag.h.
const (
	diagRequest   = 56 // sizeof(struct inet_diag_req_v2)
	diagMessage   = 72 // sizeof(struct inet_diag_msg)
	diagSkMemInfo = 7  // INET_DIAG_SKMEMINFO
	memInfoDrops  = 8  // SK_MEMINFO_DROPS
	listening     = 10 // TCP_LISTEN
	diagTimeout   = time.Second
)

// listeners asks the kernel for the TCP sockets of a family that listen, in
// this network namespace.
func listeners(family byte) (found []syscall.NetlinkMessage) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.NETLINK_INET_DIAG)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	timeout := unix.NsecToTimeval(int64(diagTimeout))
	if unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout) != nil {
		return nil
	}
	request := make([]byte, unix.NLMSG_HDRLEN+diagRequest)
	binary.NativeEndian.PutUint32(request, uint32(len(request)))
	binary.NativeEndian.PutUint16(request[4:], unix.SOCK_DIAG_BY_FAMILY)
	binary.NativeEndian.PutUint16(request[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	request[16], request[17], request[18] = family, unix.IPPROTO_TCP, 1<<(diagSkMemInfo-1)
	binary.NativeEndian.PutUint32(request[20:], 1<<listening)
	if unix.Sendto(fd, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}) != nil {
		return nil
	}
	for buf := make([]byte, 64<<10); ; {
		n, _, err := unix.Recvfrom(fd, buf, 0)
		if err != nil {
			return nil
		}
		messages, err := syscall.ParseNetlinkMessage(append([]byte(nil), buf[:n]...))
		if err != nil {
			return nil
		}
		for _, m := range messages {
			if m.Header.Type != unix.SOCK_DIAG_BY_FAMILY { // NLMSG_DONE, or an error
				return found
			}
			found = append(found, m)
		}
	}
}

// A listener is a socket as sock_diag tells of it.
type listener struct {
	bound netip.AddrPort
	drops uint32
}

// at says whether connections to addr come to l.
func (l listener) at(addr netip.AddrPort) bool {
	a := l.bound.Addr()
	return l.bound.Port() == addr.Port() && (a.IsUnspecified() || a.Unmap() == addr.Addr().Unmap().WithZone(""))
}

// parseListener reads a struct inet_diag_msg and the attributes behind it.
func parseListener(p []byte) (l listener, ok bool) {
	if len(p) < diagMessage {
		return l, false
	}
	size := 16
	if p[0] == unix.AF_INET {
		size = 4
	}
	a, _ := netip.AddrFromSlice(p[8 : 8+size])
	l.bound = netip.AddrPortFrom(a, binary.BigEndian.Uint16(p[4:]))
	for p = p[diagMessage:]; len(p) >= 4; {
		length, kind := int(binary.NativeEndian.Uint16(p)), binary.NativeEndian.Uint16(p[2:])
		if length < 4 || length > len(p) {
			return l, false
		}
		if value := p[4:length]; kind == diagSkMemInfo && len(value) >= 4*(memInfoDrops+1) {
			l.drops = binary.NativeEndian.Uint32(value[4*memInfoDrops:])
			return l, true
		}
		p = p[min((length+3)&^3, len(p)):]
	}
	return l, false
}
