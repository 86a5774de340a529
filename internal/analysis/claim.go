package analysis

import (
	"math"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A CallsClaim is how many system calls a model makes for a request.
type CallsClaim struct {
	Judgement
	Model string
	Waits bool         // of those that wait; else of all others, but for the runtime's
	There *SystemCalls // what the record counted: Claimed says how many of them count
	Here  *SystemCalls // nil: not counted
}

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
	agrees := math.Abs(here-there) <= max(0.15*there, 0.25)
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

// A GrowthClaim is that a model's cost stays flat or grows along the sweep.
type GrowthClaim struct {
	Judgement
	Model    string
	Shape    stats.Shape
	From, To record.Point // of the record
	There    Interval     // how many times as much a request costs at To as at From
	Here     *Interval    // nil: it cannot be told
}

// claimGrowth goes from the first to the last point at which both records have
// the model's cost, or, if there are no two, at which the record has it. Only a
// record whose interval reaches 95 % claims anything.
func (p *Reproduction) claimGrowth(model string) {
	cells := slices.DeleteFunc(p.There.of(model), func(c *Cell) bool { return c.Of(CPU) == nil })
	both := slices.DeleteFunc(slices.Clone(cells), func(c *Cell) bool { return p.Here.cellLike(model, c.Point).Of(CPU) == nil })
	comparable := len(both) >= 2
	if comparable {
		cells = both
	}
	if len(cells) < 2 {
		return
	}
	c := GrowthClaim{Model: model, From: cells[0].Point, To: cells[len(cells)-1].Point}
	there := c.factor(p.There)
	if c.There, c.Shape = interval(there), stats.ShapeOf(there); c.Shape == stats.Unclear || there.Coverage < stats.Confidence {
		return
	}
	c.Judgement = p.judge(func() Judgement {
		if !comparable {
			return cannotTell(WhyOnePoint)
		}
		return c.decide(c.factor(p.Here))
	}, model)
	p.Growth = append(p.Growth, c)
}

// decide takes the shape here for what it says: an interval of few rounds may
// agree, but only a certain one contradicts.
func (c *GrowthClaim) decide(here stats.Summary) Judgement {
	c.Here = new(interval(here))
	shape := stats.ShapeOf(here)
	agrees := shape == c.Shape && here.N >= 2
	if !agrees && (shape == stats.Unclear || here.Coverage < stats.Confidence) {
		return cannotTell(WhyWide)
	}
	return told(agrees)
}

// factor is how many times as much a request costs at To as at From, in the
// same rounds; of no rounds, if none has both.
func (c *GrowthClaim) factor(s *Summary) stats.Summary {
	return stats.RatioOf(pairs(s.cellLike(c.Model, c.From), s.cellLike(c.Model, c.To), CPU))
}

// An OrderClaim is that a model costs more than the record's baseline, or less.
type OrderClaim struct {
	Judgement
	There *Cell  // its CPURatio is the claim
	Here  *Ratio // the same here; nil: it cannot be told
}

// More says whether the model is said to cost more.
func (c *OrderClaim) More() bool { return c.There.CPURatio.Median > 1 }

// claimOrders takes the differences that were significant in the record. They
// are few and chosen beforehand, so they alone are corrected for.
func (p *Reproduction) claimOrders() {
	for _, there := range p.There.Cells {
		if there.CPURatio != nil && there.CPURatio.Significant {
			p.Orders = append(p.Orders, OrderClaim{There: there})
		}
	}
	var f paired
	for i := range p.Orders {
		c := &p.Orders[i]
		base, other := p.Here.cellLike(p.There.Baseline, c.There.Point), p.Here.cellLike(c.There.Model, c.There.Point)
		f.add(pairs(base, other, CPU), &c.Here)
	}
	p.Order = f.compare(p.Here.seed())
	for i := range p.Orders {
		c := &p.Orders[i]
		c.Judgement = p.judge(c.decide, c.There.Model, p.There.Baseline)
	}
}

// decide takes the ratio here, corrected over all claims, for what it says.
func (c *OrderClaim) decide() Judgement {
	switch {
	case c.Here == nil:
		return cannotTell(WhyNotMeasured)
	case c.Here.Significant:
		return told((c.Here.Median > 1) == c.More())
	case !stats.Reachable(c.Here.N):
		return cannotTell(WhyFewRounds)
	}
	return cannotTell(WhyNoise)
}

// A LimitClaim is that a model holds so many connections, or does not.
type LimitClaim struct {
	Judgement
	There *Cell // measured: it holds as many as the cell has; limit: it does not
	Here  *Cell // nil: there is none
}

// claimLimits makes two claims: the most connections that a model held, and the
// least number that was too many for it.
func (p *Reproduction) claimLimits(model string) {
	_, holds := extremes(p.There.of(model), func(c *Cell) bool { return c.State == record.Measured })
	fails, _ := extremes(p.There.of(model), func(c *Cell) bool { return c.State == record.Limit })
	for _, there := range []*Cell{holds, fails} {
		if there != nil {
			c := LimitClaim{There: there}
			c.Judgement = p.judge(func() Judgement { return c.decide(p.Here) }, model)
			p.Limits = append(p.Limits, c)
		}
	}
}

// decide takes the state of the cell here for what it says.
func (c *LimitClaim) decide(here *Summary) Judgement {
	switch c.Here = here.cellLike(c.There.Model, c.There.Point); {
	case c.Here == nil:
		return cannotTell(WhyPointLeftOut)
	case c.Here.State == record.Measured || c.Here.State == record.Limit:
		return told(c.Here.State == c.There.State)
	}
	return cannotTell(WhyState)
}
