package probe

import (
	"net"
	"net/netip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoListensIsFoundByItsAddress(t *testing.T) {
	for about, at := range map[string]string{"one address": "127.0.0.1:0", "every address": ":0"} {
		ln, err := net.Listen("tcp", at)
		require.NoError(t, err)
		addr := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(ln.Addr().(*net.TCPAddr).Port))
		found, err := Listening(addr)
		require.NoError(t, err, about)
		require.Contains(t, found, os.Getpid(), about)
		_, err = Listening(netip.AddrPortFrom(netip.MustParseAddr("127.0.0.9"), addr.Port()))
		require.Equal(t, at == ":0", err == nil, "%s: another address", about)
		require.NoError(t, ln.Close())
		_, err = Listening(addr)
		require.ErrorIs(t, err, ErrUnseen, about)
	}
}
