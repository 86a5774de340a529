package trial

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// trial is one fresh server in one cell.
func (r *run) trial(ctx context.Context, cell record.Cell, progress Progress) record.Trial {
	point := r.Sweep[slices.IndexFunc(r.Sweep, func(p record.Point) bool { return p.Connections == cell.Connections })]
	t := record.Trial{
		Model: cell.Model, Connections: point.Connections, Active: point.Active, Depth: point.Depth,
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
	server, err := s.Start(ctx, r.ServerCPUs)
	if err != nil {
		return err
	}
	w := &witness{server: server, trial: t}
	w.begin(ctx)
	result, err := runGenerator(ctx, r.Executable, r.spec(server, t), r.ClientCPUs, func(e load.Event) {
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

// spec is what the generator is asked for.
func (r *run) spec(server Running, t *record.Trial) load.Spec {
	return load.Spec{
		Addr: server.Addr().String(), Workload: r.Workload,
		Connections: int(t.Connections), Active: int(t.Active), Depth: int(t.Depth),
		Loops:  min(len(r.ClientCPUs), int(t.Connections)),
		Warmup: r.Warmup, Duration: r.Duration, Server: server.PIDs(),
	}
}

// witness reads from the server what the generator cannot see, at the moments
// at which the generator waits for it.
type witness struct {
	server Running
	trial  *record.Trial
	opened model.Stats // the server's counters as the window opened
	err    error
}

// begin looks at the server while it holds no connection.
func (w *witness) begin(ctx context.Context) {
	w.trial.RSSBeforeBytes = w.rss()
	w.trial.Limit = w.limit(ctx)
}

func (w *witness) mark(ctx context.Context, m load.Mark) {
	if m == "" || w.err != nil {
		return
	}
	if m == load.WindowOpens {
		w.trial.RSSHeldBytes = w.rss() // first: to be inspected takes memory
	}
	inside, err := w.server.Inspect(ctx)
	if err != nil {
		w.err = fmt.Errorf("the server's counters: %w", err)
		return
	}
	switch m {
	case load.WindowOpens:
		w.opened = inside.Stats
	case load.WindowClosed:
		w.trial.Counters = record.CountersOf(inside.Stats.Minus(w.opened))
	}
}

func (w *witness) rss() *int64 {
	bytes, err := w.server.PIDs().RSS()
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
