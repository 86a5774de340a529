package load

import (
	"os"
	"runtime"
	"time"

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
	beginUse(&g.server, &g.client)
	begin := time.Now()
	if err := g.phase(Window, g.measured); err != nil {
		return err
	}
	g.requests += g.total(func(c *counts) int64 { return c.answered })
	g.unanswered += g.total(func(c *counts) int64 { return c.unanswered })
	var longest time.Duration
	for _, l := range g.loops {
		longest = max(longest, l.start.Add(time.Duration(l.counts.ended)).Sub(begin))
	}
	g.window += longest
	endUse(&g.server, &g.client)
	return nil
}
