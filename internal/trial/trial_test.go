package trial

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// nowhere is a subject of which nothing is asked but its address.
type nowhere struct{ subject.Running }

func (nowhere) Addr() netip.AddrPort { return netip.MustParseAddrPort("127.0.0.1:1") }
func (nowhere) PIDs() probe.Group    { return nil }

func TestTheGeneratorWaitsAsLongAsTheRunWasTold(t *testing.T) {
	r := run{Options: Options{Timeout: 90 * time.Second}}
	require.Equal(t, r.Timeout, r.spec(nowhere{}, &record.Trial{}).Timeout)
}
