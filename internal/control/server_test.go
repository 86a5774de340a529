package control

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
)

// Where every port is taken, a server that asked for any one is not to blame. One
// that was given an address is: somebody else listens there.
func TestAServerIsNotBlamedForMissingPorts(t *testing.T) {
	taken := func(model.Config) (model.Server, error) { return nil, fmt.Errorf("bind: %w", syscall.EADDRINUSE) }
	for addr, lacks := range map[string]bool{"127.0.0.1:0": true, "127.0.0.1:80": false} {
		var out bytes.Buffer
		err := Serve(t.Context(), taken, model.Config{Addr: netip.MustParseAddrPort(addr)}, strings.NewReader(""), &out)
		if !lacks {
			require.ErrorIs(t, err, syscall.EADDRINUSE)
			require.Empty(t, out.String())
			continue
		}
		require.NoError(t, err, "its coordinator says it")
		require.Contains(t, out.String(), "no local port is left to listen on (net.ipv4.ip_local_port_range)")
	}
}
