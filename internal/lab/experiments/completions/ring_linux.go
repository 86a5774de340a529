package completions

import (
	"time"

	"github.com/iomodels/iomodels/common/uring"
	"github.com/iomodels/iomodels/internal/lab/experiments/kernel"
)

// ring is an io_uring instance of an experiment.
type ring struct {
	*uring.Ring
	b *kernel.Bench
}

// open opens a ring for the thread that calls. An experiment that needs
// features which this kernel lacks is skipped.
func open(b *kernel.Bench, needs uring.Feature, o uring.Options) *ring {
	if support := uring.Check(); support.Err != nil {
		b.Skip("%v", support.Err)
	} else if support.Features&needs != needs {
		b.Skip("io_uring of this kernel is %s", support.Lacks()[0])
	}
	r, err := uring.Open(o)
	b.Must("io_uring", err)
	b.Cleanup(r.Close)
	return &ring{r, b}
}

// take hands over what was asked for, and returns the completions that are
// there, without sleeping.
func (r *ring) take() []uring.Completion {
	r.b.Must("io_uring_enter", r.Poll())
	return r.Reap()
}

// takeUntil takes completions until one of them carries the number last.
func (r *ring) takeUntil(last uint64) (taken []uring.Completion) {
	r.b.Until("a completion", func() (found bool) {
		for _, c := range r.take() {
			taken = append(taken, c)
			found = found || c.UserData == last
		}
		return found
	})
	return taken
}

// stop ends every request that waits, so that none of them keeps a socket open
// when the ring is gone.
func (r *ring) stop() {
	const stopped = 1 << 32
	e := r.Next()
	e.CancelAll()
	e.UserData = stopped
	r.takeUntil(stopped)
	for began := time.Now(); time.Since(began) < time.Millisecond; {
		r.take()
	}
}
