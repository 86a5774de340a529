package load

import (
	"os"
	"runtime"
	"time"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// count is the window. Nothing is in flight at either end of it or of a slice,
// so nothing that is read there depends on how long the reading takes.
func (g *generator) count() error {
	runtime.GC() // now, and not in the window: what is allocated in it does not bring the next one about
	g.rssHeld = resident()
	open := g.event(Window, time.Now())
	open.Mark, open.Requests = WindowOpens, 0
	g.observe(open)
	var tcp *tcpCounters
	if g.spec.workload().Churns {
		tcp = g.tcpNow()
	}
	g.server.windowOpens()
	g.client.windowOpens()
	for n := range g.spec.Slices {
		if n > 0 {
			g.atMark(SliceEnds)
		}
		if err := g.slice(); err != nil {
			return err
		}
		if g.stop.Load() {
			break
		}
	}
	g.client.windowCloses()
	g.server.windowCloses()
	if tcp != nil {
		g.churned = tcp.churned(g.tcpNow())
	}
	g.atMark(WindowClosed)
	return nil
}

// resident is this process's resident set, bytes; nil: not observed.
func resident() *int64 { return record.Observed(probe.RSS(os.Getpid())) }

// atMark tells the observer of a moment after a slice.
func (g *generator) atMark(m Mark) {
	e := g.event(Window, time.Now())
	e.Mark, e.Elapsed, e.Requests = m, g.window, g.requests
	g.observe(e)
}

// slice is a part of the window, or all of it. What it counts is added to what
// there is.
func (g *generator) slice() error {
	if g.spec.LeadIn > 0 {
		if err := g.phase(Window, g.leadIn); err != nil {
			return err
		}
		g.ledIn += g.answered()
	}
	steal := host.Steal()
	sliceBegins(&g.server, &g.client)
	begin := time.Now()
	if err := g.phase(Window, g.measured); err != nil {
		return err
	}
	answered := g.answered()
	g.requests += answered
	g.unanswered += g.total(func(c *counts) int64 { return c.unanswered })
	var longest time.Duration
	for _, l := range g.loops {
		longest = max(longest, l.start.Add(time.Duration(l.counts.ended)).Sub(begin))
	}
	g.window += longest
	sliceEnds(&g.server, &g.client)
	g.seen = append(g.seen, sliceSeen{answered, g.server.slice, longest, host.Steal() - steal})
	return nil
}

// answered is how many right replies the last phase had.
func (g *generator) answered() int64 { return g.total(func(c *counts) int64 { return c.answered }) }

// A sliceSeen is what there was in a slice.
type sliceSeen struct {
	requests            int64
	cpu, elapsed, steal time.Duration // cpu is the server's
}

// slices are the parts of the window as a record holds them; nil if the window is one.
func (g *generator) slices() *record.Slices {
	if g.spec.Slices == 1 {
		return nil
	}
	all := new(record.Slices)
	for _, p := range g.seen {
		all.Requests = append(all.Requests, p.requests)
		all.ElapsedNs = append(all.ElapsedNs, int64(p.elapsed))
		all.StealNs = append(all.StealNs, int64(p.steal))
		if len(g.spec.Server) > 0 && g.server.err == nil && !g.server.sum.Lost() {
			all.ServerCPUNs = append(all.ServerCPUNs, int64(p.cpu))
		}
	}
	return all
}
