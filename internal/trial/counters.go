package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
)

// callWitness reads the kernel's count and the server's own as the window opens
// and closes. The kernel's is read inside of the other, so that being asked is
// not counted.
type callWitness struct {
	server  subject.Running
	counter *probe.CallCounter

	opened   model.Stats
	before   probe.Calls
	calls    probe.Calls      // within the window
	counters *record.Counters // within the window; nil for an external
	err      error
}

func (w *callWitness) mark(ctx context.Context, m load.Mark) {
	switch m {
	case load.WindowOpens:
		w.opened, _ = w.stats(ctx)
		w.before = w.read()
	case load.WindowClosed:
		w.calls = w.read().Minus(w.before)
		if closed, seen := w.stats(ctx); seen {
			w.counters = record.CountersOf(closed.Minus(w.opened))
		}
	}
}

func (w *callWitness) read() probe.Calls {
	c, err := w.counter.Read()
	w.err = errors.Join(w.err, err)
	return c
}

func (w *callWitness) stats(ctx context.Context) (s model.Stats, seen bool) {
	inside, err := w.server.Inspect(ctx)
	if errors.Is(err, modeltest.ErrUnseen) {
		return s, false
	}
	w.err = errors.Join(w.err, err)
	return inside.Stats, err == nil
}

// compareCounters warns where a model's own counters and the kernel's are more
// than 1 % apart. What the Go runtime does of its own accord is not the
// model's: its monitor looks for events every 10 ms, and the process writes
// and reads a line at each end of the window. A model that is told of
// completion makes no other calls than the one that it waits in: what else it
// counts, the kernel does for it.
func compareCounters(m record.Model, own *record.Counters, kernel probe.Calls, window time.Duration) []record.Warning {
	if own == nil {
		return nil
	}
	slack := 20 + int64(window/(10*time.Millisecond))
	var warnings []record.Warning
	hold := func(f probe.Family, least, most *int64) {
		if least == nil || most == nil {
			return // not observed
		}
		n := kernel.Of(f)
		if n >= *least-*least/100-slack && n <= *most+*most/100+slack {
			return
		}
		warnings = append(warnings, record.Warning{
			Code:   record.CountersDiffer,
			Text:   fmt.Sprintf("%s counted %d %s, the kernel %d", m.Name, *most, f, n),
			Remedy: "read its own counters with care, and report this as a bug in the model",
		})
	}
	waits, closes, accepted := sum(own.Waits, own.Polls), sum(own.Closes, own.Refused), sum(own.Accepts, own.Refused)
	hold(probe.Waiting, waits, waits)
	if m.Kind == string(model.Completion) {
		return warnings
	}
	hold(probe.Control, own.Controls, own.Controls)
	hold(probe.Reading, own.Reads, own.Reads)
	hold(probe.Writing, own.Writes, own.Writes)
	hold(probe.Closing, closes, closes)
	hold(probe.Accepting, accepted, sum(accepted, own.EAGAINs)) // an accept that found nothing is among the EAGAINs
	return warnings
}

// sum is a+b; nil if one of them was not observed.
func sum(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	n := *a + *b
	return &n
}
