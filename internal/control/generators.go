package control

import (
	"context"
	"os/exec"
	"slices"
	"sync"

	"github.com/iomodels/iomodels/internal/load"
)

// A Generator is a way to run one generator and have its result: RunGenerator,
// on the processors and under the conditions that the caller chooses.
type Generator func(ctx context.Context, spec load.Spec, observe func(load.Event)) (load.Result, error)

// GeneratorBy runs generators by executable, which is this program, by way of launch.
func GeneratorBy(executable string, launch func(*exec.Cmd) error) Generator {
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
func RunGenerators(ctx context.Context, spec load.Spec, n int, run Generator, observe func(load.Event)) (load.Result, error) {
	specs, err := spec.Split(n)
	if err != nil {
		return load.Result{}, err
	}
	inner, callOff := context.WithCancel(ctx)
	defer callOff()
	b := newBarrier(inner, specs, callOff, observe)
	results := make([]load.Result, n)
	var first sync.Once
	var all sync.WaitGroup
	for i, s := range specs {
		all.Go(func() {
			result, failed := run(inner, s, func(e load.Event) { b.event(i, e) })
			if failed != nil {
				first.Do(func() { err = failed }) // what follows comes of being called off
				callOff()
			}
			results[i] = result
			b.leave()
		})
	}
	all.Wait()
	if err != nil {
		return load.Result{}, err
	}
	interrupted := ctx.Err() != nil && slices.ContainsFunc(results, func(r load.Result) bool { return r.Partial })
	return load.Merge(spec, results, interrupted)
}

// A barrier is where several generators wait for each other.
type barrier struct {
	ctx     context.Context
	callOff func()
	observe func(load.Event)

	mu       sync.Mutex
	last     []load.Event  // of each generator
	waiting  int           // how many have come to the mark
	ended    int           // how many have ended
	released chan struct{} // closed when they may go on
}

func newBarrier(ctx context.Context, specs []load.Spec, callOff func(), observe func(load.Event)) *barrier {
	b := &barrier{ctx: ctx, callOff: callOff, observe: observe, released: make(chan struct{})}
	for _, s := range specs {
		b.last = append(b.last, load.Event{Requested: int64(s.Connections)})
	}
	return b
}

// event passes an event on, with what all generators together have done. At a
// mark it returns once they are all there and observe has heard of it.
func (b *barrier) event(i int, e load.Event) {
	b.mu.Lock()
	b.last[i] = e
	if e.Mark == "" {
		b.observe(load.Combine(b.last))
		b.mu.Unlock()
		return
	}
	released := b.released
	b.waiting++
	b.release(e.Mark)
	b.mu.Unlock()
	select {
	case <-released:
	case <-b.ctx.Done():
	}
}

// leave is called when a generator has ended. At the end of the work all do;
// one that ends earlier leaves the others at a mark that it will never reach.
func (b *barrier) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended++
	b.release("")
}

// release lets the generators go on if all have come to the mark, and calls them
// off if all have come who still can.
func (b *barrier) release(mark load.Mark) {
	if b.waiting == 0 || b.waiting+b.ended < len(b.last) {
		return
	}
	if b.ended > 0 {
		b.callOff()
		return
	}
	whole := load.Combine(b.last)
	whole.Mark = mark
	b.observe(whole)
	b.waiting = 0
	close(b.released)
	b.released = make(chan struct{})
}
