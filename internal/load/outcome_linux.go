package load

import (
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
		RSSBefore:   g.rssBefore,
		RSSHeld:     g.rssHeld,
		Window:      g.window,
		Requests:    g.requests,
		Unanswered:  g.unanswered,
		Slices:      g.slices(),
		LedIn:       g.ledIn,
		Churned:     g.churned,
	}
	if r.Window > 0 && len(g.spec.Server) > 0 && g.server.err == nil {
		r.Server = &g.server.sum
	}
	r.Client = g.client.sum
	if r.Window > 0 && !r.Partial {
		r.Lost = r.Proven - r.ProvenAfter
	}
	var all, refusals tally
	hist := record.NewLatency()
	for _, l := range g.loops {
		all.merge(&l.tally)
		refusals.merge(&l.refusals)
		hist.Merge(l.hist)
	}
	r.Errors, r.Refusals = all.list(), refusals.list()
	r.Outcome, r.Reason = r.judge(g.spec.workload(), g.spec.Tolerate)
	if r.Outcome == record.Measured && len(g.spec.Server) > 0 && r.Server == nil {
		r.Outcome, r.Reason = record.Failed, "the server's CPU clock could not be read: "+g.server.err.Error()
	}
	var err error
	if r.Window > 0 {
		r.Latency, err = record.EncodeLatency(hist)
	}
	if err == nil && r.Window > 0 && !g.spec.workload().ClosedLoop {
		r.OpenLoop, err = g.openSeen()
		r.Unanswered += r.OpenLoop.Unsent
		r.Warnings = r.selfCheck(hist)
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
