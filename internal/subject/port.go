package subject

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// lowestPort is the first that is tried: below it there are well-known ones.
const lowestPort = 10_000

// freeAddr finds a port that nobody listens on. It lies below those that the
// kernel gives to outgoing connections: between choosing the port and the
// command's bind(2), another connection of ours would take one of these.
func freeAddr() (netip.AddrPort, error) {
	past := firstEphemeral()
	for range 100 {
		if past <= lowestPort {
			break // everything is ephemeral here
		}
		addr := netip.AddrPortFrom(loopback, uint16(lowestPort+rand.IntN(past-lowestPort)))
		if ln, err := net.Listen("tcp", addr.String()); err == nil {
			return addr, ln.Close()
		}
	}
	ln, err := net.Listen("tcp", netip.AddrPortFrom(loopback, 0).String())
	if err != nil {
		return netip.AddrPort{}, err
	}
	return ln.Addr().(*net.TCPAddr).AddrPort(), ln.Close()
}

// firstEphemeral is the first port that the kernel may give to an outgoing connection.
func firstEphemeral() int {
	var first, last int
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return 0
	}
	if _, err := fmt.Fscan(strings.NewReader(string(text)), &first, &last); err != nil {
		return 0
	}
	return min(first, 1<<16-1)
}

// unused says whether a port that cannot be chosen is free for the command.
func unused(addr netip.AddrPort) error {
	conn, err := net.DialTimeout("tcp", addr.String(), time.Second)
	if err != nil {
		return nil
	}
	return errors.Join(fmt.Errorf("something listens at %s already: end it first, or measure that one with --external-addr", addr), conn.Close())
}
