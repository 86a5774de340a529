package load

import (
	"os"
	"runtime"
	"time"

	"github.com/iomodels/iomodels/internal/probe"
)

// count is the window. Nothing is in flight at either end of it, so nothing
// that is read there depends on how long the reading takes.
func (g *generator) count() error {
	runtime.GC() // now, and not in the window: what is allocated in it does not bring the next one about
	open := g.event(Window, time.Now())
	open.Mark, open.Requests = WindowOpens, 0
	g.observe(open)
	var tcp *tcpCounters
	if g.spec.Workload == Churn {
		tcp = tcpNow()
	}
	server, client := g.sample()
	begin := time.Now()
	if err := g.phase(Window, g.measured); err != nil {
		return err
	}
	g.requests = g.total(func(c *counts) int64 { return c.answered })
	for _, l := range g.loops {
		g.window = max(g.window, l.start.Add(time.Duration(l.counts.ended)).Sub(begin))
	}
	// The clocks first: reading the rest costs this process half a millisecond.
	// Its own clock before the server's, since that may mean to go through a tree.
	clientCPU, _ := probe.CPU(os.Getpid())
	serverCPU, _ := g.spec.Server.CPU()
	serverAfter, clientAfter := g.sample()
	g.server = used(server, serverAfter, serverCPU)
	g.client = used(client, clientAfter, clientCPU)
	if tcp != nil {
		g.churned = tcp.churned(tcpNow())
	}
	closed := g.event(Window, begin)
	closed.Mark = WindowClosed
	g.observe(closed)
	return nil
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
