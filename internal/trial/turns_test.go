package trial

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// journey has each of n trials note its number at each turn, and returns the notes.
func journey(ctx context.Context, n, slices int, each func(i int, t *participant, note func())) []int {
	turns := newTurns(n)
	var mu sync.Mutex
	var notes []int
	var all sync.WaitGroup
	for i, turn := range turns.participants {
		all.Go(func() {
			defer turn.end()
			turn.await(ctx)
			each(i, turn, func() {
				mu.Lock()
				defer mu.Unlock()
				notes = append(notes, i)
			})
		})
	}
	turns.run(ctx, slices, rand.New(rand.NewPCG(1, 2)))
	all.Wait()
	return notes
}

func TestOnlyOneHasTheTurn(t *testing.T) {
	const n, slices = 4, 25
	notes := journey(t.Context(), n, slices, func(i int, turn *participant, note func()) {
		note() // opening
		for range slices {
			turn.pause(t.Context())
			note()
		}
		turn.pause(t.Context())
	})
	require.Len(t, notes, n*(1+slices))
	orders := map[[n]int]bool{}
	for k := 0; k < len(notes); k += n {
		require.ElementsMatch(t, []int{0, 1, 2, 3}, notes[k:k+n], "each once before any has its next")
		orders[[n]int(notes[k:k+n])] = true
	}
	require.Greater(t, len(orders), 10, "the order is drawn anew")
}

func TestWhoEndsEarlyHoldsNobodyUp(t *testing.T) {
	notes := journey(t.Context(), 3, 10, func(i int, turn *participant, note func()) {
		note()
		for k := range 10 {
			if i == 0 || i == 1 && k == 4 {
				return // one never has a window, one ends within it
			}
			turn.pause(t.Context())
			note()
		}
	})
	count := map[int]int{}
	for _, i := range notes {
		count[i]++
	}
	require.Equal(t, map[int]int{0: 1, 1: 5, 2: 11}, count)
}

func TestACancelledRunEndsAllTurns(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	journey(ctx, 3, 1000, func(i int, turn *participant, note func()) {
		for k := 0; ctx.Err() == nil; k++ {
			if i == 1 && k == 5 {
				cancel()
			}
			turn.pause(ctx)
		}
	})
}

func TestCellsThatTakeTurnsStandTogether(t *testing.T) {
	o := Options{
		Subjects: []subject.Subject{{Model: record.Model{Name: "a"}}, {Model: record.Model{Name: "b"}}, {Model: record.Model{Name: "b@old"}}},
		Sweep:    []record.Point{{Connections: 1}, {Connections: 10}, {Connections: 100}, {Connections: 1000}},
		Rounds:   20, Duration: 800 * time.Millisecond, Slice: 50 * time.Millisecond, Seed: 7,
	}
	require.Equal(t, 16, o.slices())
	r := &run{Options: o, record: &record.Record{Plan: record.Plan{Order: o.order()}, Verdicts: []record.Verdict{{Model: "b@old", Verdict: record.Fail}}}}
	remaining, firsts := r.remaining(), map[record.Cell]bool{}
	require.Len(t, remaining, 20*4*2)
	for len(remaining) > 0 {
		now := r.batch(remaining)
		require.Len(t, now, 2, "without the one that broke a promise")
		require.Equal(t, now[0].round, now[1].round)
		require.Equal(t, now[0].Point, now[1].Point)
		require.NotEqual(t, now[0].Model, now[1].Model)
		firsts[now[0].Cell] = true
		remaining = remaining[2:]
	}
	require.Len(t, firsts, 8, "each comes first in some round")

	r.Turns = record.BySweep
	require.Len(t, r.batch(r.remaining()), 4*2, "all of a round")
	r.Slice = 0
	require.Len(t, r.batch(r.remaining()), 1)
	require.Equal(t, 1, r.slices())
}

func TestTheSameSeedGivesTheSameOrder(t *testing.T) {
	for turns, slice := range map[string]time.Duration{"": 0, record.ByPoint: time.Millisecond, record.BySweep: time.Millisecond} {
		o := options()
		o.Slice, o.Turns = slice, turns
		other := o
		other.Seed++
		require.Equal(t, o.order(), o.order())
		require.NotEqual(t, o.order(), other.order())
	}
}
