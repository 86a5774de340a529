package subject

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/iomodels/iomodels/common/shortage"
)

// ready waits until a request at addr is answered with anything at all: whether
// it is answered rightly is for the suite and the generator to say. A whole
// request, and not just a connection, because some servers listen before they
// can answer, and others fall over a connection that brings nothing.
func ready(ctx context.Context, addr netip.AddrPort) error {
	pause := time.Millisecond
	for {
		err := ask(ctx, addr)
		if err == nil {
			return nil
		}
		if s := shortage.Of(err); s != nil { // waiting for the server does not mend it
			return s
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, 50*time.Millisecond)
		case <-ctx.Done():
			return fmt.Errorf("no request is answered at %s: %w", addr, err)
		}
	}
}

// drained is how long the rest of an answer may take. It is read so that no
// reset is sent, by which a server might fall over too.
const drained = time.Second

// ask sends one request and waits for the first byte of the answer.
func ask(ctx context.Context, addr netip.AddrPort) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr.String())
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", addr); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	if _, err := in.Peek(1); err != nil {
		return err
	}
	if conn.SetReadDeadline(time.Now().Add(drained)) != nil {
		return nil
	}
	if reply, err := http.ReadResponse(in, nil); err == nil {
		_, _ = io.Copy(io.Discard, reply.Body)
	}
	return nil
}

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
	if s := shortage.Of(err); s != nil {
		return s
	}
	if err != nil {
		return nil
	}
	return errors.Join(fmt.Errorf("something listens at %s already: end it first, or measure that one with --external-addr", addr), conn.Close())
}
