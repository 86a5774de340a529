package trial

import (
	"context"

	"github.com/iomodels/iomodels/internal/control"
	"github.com/iomodels/iomodels/internal/host"
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
	servers, generators = r.Processes, r.Needed(connections)
	if servers == 0 {
		servers = generators
	}
	if !s.Shared {
		servers = 1
	}
	return servers, generators
}

// Needed is how many processes of each side hold that many connections; 0: no
// number of them does, with so few descriptors each.
func (o Options) Needed(connections int64) int {
	return host.Processes(connections, o.loops(), o.NoFile)
}

// loops are those of a process of either side, the server's with the most
// loops and the generator, of which each is one for every processor.
func (o Options) loops() int {
	n := max(len(o.ClientCPUs), 1)
	for _, s := range o.Subjects {
		n = max(n, s.Loops)
	}
	return n
}
