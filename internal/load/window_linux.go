package load

import (
	"os"
	"runtime"
	"time"

	"github.com/iomodels/iomodels/internal/probe"
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
		tcp = tcpNow()
	}
	g.server, g.client = &probe.Usage{}, &probe.Usage{}
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
		g.churned = tcp.churned(tcpNow())
	}
	g.atMark(WindowClosed)
	return nil
}

// resident is this process's resident set, bytes; 0: not seen.
func resident() int64 {
	bytes, _ := probe.RSS(os.Getpid())
	return bytes
}

// atMark tells the observer of a moment after a slice.
func (g *generator) atMark(m Mark) {
	e := g.event(Window, time.Now())
	e.Mark, e.Elapsed, e.Requests = m, g.window, g.requests
	g.observe(e)
}

// slice is a part of the window, or all of it. What it counts is added to what
// there is.
func (g *generator) slice() error {
	server, client := g.sample()
	begin := time.Now()
	if err := g.phase(Window, g.measured); err != nil {
		return err
	}
	g.requests += g.total(func(c *counts) int64 { return c.answered })
	var longest time.Duration
	for _, l := range g.loops {
		longest = max(longest, l.start.Add(time.Duration(l.counts.ended)).Sub(begin))
	}
	g.window += longest
	// The clocks first: reading the rest costs this process half a millisecond.
	// Its own clock before the server's, since that may mean to go through a tree.
	clientCPU, _ := probe.CPU(os.Getpid())
	serverCPU, _ := g.spec.Server.CPU()
	serverAfter, clientAfter := g.sample()
	g.server = together(g.server, used(server, serverAfter, serverCPU))
	g.client = together(g.client, used(client, clientAfter, clientCPU))
	return nil
}

// together is what was used in two slices; nil if one of them was not seen.
func together(a, b *probe.Usage) *probe.Usage {
	if a == nil || b == nil {
		return nil
	}
	sum := a.Plus(*b)
	return &sum
}

// used is what was used between two samples, the clock having stood at cpu when
// the window closed; nil if one of them is missing.
func used(before, after *probe.Usage, cpu time.Duration) *probe.Usage {
	if before == nil || after == nil || cpu == 0 {
		return nil
	}
	after.CPU = cpu
	u := after.Minus(*before)
	return &u
}

// sample reads both sides' use, the server's first.
func (g *generator) sample() (server, client *probe.Usage) {
	if len(g.spec.Server) > 0 {
		u, err := g.spec.Server.Sample()
		if err == nil {
			server = &u
		} else {
			g.gone = err.Error()
		}
	}
	if u, err := probe.Sample(os.Getpid()); err == nil {
		client = &u
	}
	return server, client
}
