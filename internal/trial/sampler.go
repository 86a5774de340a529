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

// inside reads a server's own counters at the ends of the window.
type inside struct {
	server subject.Running
	opened *model.Stats // as the window opened
	err    error
}

// counters are nil for an external, which counts nothing.
func (s *inside) counters(ctx context.Context) *model.Stats {
	seen, err := s.server.Inspect(ctx)
	switch {
	case err == nil:
		return &seen.Stats
	case !errors.Is(err, modeltest.ErrUnseen):
		s.err = errors.Join(s.err, fmt.Errorf("the server's counters: %w", err))
	}
	return nil
}

// within is what was counted from opened to closed.
func within(opened, closed *model.Stats) *record.Counters {
	if opened == nil || closed == nil {
		return nil
	}
	return record.CountersOf(closed.Minus(*opened))
}

// A sampler reads from the server what the generator cannot see, at the marks
// at which the generator waits for it.
type sampler struct {
	inside
	trial *record.Trial
	clock bool        // several generators count, so the server's clock is read here
	used  probe.Usage // by the server as the window opened

	unlimited bool // the server says that nothing but its descriptors limits it
}

// begin looks at the server while it holds no connection.
func (s *sampler) begin(ctx context.Context) {
	s.trial.RSSBeforeBytes, s.trial.SlabBeforeBytes = s.memory()
	seen, err := s.server.Inspect(ctx)
	s.unlimited = err == nil && seen.Limit == 0
	if err == nil && seen.Limit != 0 {
		s.trial.Limit = new(int64(seen.Limit))
	}
}

func (s *sampler) memory() (rss, slab *int64) {
	return record.Observed(s.server.PIDs().RSS()), record.Observed(probe.Slab())
}

// mark reads the memory before the server is inspected, since that takes memory,
// and the clock as near to the window as it can. Nothing is in flight at a mark,
// so it does not matter which of several generators is still on its way to it.
func (s *sampler) mark(ctx context.Context, m load.Mark) {
	if s.err != nil {
		return
	}
	switch m {
	case load.WindowOpens:
		s.trial.RSSHeldBytes, s.trial.SlabHeldBytes = s.memory()
		s.opened = s.counters(ctx)
		if s.clock {
			var err error
			s.used, err = s.server.PIDs().Sample()
			s.err = errors.Join(s.err, err)
		}
	case load.WindowClosed:
		s.clockStops()
		s.trial.Counters = within(s.opened, s.counters(ctx))
	}
}

// clockStops enters what the server has used within the window. The clock comes
// first: the rest takes longer, and a server that never sleeps goes on.
func (s *sampler) clockStops() {
	if !s.clock {
		return
	}
	cpu, err := s.server.PIDs().CPU()
	used, err2 := s.server.PIDs().Rest()
	if err = errors.Join(err, err2); err != nil {
		s.err = err
		return
	}
	used.CPU = cpu
	enterUsage(s.trial, used.Minus(s.used))
}

// holds takes a limit back that contradicts what the server says of itself: one
// that has none but its descriptors' would leave connections in the accept
// queue, and not accept and end them.
func (s *sampler) holds(r load.Result) {
	if n := r.ClosedAfterAccept(); s.unlimited && n > 0 && s.trial.Outcome == record.Limit {
		s.trial.Outcome = record.Failed
		s.trial.Reason = fmt.Sprintf("it ended %d connections before it answered them, and says that only its descriptors limit it: %s", n, r.Reason)
	}
}
