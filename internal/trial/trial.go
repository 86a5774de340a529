package trial

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// trial is one fresh server in one cell.
func (r *run) trial(ctx context.Context, cell slot, progress Progress) record.Trial {
	point := r.Sweep[slices.IndexFunc(r.Sweep, func(p record.Point) bool { return p.Connections == cell.Connections })]
	t := record.Trial{
		Model: cell.Model, Round: cell.round, Connections: point.Connections, Active: point.Active, Depth: point.Depth,
		Requested: point.Connections,
	}
	besides := r.besides(r.subject(t.Model))
	before, begin, used := host.Take(), time.Now(), spent()
	if err := r.serveAndDrive(ctx, &t, progress); err != nil {
		t.Outcome, t.Reason = record.Failed, err.Error()
	}
	// Both sides have ended, so spent has all that they used.
	after, wall, own := host.Take(), time.Since(begin), spent()-used
	theirs, warnings := besides()
	t.Noise = host.Noise(before, after, own+theirs)
	judged := t.Noise
	if len(warnings) > 0 {
		judged.ForeignCPUNs = 0 // the server's own is among it
	}
	t.Warnings = append(append(t.Warnings, warnings...), host.Disturbed(judged, wall)...)
	return t
}

func (r *run) subject(name string) Subject {
	return r.Subjects[slices.IndexFunc(r.Subjects, func(s Subject) bool { return s.Name == name })]
}

// serveAndDrive starts the server, has the generator drive it, and ends it.
func (r *run) serveAndDrive(ctx context.Context, t *record.Trial, progress Progress) error {
	s := r.subject(t.Model)
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
	w.holds(result)
	judge(t, len(r.ClientCPUs))
	return w.err
}

// spec is what the generator is asked for.
func (r *run) spec(server Running, t *record.Trial) load.Spec {
	return load.Spec{
		Addr: server.Addr().String(), Workload: r.Workload,
		Connections: int(t.Connections), Active: int(t.Active), Depth: int(t.Depth),
		Loops: min(len(r.ClientCPUs), int(t.Connections)),
		Rate:  r.Rate, Arrivals: r.Arrivals, Seed: r.Seed, Round: uint64(t.Round), // every subject of a round meets the same arrivals
		Warmup: r.Warmup, Duration: r.Duration, Server: server.PIDs(),
	}
}
