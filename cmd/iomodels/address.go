package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/words"
)

// addrToReach reads --addr of a server that is to be loaded or tested, as use
// says. Of a name with several addresses it is one that answers.
func addrToReach(c *cli.Context, use string) (netip.AddrPort, error) {
	addrs, err := parseAddrs(c.Context, "addr", c.String("addr"))
	if err != nil {
		return netip.AddrPort{}, err
	}
	for _, a := range addrs {
		if !a.Addr().IsLoopback() && !c.Bool("allow-remote") {
			return a, wrong("%s is not a loopback address: give --allow-remote if that server is yours to %s", a, use)
		}
	}
	return reach(c, c.String("addr"), addrs)
}

// reach is the first of a name's addresses that answers; which one is said. A
// single address is left to whoever connects to it.
func reach(c *cli.Context, name string, addrs []netip.AddrPort) (netip.AddrPort, error) {
	if len(addrs) == 1 {
		return addrs[0], nil
	}
	a, err := answering(c.Context, addrs)
	if err != nil {
		return a, fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(c.App.ErrWriter, "%s has %d addresses; %s answers, and is the one that is used\n", name, len(addrs), a)
	return a, nil
}

// answerTimeout is how long an address may take to accept a connection.
const answerTimeout = 5 * time.Second

// answering is the first of several addresses that accepts a connection. The
// error says what each of them did.
func answering(ctx context.Context, addrs []netip.AddrPort) (netip.AddrPort, error) {
	d := net.Dialer{Timeout: answerTimeout}
	var tried []string
	lacks := 0 // for how many of them this side lacked something
	for _, a := range addrs {
		conn, err := d.DialContext(ctx, "tcp", a.String())
		if err == nil {
			conn.Close()
			return a, nil
		}
		if s := shortage.Of(err); s != nil {
			if lacks++; lacks == len(addrs) {
				return a, s
			}
		}
		if cause := errors.Unwrap(err); cause != nil {
			err = cause // without the address
		}
		tried = append(tried, fmt.Sprintf("%s (%v)", a, err))
	}
	return netip.AddrPort{}, fmt.Errorf("nothing answers: %s were tried: start the server first", words.List(tried))
}

// parseAddr reads HOST:PORT. Of a name with several addresses it is the one
// that most programs would listen on.
func parseAddr(flag, text string) (netip.AddrPort, error) {
	addrs, err := parseAddrs(context.Background(), flag, text)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if i := slices.IndexFunc(addrs, func(a netip.AddrPort) bool { return a.Addr().Is4() }); i >= 0 {
		return addrs[i], nil
	}
	return addrs[0], nil
}

// parseAddrs reads HOST:PORT, with all addresses that the host has, in the
// order in which the resolver prefers them.
func parseAddrs(ctx context.Context, flag, text string) ([]netip.AddrPort, error) {
	no := wrong("--%s %q is no address: give HOST:PORT, such as 127.0.0.1:8080", flag, text)
	host, service, err := net.SplitHostPort(text)
	if err != nil {
		return nil, no
	}
	port, err := net.DefaultResolver.LookupPort(ctx, "tcp", service)
	if err != nil {
		return nil, no
	}
	if host == "" { // ":8080": every address of this machine
		return []netip.AddrPort{netip.AddrPortFrom(netip.IPv6Unspecified(), uint16(port))}, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		if s := shortage.Of(err); s != nil {
			return nil, fmt.Errorf("--%s %q %w", flag, text, s)
		}
		return nil, no
	}
	var addrs []netip.AddrPort
	for _, ip := range found {
		a := netip.AddrPortFrom(ip.Unmap(), uint16(port))
		if !slices.Contains(addrs, a) {
			addrs = append(addrs, a)
		}
	}
	return addrs, nil
}
