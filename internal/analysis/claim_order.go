package analysis

import "github.com/iomodels/iomodels/internal/stats"

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
			p.Orders = append(p.Orders, OrderClaim{Judgement: p.absent(there.Model, p.There.Baseline), There: there})
		}
	}
	var f family
	for i := range p.Orders {
		if c := &p.Orders[i]; c.Why == "" {
			at := c.There.Point
			f.add(pairs(p.here(p.There.Baseline, at), p.here(c.There.Model, at), CPU), p.Here.seed(), &c.Here)
		}
	}
	p.Order = f.correct()
	for i := range p.Orders {
		if c := &p.Orders[i]; c.Why == "" {
			c.judge(p.Order.Comparisons)
		}
	}
}

// judge takes the ratio here, corrected over so many, for what it says.
func (c *OrderClaim) judge(comparisons int) {
	switch {
	case c.Here == nil:
		c.Why = WhyNotMeasured
	case !c.Here.Significant && !stats.Reachable(c.Here.N, comparisons):
		c.Why = WhyFewRounds
	case !c.Here.Significant:
		c.Why = WhyNoise
	case (c.Here.Median > 1) == c.More():
		c.Verdict = Reproduced
	default:
		c.Verdict = Contradicted
	}
}
