package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A Bench is what an experiment works on. Whatever is opened through it is
// closed when the experiment ends, also if it fails half-way. A call that fails
// where the experiment cannot go on ends the experiment there, as a failed
// assertion ends a test: so an experiment reads as what is done and seen, and
// not as the handling of errors.
type Bench struct {
	ctx     context.Context
	options Options
	result  *Result

	cleanups []func() // called at the end, the last first
	threads  sync.WaitGroup

	mu      sync.Mutex   // guards what threads use, too
	fds     map[int]bool // open, to be closed
	tids    []int        // of the threads that Go started
	failure error        // of one of them
}

// failed is what a failing call panics with, and Run recovers.
type failed struct{ err error }

// skipped is what Skip panics with, and Run recovers.
type skipped struct{ reason string }

// Fail ends the experiment: it could not be carried out.
func (b *Bench) Fail(format string, args ...any) { panic(failed{fmt.Errorf(format, args...)}) }

// Must ends the experiment if a call failed.
func (b *Bench) Must(call string, err error) {
	if err != nil {
		b.Fail("%s: %w", call, err)
	}
}

// Skip ends the experiment with the verdict Skipped: what it needs is missing.
func (b *Bench) Skip(format string, args ...any) {
	panic(skipped{fmt.Sprintf(format, args...)})
}

// Cleanup has f called when the experiment has ended, before descriptors are closed.
func (b *Bench) Cleanup(f func()) { b.cleanups = append(b.cleanups, f) }

// Own has fd closed when the experiment has ended.
func (b *Bench) Own(fd int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fds[fd] = true
	return fd
}

// Close closes a descriptor before the end.
func (b *Bench) Close(fd int) {
	b.mu.Lock()
	delete(b.fds, fd)
	b.mu.Unlock()
	unix.Close(fd)
}

// giveBack calls the cleanups, closes what is open and waits for the threads.
// It returns the error that ended one of them.
func (b *Bench) giveBack() error {
	for i := len(b.cleanups) - 1; i >= 0; i-- {
		b.cleanups[i]()
	}
	for fd := range b.fds {
		unix.Close(fd)
	}
	b.threads.Wait()
	return b.failure
}

// Brief says whether fewer rounds and sizes are enough: see Options.
func (b *Bench) Brief() bool { return b.options.Brief }

// Rounds is how many rounds of measurements to make, of n that make a figure.
func (b *Bench) Rounds(n int) int {
	if b.Brief() {
		return n / 2
	}
	return n
}

// Timeout is how long something that must come is waited for. It bounds a
// failure and is no measure of anything.
const Timeout = 3 * time.Second

// Until waits for something that comes by itself, such as a handshake's end.
func (b *Bench) Until(what string, done func() bool) {
	for deadline := time.Now().Add(Timeout); !done(); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(deadline) {
			b.Fail("%s did not happen within %v", what, Timeout)
		}
	}
}

// MicrosPerCall is the mean time of one of n calls, in microseconds.
func MicrosPerCall(n int, call func()) float64 {
	began := time.Now()
	for range n {
		call()
	}
	return float64(time.Since(began).Nanoseconds()) / 1e3 / float64(n)
}
