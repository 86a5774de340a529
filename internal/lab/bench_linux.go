package lab

import (
	"context"
	"fmt"
	"runtime"
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
	ctx    context.Context
	around Around
	result *Result

	fds  map[int]bool // open, to be closed
	ends []func()     // to be called at the end, the last first

	threads sync.WaitGroup
	mu      sync.Mutex
	tids    []int // of the threads that Go started
	failure error // of one of them
}

// ended is what a failing call panics with, and Run recovers.
type ended struct{ err error }

// Fail ends the experiment: it could not be carried out.
func (b *Bench) Fail(format string, args ...any) { panic(ended{fmt.Errorf(format, args...)}) }

// must ends the experiment if a call failed.
func (b *Bench) must(call string, err error) {
	if err != nil {
		b.Fail("%s: %w", call, err)
	}
}

// cannot is what CannotBeSeen panics with.
type cannot struct{ reason string }

// CannotBeSeen ends the experiment with that verdict: what it needs is missing.
func (b *Bench) CannotBeSeen(format string, args ...any) {
	panic(cannot{fmt.Sprintf(format, args...)})
}

// Did notes a step, in the reader's terms.
func (b *Bench) Did(format string, args ...any) {
	b.result.Steps = append(b.result.Steps, fmt.Sprintf(format, args...))
}

// Columns begins a table of observations.
func (b *Bench) Columns(names ...string) {
	b.result.Tables = append(b.result.Tables, Table{Columns: names})
}

// Of says what all numbers of the table are that was begun last.
func (b *Bench) Of(what string) {
	b.result.Tables[len(b.result.Tables)-1].Of = what
}

// Saw notes numbers that every run on this kernel sees, one for each column.
func (b *Bench) Saw(what string, cells ...any) { b.row(Row{What: what, Cells: cells}) }

// SawAbout notes numbers that vary from run to run: times, and shares of time.
func (b *Bench) SawAbout(what string, cells ...any) {
	b.row(Row{What: what, Cells: cells, Varies: true})
}

func (b *Bench) row(r Row) {
	tables := &b.result.Tables
	if len(*tables) == 0 {
		*tables = append(*tables, Table{})
	}
	for i := range r.Cells {
		r.Cells[i] = cell(r.Cells[i])
	}
	last := &(*tables)[len(*tables)-1]
	last.Rows = append(last.Rows, r)
}

// Claim notes a part of the statement that should hold on every kernel.
func (b *Bench) Claim(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds, Expected: true})
}

// Myth notes a part of the statement that should turn out not to hold.
func (b *Bench) Myth(holds bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: holds})
}

// Differs notes what is otherwise on some kernels than the statement has it;
// here says whether this should be one of them.
func (b *Bench) Differs(otherwise, here bool, format string, args ...any) {
	b.part(Part{Text: fmt.Sprintf(format, args...), Holds: otherwise, Expected: here, Differs: true})
}

func (b *Bench) part(p Part) { b.result.Parts = append(b.result.Parts, p) }

// Timeline begins a timeline.
func (b *Bench) Timeline(title string, traces ...Trace) *Timeline {
	name := b.result.Name
	if n := len(b.result.Timelines); n > 0 {
		name = fmt.Sprintf("%s-%d", name, n+1)
	}
	t := &Timeline{Name: name, Title: title, Traces: traces}
	b.result.Timelines = append(b.result.Timelines, t)
	return t
}

// Figure adds a figure.
func (b *Bench) Figure(f Figure) { b.result.Figures = append(b.result.Figures, f) }

// Keep makes fd one that is closed at the end.
func (b *Bench) Keep(fd int) int {
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

// AtEnd has f called when the experiment has ended, before descriptors are closed.
func (b *Bench) AtEnd(f func()) { b.ends = append(b.ends, f) }

// Go runs f on a thread of its own, which ends with it. The experiment waits
// for it at its end, so f must come to an end by itself. A call that fails in
// it fails the experiment.
func (b *Bench) Go(f func()) (done <-chan struct{}) {
	c := make(chan struct{})
	b.threads.Go(func() {
		runtime.LockOSThread() // and never unlocked: the thread ends here
		b.mu.Lock()
		b.tids = append(b.tids, unix.Gettid())
		b.mu.Unlock()
		defer close(c)
		defer func() {
			if err := stopped(recover()); err != nil {
				b.mu.Lock()
				b.failure = err
				b.mu.Unlock()
			}
		}()
		f()
	})
	return c
}

// stopped is why an experiment ended itself; any other panic goes on.
func stopped(p any) error {
	switch p := p.(type) {
	case nil:
		return nil
	case ended:
		return p.err
	case cannot:
		return fmt.Errorf("cannot be seen here: %s", p.reason)
	default:
		panic(p)
	}
}

// patience is how long something that must come is waited for. It bounds a
// failure and is no measure of anything.
const patience = 3 * time.Second

// Rounds is how many rounds of measurements to make, of n that make a figure.
func (b *Bench) Rounds(n int) int {
	if b.around.Brief {
		return n / 2
	}
	return n
}

// Until waits for something that comes by itself, such as a handshake's end.
func (b *Bench) Until(what string, there func() bool) {
	for deadline := time.Now().Add(patience); !there(); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(deadline) {
			b.Fail("%s did not happen within %v", what, patience)
		}
	}
}

// Room is how many descriptors may still be opened, at most 20,000 less a few.
func (b *Bench) Room() int {
	var limit unix.Rlimit
	b.must("getrlimit", unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	return int(min(limit.Cur, 20_000)) - len(descriptors()) - 40
}

// clean gives everything back, and tells what threads there were.
func (b *Bench) clean() error {
	for i := len(b.ends) - 1; i >= 0; i-- {
		b.ends[i]()
	}
	for fd := range b.fds {
		unix.Close(fd)
	}
	b.threads.Wait()
	return b.failure
}

// LimitDescriptors lowers RLIMIT_NOFILE of this process until the experiment ends.
func (b *Bench) LimitDescriptors(n uint64) {
	var before unix.Rlimit
	b.must("getrlimit", unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
	limit := before
	limit.Cur = min(n, before.Cur)
	b.must("setrlimit", unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
	b.AtEnd(func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &before) })
}
