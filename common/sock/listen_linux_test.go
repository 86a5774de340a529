package sock

import (
	"net"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Without its zone a link-local address is of no interface, and cannot be bound to.
func TestAnAddressKeepsItsZone(t *testing.T) {
	all, err := net.Interfaces()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	number := strconv.Itoa(all[0].Index)
	for _, zone := range []string{all[0].Name, number} {
		family, sa := sockaddr(netip.MustParseAddrPort("[fe80::1%" + zone + "]:80"))
		require.Equal(t, unix.AF_INET6, family)
		require.EqualValues(t, all[0].Index, sa.(*unix.SockaddrInet6).ZoneId)
		require.Equal(t, netip.MustParseAddrPort("[fe80::1%"+number+"]:80"), addrPort(sa))
	}
	for _, plain := range []string{"[::1]:80", "127.0.0.1:80"} {
		_, sa := sockaddr(netip.MustParseAddrPort(plain))
		require.Equal(t, netip.MustParseAddrPort(plain), addrPort(sa))
	}
}
