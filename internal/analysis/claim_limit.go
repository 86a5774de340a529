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
	var holds, fails *Cell
	for _, c := range p.There.of(model) {
		switch c.State {
		case record.Measured:
			if holds == nil || c.Connections > holds.Connections {
				holds = c
			}
		case record.Limit:
			if fails == nil || c.Connections < fails.Connections {
				fails = c
			}
		}
	}
	for _, there := range []*Cell{holds, fails} {
		if there != nil {
			p.Limits = append(p.Limits, p.limit(there))
		}
	}
}

// limit judges one of them: a cell whose state here agrees or contradicts.
func (p *Reproduction) limit(there *Cell) LimitClaim {
	c := LimitClaim{Judgement: p.absent(there.Model), There: there}
	if c.Why != "" {
		return c
	}
	switch c.Here = p.here(there.Model, there.Point); {
	case c.Here == nil:
		c.Why = WhyPointLeftOut
	case c.Here.State == there.State:
		c.Verdict = Reproduced
	case c.Here.State == record.Measured || c.Here.State == record.Limit:
		c.Verdict = Contradicted
	default:
		c.Why = WhyState
	}
	return c
}
