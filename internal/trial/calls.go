package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// A window of counting is short: calls per request do not vary as times do, and
// every call takes longer while it is counted.
const (
	callsWindow = 300 * time.Millisecond
	callsWarmup = 100 * time.Millisecond
)

// systemCalls has the kernel count what each subject asks of it, in a trial of
// its own at the smallest point of the sweep. An error is one of the journal.
func (r *run) systemCalls(ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	if err := probe.CanCountCalls(); err != nil {
		w := record.Warning{Code: record.CallsNotCounted, Text: "the kernel did not count system calls: " + err.Error()}
		if why := (*probe.Unavailable)(nil); errors.As(err, &why) {
			w.Remedy = why.Remedy
		}
		r.record.Warnings = append(r.record.Warnings, w)
		return nil
	}
	for i, s := range r.Subjects {
		done := slices.ContainsFunc(r.record.SystemCalls, func(c record.SystemCalls) bool { return c.Model == s.Name })
		if done || r.record.Broken(s.Name) {
			continue
		}
		r.tell(Progress{Stage: Counting, Done: i, Total: len(r.Subjects), Cell: record.Cell{Model: s.Name}})
		calls, differ := r.callsOf(ctx, s)
		if ctx.Err() != nil {
			return nil
		}
		calls.Note = strings.ToValidUTF8(calls.Note, "\uFFFD")
		if err := r.keep(record.Entry{Calls: &calls, Warnings: differ}); err != nil {
			return err
		}
	}
	return nil
}

// callsOf is the trial of one subject. What keeps it from counting is a note,
// not a failure: every figure of the run stands without it.
func (r *run) callsOf(ctx context.Context, s subject.Subject) (record.SystemCalls, []record.Warning) {
	point := r.Sweep[0]
	if r.Needed(point.Connections) > 1 { // the kernel counts a single process
		point.Connections = host.Room(r.NoFile, r.loops())
		point.Active = min(point.Active, point.Connections)
	}
	out := record.SystemCalls{Model: s.Name, Point: point}
	sampled, result, err := r.countOne(ctx, s, point)
	switch {
	case err != nil:
		out.Note = err.Error()
	case result.Outcome != record.Measured:
		out.Note = result.Reason
	default:
		out.WindowNs, out.Requests = int64(result.Window), result.Requests
		out.Total, out.Counters = sampled.calls.Total, sampled.counted
		for _, c := range sampled.calls.Named {
			if c.Count > 0 {
				out.Calls = append(out.Calls, record.Call{Name: c.Name, Count: c.Count})
			}
		}
		return out, compareCounters(s.Model, sampled.counted, sampled.calls, result.Window)
	}
	return out, nil
}

// countOne drives a fresh server whose calls are counted from its first on.
func (r *run) countOne(ctx context.Context, s subject.Subject, point record.Point) (*callSampler, load.Result, error) {
	var counter *probe.CallCounter
	server, err := s.Start(subject.Counted(ctx, &counter), r.ServerCPUs, 1)
	if counter != nil {
		defer counter.Close()
	}
	if err != nil {
		return nil, load.Result{}, err
	}
	sampled := &callSampler{inside: inside{server: server}, counter: counter}
	var result load.Result
	if counter == nil {
		err = errors.New("it ran already, so that its threads cannot be counted")
	} else {
		spec := r.spec(server, &record.Trial{Model: s.Name, Point: point})
		spec.Warmup, spec.Duration = min(spec.Warmup, callsWarmup), min(spec.Duration, callsWindow)
		spec.Slices, spec.LeadIn = 1, 0 // it takes turns with nobody
		result, err = r.generators(ctx, spec, 1, func(e load.Event) { sampled.mark(ctx, e.Mark) })
	}
	if _, ended := server.Close(ctx, 0); ended != nil && err == nil {
		err = fmt.Errorf("the server ended badly: %w", ended)
	}
	return sampled, result, errors.Join(err, sampled.err)
}
