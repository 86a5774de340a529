package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// trial is one fresh server in one cell.
func (r *run) trial(ctx context.Context, cell slot, progress Progress) record.Trial {
	point := r.Sweep[slices.IndexFunc(r.Sweep, func(p record.Point) bool { return p.Connections == cell.Connections })]
	t := record.Trial{
		Model: cell.Model, Round: cell.round, Connections: point.Connections, Active: point.Active, Depth: point.Depth,
		Requested: point.Connections,
	}
	before, begin, used := host.Take(), time.Now(), spent()
	if err := r.serveAndDrive(ctx, &t, progress); err != nil {
		t.Outcome, t.Reason = record.Failed, err.Error()
	}
	// Both sides have ended, so spent has all that they used.
	t.Noise = host.Noise(before, host.Take(), spent()-used)
	t.Warnings = append(t.Warnings, host.Disturbed(t.Noise, time.Since(begin))...)
	return t
}

// serveAndDrive starts the server, has the generator drive it, and ends it.
func (r *run) serveAndDrive(ctx context.Context, t *record.Trial, progress Progress) error {
	s := r.Subjects[slices.IndexFunc(r.Subjects, func(s Subject) bool { return s.Name == t.Model })]
	servers, generators := r.processes(s, t.Connections)
	server, err := start(ctx, s, r.ServerCPUs, servers)
	if err != nil {
		return err
	}
	t.ServerProcesses, t.ClientProcesses = int64(servers), int64(generators)
	w := &witness{server: server, trial: t, clock: generators > 1}
	w.begin(ctx)
	result, err := r.generators(ctx, r.spec(server, t), generators, func(e load.Event) {
		progress.Event = e
		r.tell(progress)
		w.mark(ctx, e.Mark)
	})
	if _, ended := server.Close(ctx, 0); ended != nil && err == nil {
		err = fmt.Errorf("the server ended badly: %w", ended)
	}
	if err != nil {
		return err
	}
	enter(t, result, s.Bound)
	judge(t, len(r.ClientCPUs))
	return w.err
}

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

// spec is what the generator is asked for.
func (r *run) spec(server Running, t *record.Trial) load.Spec {
	return load.Spec{
		Addr: server.Addr().String(), Workload: r.Workload,
		Connections: int(t.Connections), Active: int(t.Active), Depth: int(t.Depth),
		Loops: min(len(r.ClientCPUs), int(t.Connections)),
		Rate:  r.Rate, Arrivals: r.Arrivals, Seed: r.Seed + uint64(t.Round), // every subject of a round meets the same arrivals
		Warmup: r.Warmup, Duration: r.Duration, Server: server.PIDs(),
	}
}

// witness reads from the server what the generator cannot see, at the moments
// at which the generator waits for it.
type witness struct {
	server Running
	trial  *record.Trial
	clock  bool        // several generators count, so the server's clock is read here
	opened model.Stats // the server's counters as the window opened
	used   probe.Usage // what it had used by then
	err    error
}

// begin looks at the server while it holds no connection.
func (w *witness) begin(ctx context.Context) {
	w.trial.RSSBeforeBytes, w.trial.SlabBeforeBytes = w.rss(), slab()
	w.trial.Limit = w.limit(ctx)
}

func (w *witness) mark(ctx context.Context, m load.Mark) {
	if m == "" || w.err != nil {
		return
	}
	if m == load.WindowOpens {
		w.trial.RSSHeldBytes, w.trial.SlabHeldBytes = w.rss(), slab() // first: to be inspected takes memory
	} else {
		w.readClock(m) // first: to be inspected takes time
	}
	inside, err := w.server.Inspect(ctx)
	if err != nil && !errors.Is(err, modeltest.ErrUnseen) {
		w.err = fmt.Errorf("the server's counters: %w", err)
		return
	}
	switch {
	case err != nil: // an external counts nothing
	case m == load.WindowOpens:
		w.opened = inside.Stats
	case m == load.WindowClosed:
		w.trial.Counters = record.CountersOf(inside.Stats.Minus(w.opened))
	}
	if m == load.WindowOpens {
		w.readClock(m)
	}
}

// readClock reads what the server has used. Nothing is in flight at a mark, so
// it does not matter which of several generators is still on its way to it.
func (w *witness) readClock(m load.Mark) {
	if !w.clock {
		return
	}
	used, err := w.server.PIDs().Sample()
	switch {
	case err != nil:
		w.err = err
	case m == load.WindowOpens:
		w.used = used
	case m == load.WindowClosed:
		enterUsage(w.trial, used.Minus(w.used))
	}
}

func (w *witness) rss() *int64 {
	bytes, err := w.server.PIDs().RSS()
	if err != nil {
		return nil
	}
	return &bytes
}

func slab() *int64 {
	bytes, err := probe.Slab()
	if err != nil {
		return nil
	}
	return &bytes
}

func (w *witness) limit(ctx context.Context) *int64 {
	inside, err := w.server.Inspect(ctx)
	if err != nil || inside.Limit == 0 {
		return nil
	}
	n := int64(inside.Limit)
	return &n
}
