package load

import (
	"fmt"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// total adds up a count of all loops; it may be called between phases alone.
func (g *generator) total(of func(*counts) int64) int64 {
	var sum int64
	for _, l := range g.loops {
		sum += of(&l.counts)
	}
	return sum
}

func (g *generator) latest(of func(*counts) int64) int64 {
	var last int64
	for _, l := range g.loops {
		last = max(last, of(&l.counts))
	}
	return last
}

// event is how far the loops are, at any time.
func (g *generator) event(p Phase, begin time.Time) Event {
	e := Event{Phase: p, Elapsed: time.Since(begin), Requested: int64(g.spec.Connections)}
	for _, l := range g.loops {
		e.Established += l.progress.established.Load()
		e.Refused += l.progress.refused.Load()
		if p == Reproving || p == Done {
			e.Proven += l.progress.provenAgain.Load()
		} else {
			e.Proven += l.progress.proven.Load()
		}
		e.Requests += l.progress.answered.Load()
	}
	took := g.opening
	if took == 0 {
		took = e.Elapsed
	}
	if took > 0 {
		e.OpeningRate = int64(float64(e.Established) / took.Seconds())
	}
	return e
}

// result is what was seen. The loops rest by now.
func (g *generator) result() (Result, error) {
	r := Result{
		Partial:     g.stop.Load(),
		Requested:   int64(g.spec.Connections),
		Established: g.total(func(c *counts) int64 { return c.established }),
		Proven:      g.total(func(c *counts) int64 { return c.proven }),
		ProvenAfter: g.total(func(c *counts) int64 { return c.provenAgain }),
		Refused:     g.total(func(c *counts) int64 { return c.refused }),
		Lost:        g.total(func(c *counts) int64 { return c.lost }),
		Retries:     g.total(func(c *counts) int64 { return c.retries }),
		OpeningTime: g.opening,
		Window:      g.window,
		Requests:    g.requests,
		Server:      g.server,
		Churned:     g.churned,
	}
	if g.client != nil {
		r.Client = *g.client
	}
	if r.Window > 0 && !r.Partial {
		r.Lost = r.Proven - r.ProvenAfter
	}
	var all tally
	hist := record.NewLatency()
	for _, l := range g.loops {
		for _, e := range l.tally.list() {
			all.addCount(e)
		}
		hist.Merge(l.hist)
	}
	r.Errors = all.list()
	r.Outcome, r.Reason = g.outcome(&r, all.total)
	var err error
	if r.Window > 0 {
		r.Latency, err = record.EncodeLatency(hist)
	}
	if err == nil && r.Window > 0 && g.spec.Workload == Rate {
		r.OpenLoop, err = g.openSeen()
		r.Warnings = r.doubts(hist)
	}
	return r, err
}

// openSeen merges what the loops saw of the open loop.
func (g *generator) openSeen() (*OpenLoop, error) {
	service, lag := record.NewLatency(), record.NewLatency()
	var o OpenLoop
	for _, l := range g.loops {
		service.Merge(l.open.service)
		lag.Merge(l.open.lag)
		o.Offered += l.open.offered
		o.Unsent += l.open.unsent
		o.InSystem += time.Duration(l.open.area)
	}
	return openLoopOf(service, lag, o)
}

// outcome judges the result as a whole.
func (g *generator) outcome(r *Result, errors int64) (outcome, reason string) {
	missing := r.Requested - r.Proven
	switch {
	case r.Partial:
		return record.Failed, "interrupted"
	case missing > 0 && r.Proven > 0 && unprovenByLimit(r):
		return record.Limit, fmt.Sprintf("the server holds %d of %d connections%s", r.Proven, r.Requested, g.why(r))
	case missing > 0:
		return record.Failed, fmt.Sprintf("%d of %d connections were not proven%s", missing, r.Requested, g.why(r))
	case errors > g.spec.Tolerate:
		return record.Failed, fmt.Sprintf("gave up after %d errors%s", errors, g.why(r))
	case g.spec.Workload == Churn && r.Refused > 0:
		return record.Limit, fmt.Sprintf("the server does not take %d connections at once%s", r.Requested, g.why(r))
	case r.Lost > 0:
		return record.Failed, fmt.Sprintf("%d of %d connections were lost%s", r.Lost, r.Requested, g.why(r))
	case r.Window > 0 && r.Requests == 0:
		return record.Failed, "no request was answered in the window: make it longer, or the rate higher" + g.why(r)
	case len(g.spec.Server) > 0 && r.Server == nil:
		return record.Failed, "the server's CPU clock could not be read: " + g.gone
	}
	return record.Measured, ""
}

// unprovenByLimit says whether connections are missing because the server would
// not have them or did not get to them, and not because it answered wrongly.
func unprovenByLimit(r *Result) bool {
	for _, e := range r.Errors {
		if e.Name != TimedOut {
			return false
		}
	}
	return true
}

// why lists what a reason rests on.
func (g *generator) why(r *Result) string {
	var parts []string
	if r.Refused > 0 {
		refusal := ""
		for _, l := range g.loops {
			if l.refusal != "" {
				refusal = l.refusal
			}
		}
		parts = append(parts, fmt.Sprintf("%d refused (%s)", r.Refused, refusal))
	}
	for _, e := range r.Errors {
		parts = append(parts, fmt.Sprintf("%d %s", e.Count, e.Name))
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}
