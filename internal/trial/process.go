package trial

import (
	"context"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/subject"
)

// generators drives a server from n processes as from one.
func (r *run) generators(ctx context.Context, spec load.Spec, n int, observe func(load.Event)) (load.Result, error) {
	one := control.GeneratorBy(r.Executable, subject.Launch(ctx, r.ClientCPUs))
	return control.RunGenerators(ctx, spec, n, one, observe)
}

// processes is how many processes of each side it takes to hold the connections.
func (r *run) processes(s subject.Subject, connections int64) (servers, generators int) {
	servers, generators = r.Processes, Needed(connections, r.NoFile)
	if servers == 0 {
		servers = generators
	}
	if !s.Shared {
		servers = 1
	}
	return servers, generators
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
