package trial

import (
	"context"
	"errors"
	"fmt"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// witness reads from the server what the generator cannot see, at the moments
// at which the generator waits for it.
type witness struct {
	server subject.Running
	trial  *record.Trial
	clock  bool        // several generators count, so the server's clock is read here
	opened model.Stats // the server's counters as the window opened
	used   probe.Usage // what it had used by then
	err    error

	unlimited bool // the server says that nothing but its descriptors limits it
}

// begin looks at the server while it holds no connection.
func (w *witness) begin(ctx context.Context) {
	w.trial.RSSBeforeBytes, w.trial.SlabBeforeBytes = w.rss(), slab()
	w.trial.Limit = w.limit(ctx)
}

func (w *witness) mark(ctx context.Context, m load.Mark) {
	if (m != load.WindowOpens && m != load.WindowClosed) || w.err != nil {
		return
	}
	if m == load.WindowOpens {
		w.trial.RSSHeldBytes, w.trial.SlabHeldBytes = w.rss(), slab() // first: to be inspected takes memory
	} else {
		w.readClock(m) // first: to be inspected takes time
	}
	inside, err := w.server.Inspect(ctx)
	if err != nil && !errors.Is(err, modeltest.ErrUnseen) {
		w.err = fmt.Errorf("the server's counters: %w", err)
		return
	}
	switch {
	case err != nil: // an external counts nothing
	case m == load.WindowOpens:
		w.opened = inside.Stats
	case m == load.WindowClosed:
		w.trial.Counters = record.CountersOf(inside.Stats.Minus(w.opened))
	}
	if m == load.WindowOpens {
		w.readClock(m)
	}
}

// readClock reads what the server has used. Nothing is in flight at a mark, so
// it does not matter which of several generators is still on its way to it.
func (w *witness) readClock(m load.Mark) {
	if !w.clock {
		return
	}
	if m == load.WindowOpens {
		w.used, w.err = w.server.PIDs().Sample()
		return
	}
	// The clock first: the rest takes longer, and a server that never sleeps goes on.
	cpu, err := w.server.PIDs().CPU()
	used, err2 := w.server.PIDs().Rest()
	if w.err = errors.Join(err, err2); w.err == nil {
		used.CPU = cpu
		enterUsage(w.trial, used.Minus(w.used))
	}
}

func (w *witness) rss() *int64 {
	bytes, err := w.server.PIDs().RSS()
	if err != nil {
		return nil
	}
	return &bytes
}

func slab() *int64 {
	bytes, err := probe.Slab()
	if err != nil {
		return nil
	}
	return &bytes
}

func (w *witness) limit(ctx context.Context) *int64 {
	inside, err := w.server.Inspect(ctx)
	if err != nil || inside.Limit == 0 {
		w.unlimited = err == nil
		return nil
	}
	n := int64(inside.Limit)
	return &n
}

// holds takes a limit back that contradicts what the server says of itself: one
// that has none but its descriptors' would leave connections in the accept
// queue, and not accept and end them.
func (w *witness) holds(r load.Result) {
	if n := r.Closings(); w.unlimited && n > 0 && w.trial.Outcome == record.Limit {
		w.trial.Outcome = record.Failed
		w.trial.Reason = fmt.Sprintf("it ended %d connections before it answered them, and says that only its descriptors limit it: %s", n, r.Reason)
	}
}
