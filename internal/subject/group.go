package subject

import (
	"context"
	"errors"
	"net/netip"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/probe"
)

// group is the processes of a model, one or several that share a port. To the
// outside they are one server, which holds as many connections as they do
// together.
type group []*control.Server

// startGroup starts n processes: the first one gets a port, the others share it.
func startGroup(ctx context.Context, n int, start func(addr string) (*control.Server, error)) (Running, error) {
	var g group
	addr := "127.0.0.1:0" // any port
	for range n {
		s, err := start(addr)
		if err != nil {
			g.Close(ctx, 0)
			return nil, err
		}
		g = append(g, s)
		addr = s.Addr().String()
	}
	return g, nil
}

func (g group) Addr() netip.AddrPort { return g[0].Addr() }

func (g group) PIDs() probe.Group {
	var pids probe.Group
	for _, s := range g {
		pids = append(pids, s.PID())
	}
	return pids
}

// LimitDescriptors is for a single process: no promise is tried on several.
func (g group) LimitDescriptors(ctx context.Context, n int) error {
	if len(g) > 1 {
		return modeltest.ErrUnseen
	}
	return g[0].LimitDescriptors(ctx, n)
}

func (g group) Inspect(ctx context.Context) (modeltest.Inside, error) {
	return g.sum(func(s *control.Server) (modeltest.Inside, error) { return s.Inspect(ctx) })
}

func (g group) Close(ctx context.Context, times int) (modeltest.Inside, error) {
	return g.sum(func(s *control.Server) (modeltest.Inside, error) { return s.Close(ctx, times) })
}

// sum asks every process and adds up what they say.
func (g group) sum(ask func(*control.Server) (modeltest.Inside, error)) (modeltest.Inside, error) {
	var whole modeltest.Inside
	var errs []error
	for _, s := range g {
		in, err := ask(s)
		errs = append(errs, err)
		whole.Stats = whole.Stats.Plus(in.Stats)
		whole.Limit += in.Limit
		whole.Descriptors += in.Descriptors
		whole.Goroutines += in.Goroutines
	}
	return whole, errors.Join(errs...)
}
