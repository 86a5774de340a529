package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/probe"
)

// Run carries out an experiment on a thread of its own, calls its cleanups, and
// checks that nothing was left behind.
func Run(ctx context.Context, e Experiment, o Options) Result {
	r := Result{Experiment: e}
	b := &Bench{Options: o, Context: ctx, result: &r}
	before := held()
	b.Go(func() { e.Run(b) }).Wait()
	for _, f := range slices.Backward(b.cleanups) {
		f()
	}
	b.threads.Wait()
	if r.Error == "" {
		r.Error = leaks(before)
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
	t, started := &Thread{done: make(chan struct{})}, make(chan int)
	b.threads.Go(func() {
		defer close(t.done)
		runtime.LockOSThread() // and never unlocked: the thread ends here
		started <- unix.Gettid()
		f()
	})
	t.ID = <-started
	return t
}

// Wait waits until the thread has ended.
func (t *Thread) Wait() { <-t.done }

// held counts all that an experiment could leave behind. A thread of its own
// ends with its goroutine.
func held() map[string]int {
	// A pipe has the Go runtime open its own epoll instance now, if it has not
	// yet, so that it is not taken for an experiment's.
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
	descriptors, _ := probe.Descriptors(os.Getpid())
	children, _ := probe.Descendants(os.Getpid())
	return map[string]int{"descriptors": descriptors, "children": len(children), "goroutines": runtime.NumGoroutine()}
}

// leaks says what more is held now than before; empty if nothing is. What has
// ended, such as a child, takes a moment to go.
func leaks(before map[string]int) string {
	for deadline := time.Now().Add(Timeout); ; time.Sleep(5 * time.Millisecond) {
		var more []string
		for what, n := range held() {
			if n > before[what] {
				more = append(more, fmt.Sprintf("%d %s", n-before[what], what))
			}
		}
		if more == nil {
			return ""
		}
		if time.Now().After(deadline) {
			slices.Sort(more)
			return "left behind: " + strings.Join(more, ", ")
		}
	}
}
