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
	saw := func(want ...string) {
		t.Helper()
		require.Equal(t, want, looks)
		looks = nil
	}
	server.windowOpens()
	client.windowOpens()
	saw("server rest", "client rest")
	for range 2 {
		sliceBegins(&server, &client)
		saw("server clock", "client clock")
		sliceEnds(&server, &client)
		saw("client clock", "server clock")
		require.Equal(t, time.Millisecond, server.slice)
	}
	client.windowCloses()
	server.windowCloses()
	saw("client rest", "server rest")
	want := probe.Usage{CPU: 2 * time.Millisecond, Voluntary: 10}
	require.Equal(t, []probe.Usage{want, want}, []probe.Usage{server.sum, client.sum}, "the time of both slices, and the rest once")
}

func TestASideThatIsGoneIsAskedNoMore(t *testing.T) {
	var looks []string
	gone := errors.New("gone")
	server, client := use{of: &noted{name: "server", looks: &looks, err: gone}}, use{of: &noted{name: "client", looks: &looks}}
	sliceBegins(&server, &client)
	sliceEnds(&server, &client)
	server.windowCloses()
	require.Equal(t, []string{"server clock", "client clock", "client clock"}, looks)
	require.ErrorIs(t, server.err, gone)
	require.NoError(t, client.err)
}
