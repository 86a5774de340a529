package trial

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/shortage"
	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// trials are fresh servers, one in each of the cells. If there are several, they
// take turns, and what else the machine did meanwhile was done to them all.
func (r *run) trials(ctx context.Context, cells []slot, progress Progress) []record.Trial {
	done := make([]record.Trial, len(cells))
	watches := make([]func() (time.Duration, []record.Warning), len(cells))
	turns := newTurns(len(cells))
	var all sync.WaitGroup
	before, begin, used := host.TakeSnapshot(), time.Now(), host.Spent()
	for i, cell := range cells {
		t, turn, progress := &done[i], turns.participants[i], progress
		*t = r.blank(cell)
		watches[i] = r.subject(t.Model).Watch()
		progress.Cell = cell.Cell
		all.Go(func() {
			defer turn.end()
			turn.await(ctx)
			if ctx.Err() != nil {
				return // all were let go at once
			}
			if err := r.serveAndDrive(ctx, t, turn, progress); err != nil {
				fail(t, err)
			}
		})
	}
	turns.run(ctx, r.slices(), r.random(cells[0]))
	all.Wait()
	// Both sides have ended, so Spent has all that they used.
	after, wall, own := host.TakeSnapshot(), time.Since(begin), host.Spent()-used
	var unseen []record.Warning
	for i := range done {
		theirs, warnings := watches[i]()
		own += theirs
		done[i].Warnings = append(done[i].Warnings, warnings...)
		unseen = append(unseen, warnings...)
	}
	noise := host.Noise(before, after, own)
	judged := noise
	if len(unseen) > 0 {
		judged.ForeignCPUNs = 0 // the server's own is among it
	}
	for i := range done {
		done[i].Noise = noise
		done[i].Warnings = append(done[i].Warnings, host.Disturbed(judged, wall)...)
	}
	return done
}

// NotTried is the code of the warning that a trial failed for want of something
// on this side, which says nothing of its server.
const NotTried = "not-tried"

// fail ends a trial by an error.
func fail(t *record.Trial, err error) {
	t.Outcome, t.Reason = record.Failed, err.Error()
	if s := shortage.Of(err); s != nil {
		t.Reason = s.Error()
		t.Warnings = append(t.Warnings, record.Warning{Code: NotTried, Text: s.What, Remedy: s.Remedy})
	}
}

// blank is the trial of a cell before anything was done.
func (r *run) blank(cell slot) record.Trial {
	return record.Trial{Model: cell.Model, Round: cell.round, Point: cell.Point, Requested: cell.Connections}
}

func (r *run) subject(name string) subject.Subject {
	return r.Subjects[slices.IndexFunc(r.Subjects, func(s subject.Subject) bool { return s.Name == name })]
}

// serveAndDrive starts the server, has the generator drive it, and ends it.
func (r *run) serveAndDrive(ctx context.Context, t *record.Trial, turn *participant, progress Progress) error {
	s := r.subject(t.Model)
	servers, generators := r.processes(s, t.Connections)
	server, err := s.Start(ctx, r.ServerCPUs, servers)
	if err != nil {
		return err
	}
	t.ServerProcesses, t.ClientProcesses = int64(servers), int64(generators)
	sampled := &sampler{inside: inside{server: server}, trial: t, clock: generators > 1}
	sampled.begin(ctx)
	asked := r.spec(server, t)
	if s.External {
		asked.Tolerate = r.Tolerate
	}
	result, err := r.generators(ctx, asked, generators, func(e load.Event) {
		if progress.Event = e; e.Mark != load.SliceEnds {
			r.tell(progress)
		}
		sampled.mark(ctx, e.Mark)
		switch e.Mark {
		case load.WindowOpens, load.SliceEnds, load.WindowClosed:
			turn.pause(ctx)
		}
	})
	_, ended := server.Close(ctx, 0)
	if err != nil {
		return err
	}
	enter(t, r.Workload, result, s.Bound)
	sampled.holds(result)
	judge(t, len(r.ServerCPUs), len(r.ClientCPUs))
	if ended != nil {
		return fmt.Errorf("the server ended badly: %w", ended)
	}
	return sampled.err
}

// spec is what the generator is asked for.
func (r *run) spec(server subject.Running, t *record.Trial) load.Spec {
	return load.Spec{
		Addr: server.Addr().String(), Workload: r.Workload.Name,
		Connections: int(t.Connections), Active: int(t.Active), Depth: int(t.Depth),
		Loops: min(len(r.ClientCPUs), int(t.Connections)),
		Rate:  t.Rate, Arrivals: r.Arrivals, Seed: r.Seed, Round: uint64(t.Round), // every subject of a round meets the same arrivals
		Warmup: r.Warmup, Duration: r.Duration, Slices: r.slices(), LeadIn: r.leadIn(), Timeout: r.Timeout, Server: server.PIDs(),
	}
}
