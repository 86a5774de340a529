package load

import (
	"context"
	"net/netip"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/workload"
)

// Linux connects no stream to the broadcast address, and says so as of a network
// that it has no route to.
func TestWhatThisSideCannotDoIsNoResult(t *testing.T) {
	for _, name := range []string{workload.Saturate.Name, workload.Churn.Name} {
		_, err := Run(context.Background(), Spec{Addr: "255.255.255.255:80", Workload: name, Connections: 3, Duration: 1}, nil)
		var lacks *shortage.Error
		require.ErrorAs(t, err, &lacks, name)
		require.Contains(t, lacks.What, "no route", name)
		require.Contains(t, lacks.Call, "connection 1: connect: ", name)
	}
}

func TestASourceThatIsNotOursIsNoResult(t *testing.T) {
	s := new(scripted).start(t)
	spec := short(s, 3)
	spec.Sources = []string{netip.MustParseAddr("192.0.2.1").String()}
	_, err := Run(context.Background(), spec, nil)
	require.ErrorContains(t, err, "could not be tried: the source address is not one of this machine")
}

// A handshake, a read or a write may fail for want of something here as well.
func TestAnErrorOfThisSideEndsTheGeneratorAndNoConnection(t *testing.T) {
	for errno, ours := range map[unix.Errno]bool{
		syscall.ENOBUFS: true, syscall.ENOMEM: true, syscall.EPERM: true, syscall.EHOSTUNREACH: true,
		syscall.ECONNREFUSED: false, syscall.ECONNRESET: false, syscall.EPIPE: false, syscall.ETIMEDOUT: false,
	} {
		l := new(loop)
		require.Equal(t, ours, l.lacks(&conn{number: 6}, "sendto", errno), "%v", errno)
		if !ours {
			require.NoError(t, l.err)
			continue
		}
		require.ErrorContains(t, l.err, "connection 7: sendto: ")
		require.NotNil(t, shortage.Of(l.err))
	}
}
