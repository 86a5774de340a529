package main

import (
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// listening is an address that accepts connections, and one like it that refuses
// them.
func listening(t *testing.T) (open, refusing netip.AddrPort) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	open = ln.Addr().(*net.TCPAddr).AddrPort()
	return open, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), open.Port())
}

// A name may have an address at which its server does not listen: localhost is
// ::1 and 127.0.0.1 on most machines, and a server listens on one of them.
func TestOfSeveralAddressesTheOneThatAnswersIsTaken(t *testing.T) {
	open, refusing := listening(t)
	for _, addrs := range [][]netip.AddrPort{{open, refusing}, {refusing, open}, {refusing, refusing, open}} {
		a, err := answering(t.Context(), addrs)
		require.NoError(t, err)
		require.Equal(t, open, a)
	}
	_, err := answering(t.Context(), []netip.AddrPort{refusing, refusing})
	require.ErrorContains(t, err, refusing.String()+" (connect: connection refused) and "+refusing.String())
	require.ErrorContains(t, err, "start the server first")
}

func TestWhereEveryAddressIsOutOfReachThisSideIsBlamed(t *testing.T) {
	nowhere := netip.MustParseAddrPort("255.255.255.255:80") // no stream is connected to it
	_, err := answering(t.Context(), []netip.AddrPort{nowhere, nowhere})
	require.ErrorContains(t, err, "could not be tried: no route leads to the address")
}

func TestANameThatDoesNotResolveIsNoVerdict(t *testing.T) {
	for _, args := range [][]string{
		{"load", "--addr", "nowhere.invalid:80"}, {"verify", "--addr", "nowhere.invalid:80"},
		{"run", "--external-addr", "x=nowhere.invalid:80"},
	} {
		got := iomodels(t, args...)
		require.Equal(t, failed, got.status, got.errs)
		require.Empty(t, got.out)
		require.Contains(t, got.errs, `could not be tried: the name "nowhere.invalid" does not resolve here`)
	}
}
