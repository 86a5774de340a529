package bench

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
)

// Run carries out an experiment on a thread of its own, gives everything back
// that it opened, and checks that nothing was left behind.
func Run(ctx context.Context, e Experiment, o Options) Result {
	r := Result{Experiment: e, Group: e.Group.Name}
	b := &Bench{ctx: ctx, options: o, result: &r, fds: map[int]bool{}}
	wakePoller()
	before := held()
	b.Go(func() {
		defer func() {
			for _, f := range slices.Backward(b.cleanups) {
				f()
			}
		}()
		e.Run(b)
	}).Wait()
	for fd := range b.fds {
		unix.Close(fd)
	}
	b.threads.Wait()
	leaked := leaks(before)
	var skip skipped
	switch {
	case errors.As(b.failure, &skip):
		r.Reason = string(skip)
	case b.failure != nil:
		r.Error = b.failure.Error()
	case leaked != nil:
		r.Error = leaked.Error()
	}
	r.judge()
	return r
}

// A Thread is one that the experiment has started.
type Thread struct {
	ID   int // as the kernel has it
	done chan struct{}
}

// Go runs f on a thread of its own, which ends with it. The experiment waits
// for it at its end, so f must come to an end by itself. A call that fails in
// it fails the experiment.
func (b *Bench) Go(f func()) *Thread {
	t := &Thread{done: make(chan struct{})}
	started := make(chan int)
	b.threads.Go(func() {
		defer close(t.done)
		defer b.recovered()
		runtime.LockOSThread() // and never unlocked: the thread ends here
		started <- unix.Gettid()
		f()
	})
	t.ID = <-started
	return t
}

// recovered notes why a thread ended itself by Fail or Skip; any other panic goes on.
func (b *Bench) recovered() {
	switch p := recover().(type) {
	case nil:
	case stopped:
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.failure == nil {
			b.failure = p.error
		}
	default:
		panic(p)
	}
}

// Wait waits until the thread has ended.
func (t *Thread) Wait() { <-t.done }

// held is all that an experiment could leave behind, in words. A thread of its
// own ends with its goroutine.
func held() map[string]bool {
	all := map[string]bool{}
	for fd, target := range OpenDescriptors() {
		all["descriptor "+fd+" on "+target] = true
	}
	children, _ := probe.Descendants(os.Getpid())
	for _, pid := range children {
		all[fmt.Sprint("child ", pid)] = true
	}
	for i := range runtime.NumGoroutine() {
		all[fmt.Sprint("goroutine ", i+1)] = true
	}
	soft, _, _ := host.NoFile()
	all[fmt.Sprint("RLIMIT_NOFILE ", soft)] = true
	return all
}

// leaks tells what is held now and was not before. What has ended, such as a
// child, takes a moment to go.
func leaks(before map[string]bool) error {
	for deadline := time.Now().Add(Timeout); ; time.Sleep(5 * time.Millisecond) {
		more := held()
		maps.DeleteFunc(more, func(what string, _ bool) bool { return before[what] })
		switch {
		case len(more) == 0:
			return nil
		case time.Now().After(deadline):
			return errors.New("left behind: " + strings.Join(slices.Sorted(maps.Keys(more)), ", "))
		}
	}
}

// wakePoller has the Go runtime open its own epoll instance now, if it has not
// yet, so that it is not taken for an experiment's.
func wakePoller() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
}
