package trial

import (
	"context"
	"sync"

	"github.com/iomodels/iomodels/internal/load"
)

// generators drives the server from n processes as from one: their windows
// open and close together, and observe hears of a mark once.
func (r *run) generators(ctx context.Context, spec load.Spec, n int, observe func(load.Event)) (load.Result, error) {
	specs, err := spec.Split(n)
	if err != nil {
		return load.Result{}, err
	}
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	meeting := newMeeting(ctx, n, observe)
	results, errs := make([]load.Result, n), make([]error, n)
	var all sync.WaitGroup
	for i, s := range specs {
		all.Go(func() {
			results[i], errs[i] = runGenerator(ctx, r.Executable, s, r.ClientCPUs, func(e load.Event) { meeting.hear(i, e) })
			if errs[i] != nil || results[i].Window == 0 {
				giveUp() // the others would wait for it at the next mark
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return load.Result{}, err
		}
	}
	return load.Merge(results)
}

// meeting is where several generators wait for each other.
type meeting struct {
	ctx     context.Context
	observe func(load.Event)

	mu     sync.Mutex
	last   []load.Event  // of each generator
	here   int           // how many have come to the mark
	leaves chan struct{} // closed when they may go on
}

func newMeeting(ctx context.Context, n int, observe func(load.Event)) *meeting {
	return &meeting{ctx: ctx, observe: observe, last: make([]load.Event, n), leaves: make(chan struct{})}
}

// hear passes an event on, with what all generators together have done. At a
// mark it returns once they are all there and observe has heard of it.
func (m *meeting) hear(i int, e load.Event) {
	m.mu.Lock()
	m.last[i] = e
	whole := e
	whole.Requested, whole.Established, whole.Proven, whole.Refused, whole.Requests, whole.OpeningRate = 0, 0, 0, 0, 0, 0
	for _, o := range m.last {
		whole.Requested += o.Requested
		whole.Established += o.Established
		whole.Proven += o.Proven
		whole.Refused += o.Refused
		whole.Requests += o.Requests
		whole.OpeningRate += o.OpeningRate
	}
	if e.Mark == "" {
		m.observe(whole)
		m.mu.Unlock()
		return
	}
	leaves := m.leaves
	if m.here++; m.here == len(m.last) {
		m.observe(whole)
		m.here, m.leaves = 0, make(chan struct{})
		close(leaves)
	}
	m.mu.Unlock()
	select {
	case <-leaves:
	case <-m.ctx.Done():
	}
}
