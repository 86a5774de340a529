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
			p.Orders = append(p.Orders, OrderClaim{There: there})
		}
	}
	var f family
	for i := range p.Orders {
		c := &p.Orders[i]
		base, other := p.Here.cellLike(p.There.Baseline, c.There.Point), p.Here.cellLike(c.There.Model, c.There.Point)
		f.addPairs(pairs(base, other, CPU), p.Here.seed(), &c.Here)
	}
	p.Order = f.correct()
	for i := range p.Orders {
		c := &p.Orders[i]
		c.Judgement = p.judge(func() Judgement { return c.decide(p.Order.Comparisons) }, c.There.Model, p.There.Baseline)
	}
}

// decide takes the ratio here, corrected over so many, for what it says.
func (c *OrderClaim) decide(comparisons int) Judgement {
	switch {
	case c.Here == nil:
		return cannotTell(WhyNotMeasured)
	case c.Here.Significant:
		return told((c.Here.Median > 1) == c.More())
	case !stats.Reachable(c.Here.N, comparisons):
		return cannotTell(WhyFewRounds)
	}
	return cannotTell(WhyNoise)
}
