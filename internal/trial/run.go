package trial

import (
	"context"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
)

// run is a run under way.
type run struct {
	Options
	record *record.Record
	broken map[string]bool // models that are not measured, since they broke a promise
	tell   func(Progress)
}

// Run verifies, measures, and returns the record, which is yet to be written.
// When ctx ends, it finishes nothing more and returns what there is, marked as
// partial. tell is told how far it is, from several goroutines.
func Run(ctx context.Context, o Options, tell func(Progress)) (*record.Record, error) {
	r := &run{Options: o, broken: map[string]bool{}, tell: tell}
	r.record = &record.Record{
		Started: now(), Command: o.Command,
		Tool: tool(o.Executable), Environment: host.Environment(),
		Plan: o.plan(), Warnings: o.Warnings,
	}
	r.verify(ctx)
	r.rounds(ctx)
	r.systemCalls(ctx)
	r.record.Partial = ctx.Err() != nil
	r.record.Finished = now()
	return r.record, nil
}

// rounds runs the schedule.
func (r *run) rounds(ctx context.Context) {
	var pace pace
	schedule := r.record.Plan.Order
	left := slices.DeleteFunc(slices.Concat(schedule...), r.skips)
	total := len(left)
	for round, cells := range schedule {
		for _, cell := range slices.DeleteFunc(slices.Clone(cells), r.skips) {
			if ctx.Err() != nil {
				return
			}
			begin := time.Now()
			progress := Progress{
				Stage: Measuring, Done: total - len(left), Total: total, Cell: cell,
				Left: pace.left(left, r.Warmup+r.Duration),
			}
			t := r.trial(ctx, cell, progress)
			if ctx.Err() != nil {
				return // half a trial is no trial
			}
			t.Round = int64(round + 1)
			r.record.Trials = append(r.record.Trials, t)
			pace.add(cell.Connections, time.Since(begin))
			left = left[1:]
		}
	}
}

// skips says that a cell is not measured: its model broke a promise.
func (r *run) skips(c record.Cell) bool { return r.broken[c.Model] }

func now() string { return time.Now().UTC().Format(time.RFC3339) }
