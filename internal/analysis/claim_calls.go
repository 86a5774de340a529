package analysis

import (
	"math"

	"github.com/iomodels/iomodels/internal/record"
)

// A CallsClaim is how many system calls a model makes for a request.
type CallsClaim struct {
	Judgement
	Model string
	Waits bool         // of those that wait; else of all others, but for the runtime's
	There *SystemCalls // what the record counted: Claimed says how many of them count
	Here  *SystemCalls // nil: not counted
}

// callsBound is how far two counts of calls per request may be apart: whatever
// is larger of a part of the count and an absolute number.
func callsBound(there float64) float64 { return math.Max(0.15*there, 0.25) }

// claimCalls makes two claims: how many calls a request takes, and how many
// waits. The first is the server's doing. The second is one of timing too, since
// a wait returns as many connections as are ready at once: it can agree, but it
// cannot contradict.
func (p *Reproduction) claimCalls(model string) {
	there, here := p.There.Counted(model), p.Here.Counted(model)
	if there == nil {
		return // the record claims nothing
	}
	for _, waits := range []bool{false, true} {
		c := CallsClaim{Model: model, Waits: waits, There: there, Here: here}
		c.Judgement = p.judge(c.decide, model)
		p.Calls = append(p.Calls, c)
	}
}

func (c *CallsClaim) decide() Judgement {
	switch {
	case c.Here == nil:
		return cannotTell(WhyNotCounted)
	case !record.Alike(c.There.Point, c.Here.Point):
		return cannotTell(WhyOtherPoint)
	}
	there, here := c.There.Claimed(c.Waits), c.Here.Claimed(c.Waits)
	agrees := math.Abs(here-there) <= callsBound(there)
	if c.Waits && !agrees {
		return cannotTell(WhyTiming)
	}
	return told(agrees)
}

// waitCalls are those that may sleep until something is ready, and runtimeCalls
// those that a language's runtime makes for itself.
var (
	waitCalls    = map[string]bool{"select": true, "pselect6": true, "poll": true, "ppoll": true, "epoll_wait": true, "epoll_pwait": true, "epoll_pwait2": true, "io_uring_enter": true}
	runtimeCalls = map[string]bool{"futex": true, "nanosleep": true, "clock_nanosleep": true, "sched_yield": true}
)

// Claimed is the waits per request, or all other calls but the runtime's.
func (c *SystemCalls) Claimed(waits bool) (sum float64) {
	for _, call := range c.Calls {
		if waitCalls[call.Name] == waits && (waits || !runtimeCalls[call.Name]) {
			sum += float64(call.Each)
		}
	}
	return sum
}
