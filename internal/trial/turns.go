package trial

import (
	"context"
	"math/rand/v2"
)

// Trials in slices. On a shared machine the cost of one and the same request
// moves by a third for seconds at a time, since a neighbour comes and goes. Two
// windows of a second, one after the other, see different machines; two that
// are cut into slices and take turns see the same one.

// turns has several trials take turns: only the one that was given the turn
// does anything, until it pauses or ends.
type turns struct{ participants []*participant }

// A participant is one trial's side.
type participant struct {
	begin  chan struct{} // closed at the end: then nobody waits any more
	paused chan struct{}
	ended  chan struct{} // closed when the trial is over
}

func newTurns(n int) *turns {
	t := new(turns)
	for range n {
		t.participants = append(t.participants, &participant{make(chan struct{}), make(chan struct{}), make(chan struct{})})
	}
	return t
}

// run gives every trial the turn to open its connections and warm up, which
// ends where its window opens. Then it goes through the slices, in an order
// that is drawn anew for each, so that none always follows the same other one.
// When all windows are closed, it lets them end as they like.
func (t *turns) run(ctx context.Context, slices int, random *rand.Rand) {
	for _, one := range t.participants {
		one.give(ctx)
	}
	for range slices {
		for _, i := range random.Perm(len(t.participants)) {
			t.participants[i].give(ctx)
		}
	}
	for _, one := range t.participants {
		close(one.begin)
	}
}

// give returns once the trial has paused or is over.
func (t *participant) give(ctx context.Context) {
	select {
	case t.begin <- struct{}{}:
	case <-t.ended:
		return
	case <-ctx.Done():
		return
	}
	select {
	case <-t.paused:
	case <-t.ended:
	case <-ctx.Done():
	}
}

// await returns when the trial has its first turn.
func (t *participant) await(ctx context.Context) {
	select {
	case <-t.begin:
	case <-ctx.Done():
	}
}

// pause hands the turn back, and returns when it is this trial's again.
func (t *participant) pause(ctx context.Context) {
	select {
	case t.paused <- struct{}{}:
	case <-t.begin: // closed: no more turns are given
		return
	case <-ctx.Done():
		return
	}
	t.await(ctx)
}

func (t *participant) end() { close(t.ended) }
