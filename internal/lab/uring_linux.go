package lab

import (
	"time"

	"github.com/iomodels/iomodels/common/uring"
)

// Ring is an io_uring instance of an experiment. Its completions are counted.
type Ring struct {
	*uring.Ring
	b *Bench
}

// Ring opens one for the thread that calls. An experiment that needs features
// which this kernel lacks cannot be seen here.
func (b *Bench) Ring(needs uring.Feature, o uring.Options) *Ring {
	if support := uring.Check(); support.Err != nil {
		b.CannotBeSeen("%v", support.Err)
	} else if support.Features&needs != needs {
		b.CannotBeSeen("io_uring of this kernel is %s", support.Lacks()[0])
	}
	r, err := uring.Open(o)
	b.must("io_uring", err)
	b.AtEnd(r.Close)
	return &Ring{r, b}
}

// Take hands over what was asked for, and returns the completions that are
// there, without sleeping.
func (r *Ring) Take() []uring.Completion {
	r.b.must("io_uring_enter", r.Poll())
	return r.Reap()
}

// TakeUntil takes completions until one of them carries the number last.
func (r *Ring) TakeUntil(last uint64) (all []uring.Completion) {
	r.b.Until("a completion", func() (there bool) {
		for _, c := range r.Take() {
			all = append(all, c)
			there = there || c.UserData == last
		}
		return there
	})
	return all
}

// Stop ends every request that waits, so that none of them keeps a socket open
// when the ring is gone.
func (r *Ring) Stop() {
	const stopped = 1 << 32
	e := r.Next()
	e.CancelAll()
	e.UserData = stopped
	r.TakeUntil(stopped)
	for began := time.Now(); time.Since(began) < time.Millisecond; {
		r.Take()
	}
}
