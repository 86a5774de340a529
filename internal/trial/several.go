package trial

import (
	"context"
	"errors"
	"net/netip"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/probe"
)

// processes is how many processes of each side it takes to hold the connections.
func (r *run) processes(s Subject, connections int64) (servers, generators int) {
	servers, generators = r.Processes, Needed(connections, r.NoFile)
	if servers == 0 {
		servers = generators
	}
	if s.Several == nil {
		servers = 1
	}
	return servers, generators
}

func start(ctx context.Context, s Subject, cpus []int, processes int) (Running, error) {
	if processes > 1 {
		return s.Several(ctx, cpus, processes)
	}
	return s.Start(ctx, cpus)
}

// Needed is how many processes hold that many connections, each with that many
// descriptors. SO_REUSEPORT spreads connections by a hash, and not evenly, so a
// twentieth is kept free; a single process needs some for itself alone.
func Needed(connections int64, nofile uint64) int {
	if uint64(connections)+SpareDescriptors <= nofile {
		return 1
	}
	most := uint64(float64(nofile) * 0.95)
	return int((uint64(connections) + most - 1) / most)
}

// SpareDescriptors is what a process needs besides its connections.
const SpareDescriptors = 64

// group is several processes of a model that share a port. To the outside they
// are one server, which holds as many connections as they do together.
type group []*control.Server

// startGroup starts n processes: the first one gets a port, the others share it.
func startGroup(ctx context.Context, n int, start func(ctx context.Context, addr string) (*control.Server, error)) (group, error) {
	var g group
	addr := anyPort
	for range n {
		s, err := start(ctx, addr)
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
func (g group) LimitDescriptors(context.Context, int) error { return modeltest.ErrUnseen }

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
