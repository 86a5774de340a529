package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// A callSampler reads the kernel's count and the server's own as the window
// opens and closes. The kernel's is read inside of the other, so that being
// asked is not counted.
type callSampler struct {
	inside
	counter *probe.CallCounter

	before  probe.Calls
	calls   probe.Calls      // within the window
	counted *record.Counters // by the server, within the window
}

func (s *callSampler) mark(ctx context.Context, m load.Mark) {
	switch m {
	case load.WindowOpens:
		s.opened = s.counters(ctx)
		s.before = s.read()
	case load.WindowClosed:
		s.calls = s.read().Minus(s.before)
		s.counted = within(s.opened, s.counters(ctx))
	}
}

func (s *callSampler) read() probe.Calls {
	c, err := s.counter.Read()
	s.err = errors.Join(s.err, err)
	return c
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
			return
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
	waits, closes, accepted := record.Sum(own.Waits, own.Polls), record.Sum(own.Closes, own.Refused), record.Sum(own.Accepts, own.Refused)
	hold(probe.Waiting, waits, waits)
	if m.Kind == string(model.Completion) {
		return warnings
	}
	hold(probe.Control, own.Controls, own.Controls)
	hold(probe.Reading, own.Reads, own.Reads)
	hold(probe.Writing, own.Writes, own.Writes)
	hold(probe.Closing, closes, closes)
	hold(probe.Accepting, accepted, record.Sum(accepted, own.EAGAINs)) // an accept that found nothing is among the EAGAINs
	return warnings
}
