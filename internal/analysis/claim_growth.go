package analysis

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

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
	var points, both []record.Point
	for _, c := range p.There.of(model) {
		if c.Of(CPU) == nil {
			continue
		}
		points = append(points, c.Point)
		if p.Here.cellLike(model, c.Point).Of(CPU) != nil {
			both = append(both, c.Point)
		}
	}
	comparable := len(both) >= 2
	if comparable {
		points = both
	}
	if len(points) < 2 {
		return
	}
	c := GrowthClaim{Model: model, From: points[0], To: points[len(points)-1]}
	there := c.factor(p.There)
	if c.There, c.Shape = interval(there), stats.ShapeOf(there); c.Shape == stats.Unclear || there.Coverage < confidence {
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
	if !agrees && (shape == stats.Unclear || here.Coverage < confidence) {
		return cannotTell(WhyWide)
	}
	return told(agrees)
}

// factor is how many times as much a request costs at To as at From, in the
// same rounds; of no rounds, if none has both.
func (c *GrowthClaim) factor(s *Summary) stats.Summary {
	return stats.RatioOf(pairs(s.cellLike(c.Model, c.From), s.cellLike(c.Model, c.To), CPU))
}
