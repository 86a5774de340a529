package analysis

import "github.com/iomodels/iomodels/internal/record"

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
