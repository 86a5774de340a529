package selftest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
	"github.com/iomodels/iomodels/internal/workload"
)

// calls: one connection on which one request follows the other, and a server
// that sleeps in each wait, make one wait, one read and one write for each.
func (b *bench) calls() ([]Check, error) {
	s := subject.Model(b.Executable, b.Model, model.Config{Wait: model.Sleep})
	o := b.options(plan{Workload: workload.Idle, connections: 1, active: 1, rounds: 1, duration: 100 * time.Millisecond})
	o.Subjects = []subject.Subject{s}
	trials, err := trial.Measure(b.ctx, o, b.tell)
	if err != nil {
		return nil, err
	}
	own, kernel := Check{Name: "calls, by the server"}, Check{Name: "calls, by the kernel"}
	t, err := one(trials)
	if err != nil {
		return nil, err
	}
	if t.Outcome != record.Measured {
		return nil, errors.New(t.Reason)
	}
	waits, moves := record.Sum(t.Counters.Waits, t.Counters.Polls), record.Sum(t.Counters.Reads, t.Counters.Writes)
	own.exact(3*t.Requests, *record.Sum(waits, moves))
	if err := b.kernelCalls(&kernel, o, s); err != nil {
		return nil, err
	}
	return []Check{own, kernel}, nil
}

// one is the only trial.
func one[T any](trials []T) (t T, err error) {
	if len(trials) == 0 {
		return t, fmt.Errorf("nothing could be measured within %v: let the machine do less", most)
	}
	return trials[0], nil
}

// kernelCalls has the kernel count the same calls, if it may.
func (b *bench) kernelCalls(c *Check, o trial.Options, s subject.Subject) error {
	if err := probe.CanCountCalls(); err != nil {
		c.Verdict, c.Why = NotTried, err.Error()
		if why := (*probe.Unavailable)(nil); errors.As(err, &why) {
			c.Note = "To have the kernel count calls: " + why.Remedy + "."
		}
		return nil
	}
	seen, differ := trial.CountCalls(b.ctx, o, s)
	if seen.Note != "" {
		return errors.New(seen.Note)
	}
	var n int64
	for _, call := range seen.Calls {
		if slices.Contains([]string{"epoll_wait", "epoll_pwait", "epoll_pwait2", "recvfrom", "sendto"}, call.Name) {
			n += call.Count
		}
	}
	c.exact(3*seen.Requests, n)
	// The Go runtime looks for events itself, every 10 ms.
	c.Allowed = 0.01 + words.Number(20+time.Duration(seen.WindowNs)/(10*time.Millisecond))/c.Truth
	if len(differ) > 0 {
		c.Why = differ[0].Text
	} else if math.Abs(float64(c.Deviation)) <= float64(c.Allowed) {
		c.Verdict, c.Why = OK, ""
	}
	return nil
}

// once measures one server, in a plan of one round.
func (b *bench) once(p plan, s *served) (seen, error) {
	all, _, err := b.measure(p, s)
	if err != nil {
		return seen{}, err
	}
	return one(all[0])
}

// errors: wrong replies are counted, each once.
func (b *bench) errors() ([]Check, error) {
	p := plan{Workload: workload.Saturate, connections: 20, active: 20, rounds: 1, duration: 50 * time.Millisecond}
	s, err := b.once(p, b.scripted("wrong", Script{Wrong: 50}))
	if err != nil {
		return nil, err
	}
	c := Check{Name: "1 wrong reply in 50"}
	c.exact(s.log.Wrong, count(s.Errors, reply.WrongStatus))
	return []Check{c}, nil
}

// closes: replies up to the last one of each connection are counted, and its end is.
func (b *bench) closes() ([]Check, error) {
	const connections, replies = 20, 50
	p := plan{Workload: workload.Saturate, connections: connections, active: connections, rounds: 1, duration: time.Second}
	s, err := b.once(p, b.scripted("closing", Script{CloseAfter: replies}))
	if err != nil {
		return nil, err
	}
	answered := Check{Name: "replies till a close"}
	answered.exact(connections*(replies-1), s.Requests) // one of them proved the connection
	closed := Check{Name: "connections closed"}
	closed.exact(s.log.Closed, count(s.Errors, load.Closed)+count(s.Errors, load.ResetByPeer))
	return []Check{answered, closed}, nil
}

func count(errors []record.ErrorCount, name string) (n int64) {
	for _, e := range errors {
		if e.Name == name {
			n += e.Count
		}
	}
	return n
}
