package load

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
)

// noted are processes that note when they are looked at. Each look uses time.
type noted struct {
	name  string
	looks *[]string
	used  probe.Usage
	err   error
}

func (n *noted) CPU() (time.Duration, error) {
	*n.looks = append(*n.looks, n.name+" clock")
	n.used.CPU += time.Millisecond
	return n.used.CPU, n.err
}

func (n *noted) Rest() (probe.Usage, error) {
	*n.looks = append(*n.looks, n.name+" rest")
	n.used.Voluntary += 10
	return probe.Usage{CPU: time.Hour, Voluntary: n.used.Voluntary}, n.err // a tree's has what was waited for
}

func TestEachClockIsReadOnceNextToTheSlice(t *testing.T) {
	var looks []string
	server, client := use{of: &noted{name: "server", looks: &looks}}, use{of: &noted{name: "client", looks: &looks}}
	for range 2 {
		looks = nil
		beginUse(&server, &client)
		require.Equal(t, []string{"server rest", "client rest", "server clock", "client clock"}, looks)
		looks = nil
		endUse(&server, &client)
		require.Equal(t, []string{"client clock", "server clock", "client rest", "server rest"}, looks)
	}
	want := probe.Usage{CPU: 2 * time.Millisecond, Voluntary: 20}
	require.Equal(t, []probe.Usage{want, want}, []probe.Usage{server.sum, client.sum}, "of both slices")
}

func TestASideThatIsGoneIsAskedNoMore(t *testing.T) {
	var looks []string
	gone := errors.New("gone")
	server, client := use{of: &noted{name: "server", looks: &looks, err: gone}}, use{of: &noted{name: "client", looks: &looks}}
	beginUse(&server, &client)
	endUse(&server, &client)
	require.Equal(t, []string{"server rest", "client rest", "client clock", "client clock", "client rest"}, looks)
	require.ErrorIs(t, server.err, gone)
	require.NoError(t, client.err)
}
