package control

import (
	"context"
	"os/exec"
	"slices"
	"sync"

	"github.com/iomodels/iomodels/internal/load"
)

// A Generating is a way to run one generator and have its result: RunGenerator,
// on the processors and under the conditions that the caller chooses.
type Generating func(ctx context.Context, spec load.Spec, observe func(load.Event)) (load.Result, error)

// GeneratingBy runs generators by executable, which is this program, by way of launch.
func GeneratingBy(executable string, launch func(*exec.Cmd) error) Generating {
	return func(ctx context.Context, spec load.Spec, observe func(load.Event)) (load.Result, error) {
		return RunGenerator(ctx, exec.Command(executable, "load", "--stdio"), launch, spec, observe)
	}
}

// RunGenerators drives a server from n processes as from one: they begin to
// load it together, their windows open and close together, and observe hears of
// a mark once, when all are there.
//
// If one of them has not proven all its connections, there will be no window.
// The others go on until theirs are proven or not, so that all that the server
// holds has been counted, and are called off then. An error ends all at once.
func RunGenerators(ctx context.Context, spec load.Spec, n int, run Generating, observe func(load.Event)) (load.Result, error) {
	specs, err := spec.Split(n)
	if err != nil {
		return load.Result{}, err
	}
	inner, callOff := context.WithCancel(ctx)
	defer callOff()
	m := newMeeting(inner, specs, callOff, observe)
	results := make([]load.Result, n)
	var first sync.Once
	var all sync.WaitGroup
	for i, s := range specs {
		all.Go(func() {
			result, failed := run(inner, s, func(e load.Event) { m.hear(i, e) })
			if failed != nil {
				first.Do(func() { err = failed }) // what follows comes of being called off
				callOff()
			}
			results[i] = result
			m.leave()
		})
	}
	all.Wait()
	if err != nil {
		return load.Result{}, err
	}
	interrupted := ctx.Err() != nil && slices.ContainsFunc(results, func(r load.Result) bool { return r.Partial })
	return load.Merge(spec, results, interrupted)
}

// meeting is where several generators wait for each other.
type meeting struct {
	ctx     context.Context
	callOff func()
	observe func(load.Event)

	mu     sync.Mutex
	last   []load.Event  // of each generator
	here   int           // how many have come to the mark
	gone   int           // how many have ended
	leaves chan struct{} // closed when they may go on
}

func newMeeting(ctx context.Context, specs []load.Spec, callOff func(), observe func(load.Event)) *meeting {
	m := &meeting{ctx: ctx, callOff: callOff, observe: observe, leaves: make(chan struct{})}
	for _, s := range specs {
		m.last = append(m.last, load.Event{Requested: int64(s.Connections)})
	}
	return m
}

// hear passes an event on, with what all generators together have done. At a
// mark it returns once they are all there and observe has heard of it.
func (m *meeting) hear(i int, e load.Event) {
	m.mu.Lock()
	m.last[i] = e
	if e.Mark == "" {
		m.observe(load.Together(m.last))
		m.mu.Unlock()
		return
	}
	leaves := m.leaves
	m.here++
	m.meet(e.Mark)
	m.mu.Unlock()
	select {
	case <-leaves:
	case <-m.ctx.Done():
	}
}

// leave is called when a generator has ended. At the end of the work all do;
// one that ends earlier leaves the others at a mark that it will never reach.
func (m *meeting) leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone++
	m.meet("")
}

// meet lets the generators go on if all have come to the mark, and calls them
// off if all have come who still can.
func (m *meeting) meet(mark load.Mark) {
	if m.here == 0 || m.here+m.gone < len(m.last) {
		return
	}
	if m.gone > 0 {
		m.callOff()
		return
	}
	whole := load.Together(m.last)
	whole.Mark = mark
	m.observe(whole)
	m.here = 0
	close(m.leaves)
	m.leaves = make(chan struct{})
}
