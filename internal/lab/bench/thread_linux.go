package bench

import (
	"runtime"

	"golang.org/x/sys/unix"
)

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
		runtime.LockOSThread() // and never unlocked: the thread ends here
		started <- unix.Gettid()
		if err := ending(f); err != nil {
			b.mu.Lock()
			b.failure = err
			b.mu.Unlock()
		}
	})
	t.ID = <-started
	b.tids = append(b.tids, t.ID)
	return t
}

// Wait waits until the thread has ended.
func (t *Thread) Wait() { <-t.done }
