package subject

import (
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
)

func TestAServerThatRunsAlreadyIsNotForeign(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := At("there", ln.Addr().(*net.TCPAddr).AddrPort())
	clock := func() time.Duration {
		used, err := probe.CPU(os.Getpid())
		require.NoError(t, err)
		return used
	}

	const work = 50 * time.Millisecond
	end := s.Watch()
	begin := clock()
	for clock() < begin+work {
	}
	theirs, warnings := end()
	require.Empty(t, warnings)
	require.GreaterOrEqual(t, theirs, work, "what the process that listens has used")
	require.LessOrEqual(t, theirs, clock())

	require.NoError(t, ln.Close())
	theirs, warnings = s.Watch()()
	require.Zero(t, theirs)
	require.Len(t, warnings, 1)
	require.Equal(t, unseenServer, warnings[0].Code)
	require.Contains(t, warnings[0].Text, "there")
	require.NotEmpty(t, warnings[0].Remedy)

	elsewhere := At("elsewhere", netip.MustParseAddrPort("192.0.2.1:80"))
	theirs, warnings = elsewhere.Watch()()
	require.Zero(t, theirs)
	require.Empty(t, warnings, "it uses nothing of this machine")
}
