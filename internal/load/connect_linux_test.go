package load

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnAddressKeepsItsZone(t *testing.T) {
	all, err := net.Interfaces()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	const scope = 24 // in sockaddr_in6, ipv6(7)
	a := addressOf(netip.MustParseAddrPort("[fe80::1%" + all[0].Name + "]:80"))
	require.EqualValues(t, all[0].Index, binary.NativeEndian.Uint32(a.bytes[scope:]))
	require.Zero(t, binary.NativeEndian.Uint32(addressOf(netip.MustParseAddrPort("[::1]:80")).bytes[scope:]))
}
