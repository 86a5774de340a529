package load

import (
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// overflowing is a listener whose accept queue is full.
func overflowing(t *testing.T) netip.AddrPort {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	t.Cleanup(func() { unix.Close(fd) })
	require.NoError(t, unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	require.NoError(t, unix.Listen(fd, 0))
	name, err := unix.Getsockname(fd)
	require.NoError(t, err)
	at := name.(*unix.SockaddrInet4)
	return netip.AddrPortFrom(netip.AddrFrom4(at.Addr), uint16(at.Port))
}

// knock sends the first packet of a handshake and waits for nothing.
func knock(t *testing.T, to netip.AddrPort) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	t.Cleanup(func() { unix.Close(fd) })
	err = unix.Connect(fd, &unix.SockaddrInet4{Addr: to.Addr().As4(), Port: int(to.Port())})
	require.True(t, err == nil || err == unix.EINPROGRESS, "%v", err)
}

// The machine counts the overflows of all accept queues together, and the
// listener its own.
func TestAnotherProgramsOverflowIsNotTheServers(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	server, other := ln.Addr().(*net.TCPAddr).AddrPort(), overflowing(t)
	read := func(addr netip.AddrPort) *tcpCounters {
		return (&generator{spec: Spec{Addr: addr.String()}}).tcpNow()
	}
	before, otherBefore := read(server), read(other)
	if before == nil || before.listener == nil {
		t.Skip("this kernel does not tell of its listeners")
	}
	for range 20 {
		knock(t, other)
	}
	seen, others := before.churned(read(server)), otherBefore.churned(read(other))
	require.Positive(t, seen.ListenOverflows, "of this machine")
	require.Zero(t, *seen.ListenerDrops)
	require.Positive(t, *others.ListenerDrops, "the one that overflowed")
	require.Nil(t, listenerDrops(netip.MustParseAddrPort("192.0.2.1:9")), "nobody who could be seen listens there")

	both, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	defer both.Close()
	port := both.Addr().(*net.TCPAddr).AddrPort().Port()
	require.NotNil(t, listenerDrops(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port)), "one for every address")
}

func TestADamagedAnswerOfTheKernelIsNoListener(t *testing.T) {
	whole := make([]byte, diagMessage+4+4*9)
	whole[0], whole[4] = unix.AF_INET, 1
	whole[diagMessage], whole[diagMessage+2], whole[diagMessage+4+4*memInfoDrops] = 4+4*9, diagSkMemInfo, 7
	l, ok := parseListener(whole)
	require.True(t, ok)
	require.EqualValues(t, 7, l.drops)
	for n := range whole {
		_, ok := parseListener(whole[:n])
		require.False(t, ok, n)
	}
}
