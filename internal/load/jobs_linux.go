package load

import (
	"net/netip"
	"time"
)

// warmUp is what a loop does before the window; nothing of it is recorded.
func (g *generator) warmUp(l *loop) job {
	if l.churns {
		return g.churning(l, g.spec.Warmup)
	}
	if rate := g.rate(l); rate > 0 {
		return g.openLoop(l, rate, g.spec.Warmup, warmupArrivals, warmupConnections)
	}
	return g.closedLoop(l, g.spec.Warmup)
}

// leadIn is what a loop does before a slice; nothing of it is recorded.
func (g *generator) leadIn(l *loop) job { return g.closedLoop(l, g.spec.LeadIn) }

// measured is what a loop does in the window.
func (g *generator) measured(l *loop) job {
	if l.churns {
		j := g.churning(l, g.spec.Duration)
		j.recorded = true
		return j
	}
	if rate := g.rate(l); rate > 0 {
		j := g.openLoop(l, rate, g.spec.Duration, windowArrivals, windowConnections)
		j.seen = l.open
		return j
	}
	j := g.closedLoop(l, g.spec.Duration/time.Duration(g.spec.Slices))
	j.hist = l.hist
	return j
}

// rate is a loop's share of the arrivals, by its active connections; 0 in a
// closed loop, and for a loop that has none.
func (g *generator) rate(l *loop) float64 {
	return float64(g.spec.Rate) * float64(len(l.actives)) / float64(g.spec.Active)
}

func (g *generator) closedLoop(l *loop, d time.Duration) *closedLoop {
	return &closedLoop{loop: l, until: int64(time.Since(l.start) + d), tolerate: g.spec.Tolerate}
}

func (g *generator) openLoop(l *loop, rate float64, d time.Duration, arrivals, connections purpose) *openLoop {
	s := g.spec
	phase := float64(s.Part*s.Loops+l.number) / float64(s.Parts*s.Loops)
	return &openLoop{
		loop: l, waitingRoom: l.room, duration: int64(d), tolerate: s.Tolerate,
		pace: newPacer(s.Arrivals, rate, phase, s.stream(l.number, arrivals).source()),
		pick: s.stream(l.number, connections).source(),
	}
}

// runChurn goes through the phases of churn. Its connections are
// not held, so there is nothing to open: a slot is proven by a connection made,
// answered and ended.
func (g *generator) runChurn(to netip.AddrPort, from []netip.Addr) (Result, error) {
	for _, l := range g.loops {
		l.dial = newChurnDialer(to, from, l.number)
	}
	prove := func(round uint8) func(*loop) job {
		return func(l *loop) job {
			j := g.churning(l, time.Hour)
			j.round, j.most = round, g.each(maxHandshakes)
			return j
		}
	}
	return g.measureIfProven(g.phase(Proving, prove(1)), prove(2))
}

func (g *generator) churning(l *loop, d time.Duration) *churning {
	return &churning{loop: l, most: len(l.conns), until: int64(time.Since(l.start) + d), tolerate: g.spec.Tolerate}
}
