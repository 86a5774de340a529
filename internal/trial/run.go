package trial

import (
	"context"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// run is a run under way.
type run struct {
	Options
	record *record.Record
	tell   func(Progress)
	began  time.Time
	waits  Waits  // of a run with an Aim
	stop   func() // ends it as an interruption does
}

// Run verifies, measures, and returns the record, which is yet to be written.
// When ctx ends, or the journal is full, it finishes nothing more and returns
// what there is, marked as partial. tell is told how far it is, from several
// goroutines. An error means that nothing could be tried, or that the journal
// could not be written; what it held before is still there.
func Run(ctx context.Context, o Options, tell func(Progress)) (*record.Record, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r := &run{Options: o, tell: tell, began: time.Now(), stop: stop}
	if err := r.calibrate(ctx); err != nil {
		return nil, err
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	if err := r.conform(ctx); err != nil {
		return nil, err
	}
	if err := r.rounds(ctx); err != nil {
		return nil, err
	}
	if err := r.systemCalls(ctx); err != nil {
		return nil, err
	}
	r.record.Partial = ctx.Err() != nil
	r.record.Finished = max(r.record.Started, now()) // the clock may have been set back meanwhile
	return r.record, nil
}

// conform has every model verified, unless that was done before an interruption.
func (r *run) conform(ctx context.Context) error {
	if len(r.record.Verdicts) > 0 {
		return nil
	}
	verdicts, err := r.verify(ctx)
	if ctx.Err() != nil {
		return nil // half of the promises are no verdict
	}
	if err != nil {
		return err
	}
	return r.keep(record.Entry{Verdicts: verdicts})
}

// rounds runs the rest of the schedule, and what an Aim adds to it.
func (r *run) rounds(ctx context.Context) error {
	var pace pace
	for more := true; more && ctx.Err() == nil; {
		err := r.schedule(ctx, &pace)
		if err != nil || ctx.Err() != nil {
			return err
		}
		if more, err = r.another(&pace); err != nil {
			return err
		}
	}
	return nil
}

// schedule runs the rest of it as it is.
func (r *run) schedule(ctx context.Context, pace *pace) error {
	remaining := r.remaining()
	total := len(remaining)
	for len(remaining) > 0 && ctx.Err() == nil {
		next, begin := r.batch(remaining), time.Now()
		waits, left := r.waiting(pace, remaining)
		done := r.trials(ctx, next, Progress{
			Stage: Measuring, Done: total - len(remaining), Total: total, Remaining: left, Waits: waits,
		})
		if ctx.Err() != nil {
			return nil // half a trial is no trial
		}
		for _, t := range done {
			// A server's last words may be any bytes, and a record holds none but UTF-8.
			t.Reason = strings.ToValidUTF8(t.Reason, "\uFFFD")
			if err := r.keep(record.Entry{Trial: &t}); err != nil {
				return err
			}
			pace.add(t.Connections, time.Since(begin)/time.Duration(len(next)))
		}
		remaining = remaining[len(next):]
	}
	return nil
}

func now() string { return time.Now().UTC().Format(time.RFC3339) }
