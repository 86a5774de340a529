package trial

import (
	"context"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// Measure runs the trials of o as a run does, in its rounds and slices, and
// returns them without a record. Nobody is held to the promises first: the
// subjects may be servers that break some of them on purpose. When ctx ends, it
// returns those that are whole.
func Measure(ctx context.Context, o Options, tell func(Progress)) ([]record.Trial, error) {
	r := &run{Options: o, record: &record.Record{Plan: o.plan()}, tell: tell}
	err := r.rounds(ctx)
	return r.record.Trials, err
}

// CountCalls is the trial of s in which the kernel counts its system calls, at
// o's smallest point. The warnings say where s counted otherwise.
func CountCalls(ctx context.Context, o Options, s subject.Subject) (record.SystemCalls, []record.Warning) {
	r := &run{Options: o, record: &record.Record{}, tell: func(Progress) {}}
	return r.callsOf(ctx, s)
}
