package control

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// asked is shared out to three generators in these tests, which play their part.
var asked = load.Spec{Addr: "127.0.0.1:80", Connections: 30, Duration: 1}

// proves plays a generator that proves all its connections and goes through
// every mark, unless it is called off at one.
func proves(ctx context.Context, s load.Spec, observe func(load.Event)) (load.Result, error) {
	n := int64(s.Connections)
	r := load.Result{Outcome: record.Measured, Requested: n, Established: n, Proven: n}
	e := load.Event{Phase: load.Proving, Requested: n, Established: n, Proven: n}
	for _, e.Mark = range []load.Mark{load.AllProven, load.WindowOpens, load.WindowClosed} {
		observe(e)
		if ctx.Err() != nil {
			r.Outcome, r.Partial = record.Failed, true
			return r, nil
		}
	}
	r.Window, r.Requests, r.ProvenAfter = 1, 100, n
	return r, nil
}

// run runs three generators: one of them does something else than the others.
func run(ctx context.Context, other Generator, observe func(load.Event)) (load.Result, error) {
	var mu sync.Mutex
	return RunGenerators(ctx, asked, 3, func(ctx context.Context, s load.Spec, event func(load.Event)) (load.Result, error) {
		if s.Part == 1 {
			return other(ctx, s, event)
		}
		return proves(ctx, s, event)
	}, func(e load.Event) {
		mu.Lock()
		defer mu.Unlock()
		observe(e)
	})
}

func TestAMarkIsHeardOnceWhenAllAreThere(t *testing.T) {
	var marks []load.Mark
	r, err := run(t.Context(), proves, func(e load.Event) {
		if e.Mark != "" {
			marks = append(marks, e.Mark)
			require.Equal(t, []int64{30, 30}, []int64{e.Requested, e.Proven}, "what they did together")
		}
	})
	require.NoError(t, err)
	require.Equal(t, []load.Mark{load.AllProven, load.WindowOpens, load.WindowClosed}, marks)
	require.Equal(t, record.Measured, r.Outcome, r.Reason)
	require.Equal(t, []int64{30, 30, 300}, []int64{r.Proven, r.ProvenAfter, r.Requests})
}

// One that meets the server's limit does not keep the others from finding out
// how much of theirs it holds, even if they come to that later.
func TestALimitIsCountedByAllBeforeTheyAreCalledOff(t *testing.T) {
	marks := 0
	r, err := run(t.Context(), func(_ context.Context, s load.Spec, event func(load.Event)) (load.Result, error) {
		n := int64(s.Connections)
		return load.Result{Outcome: record.Limit, Requested: n, Established: n, Proven: n - 4, Refused: 4}, nil
	}, func(e load.Event) {
		if e.Mark != "" {
			marks++
		}
	})
	require.NoError(t, err)
	require.Zero(t, marks, "no window opens")
	require.Equal(t, record.Limit, r.Outcome)
	require.Contains(t, r.Reason, "the server holds 26 of 30 connections")
	require.False(t, r.Partial, "nobody interrupted it")
}

func TestOthersAreCalledOffAtTheirMarkAndNotBefore(t *testing.T) {
	specs, err := asked.Split(3)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var calledOff atomic.Int32
	m := newBarrier(ctx, specs, func() { calledOff.Add(1); cancel() }, func(load.Event) {})
	m.leave()
	m.event(0, load.Event{Phase: load.Proving})
	require.Zero(t, calledOff.Load(), "both others are still proving")
	atTheMark := make(chan struct{})
	go func() {
		m.event(0, load.Event{Phase: load.Proving, Mark: load.AllProven})
		close(atTheMark)
	}()
	m.event(2, load.Event{Phase: load.Proving})
	require.Zero(t, calledOff.Load(), "one is still proving")
	m.event(2, load.Event{Phase: load.Proving, Mark: load.AllProven})
	<-atTheMark
	require.EqualValues(t, 1, calledOff.Load())
}

func TestWhoIsAtTheMarkAlreadyIsCalledOff(t *testing.T) {
	var waiting sync.WaitGroup
	waiting.Add(2)
	r, err := RunGenerators(t.Context(), asked, 3, func(ctx context.Context, s load.Spec, event func(load.Event)) (load.Result, error) {
		if s.Part == 1 {
			waiting.Wait() // the others are on their way to the mark
			return load.Result{Outcome: record.Failed, Requested: 10, Established: 10,
				Errors: []record.ErrorCount{{Name: load.TimedOut, Count: 10}}}, nil
		}
		waiting.Done()
		return proves(ctx, s, event)
	}, func(load.Event) {})
	require.NoError(t, err)
	require.Equal(t, record.Failed, r.Outcome)
	require.Contains(t, r.Reason, "10 of 30 connections were not proven")
}

// One that lost its connections in the warm-up never comes to the window.
func TestOneThatEndsBetweenMarksLeavesNobodyWaiting(t *testing.T) {
	r, err := run(t.Context(), func(_ context.Context, s load.Spec, event func(load.Event)) (load.Result, error) {
		event(load.Event{Phase: load.Proving, Mark: load.AllProven})
		return load.Result{Outcome: record.Failed, Requested: 10, Established: 10, Proven: 10, Lost: 10}, nil
	}, func(load.Event) {})
	require.NoError(t, err)
	require.Contains(t, r.Reason, "10 of 30 connections were lost")
}

// What the others come to when they are ended for it is not the reason.
func TestTheFirstErrorIsTheReason(t *testing.T) {
	broken := errors.New("it broke")
	var others atomic.Int32
	_, err := RunGenerators(t.Context(), asked, 3, func(ctx context.Context, s load.Spec, _ func(load.Event)) (load.Result, error) {
		if s.Part == 2 {
			return load.Result{}, broken
		}
		<-ctx.Done()
		others.Add(1)
		return load.Result{}, errors.New("killed")
	}, func(load.Event) {})
	require.ErrorIs(t, err, broken)
	require.EqualValues(t, 2, others.Load())
}

func TestAnInterruptionGivesWhatAllHave(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	r, err := run(ctx, proves, func(e load.Event) {
		if e.Mark == load.WindowOpens {
			interrupt()
		}
	})
	require.NoError(t, err)
	require.True(t, r.Partial)
	require.Equal(t, "interrupted", r.Reason)
	require.EqualValues(t, 30, r.Proven)
}

func TestProgressIsThatOfTheLast(t *testing.T) {
	whole := load.Combine([]load.Event{
		{Phase: load.Warmup, Requested: 10, Established: 10, Proven: 10, OpeningRate: 5},
		{Phase: load.Opening, Requested: 10, Established: 3, OpeningRate: 7},
		{Requested: 10}, // it has not begun
	})
	require.Equal(t, load.Event{Phase: load.Opening, Requested: 30, Established: 13, Proven: 10, OpeningRate: 12}, whole)
}
