package analysis

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A GrowthClaim is that a model's cost stays flat or grows along the sweep.
type GrowthClaim struct {
	Judgement
	Model    string
	Shape    Shape
	From, To record.Point // of the record
	There    Interval     // how many times as much a request costs at To as at From
	Here     *Interval    // nil: it cannot be told
}

// A Shape is how a cost goes along the sweep.
type Shape string

// Shapes of a cost.
const (
	Flat    Shape = "flat"
	Grows   Shape = "grows"
	Unclear Shape = "" // the interval reaches over the bound
)

// FlatWithin bounds what is called flat: a cost that changes by less than a
// quarter over the sweep. A steep one changes by more.
const FlatWithin = 1.25

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
	c.There = c.factor(p.There)
	if c.Shape = c.There.shape(); c.Shape == Unclear || float64(c.There.Coverage) < confidence {
		return
	}
	c.Judgement = p.judge(func() Judgement {
		if !comparable {
			return cannotTell(WhyOnePoint)
		}
		c.Here = new(c.factor(p.Here))
		return c.decide()
	}, model)
	p.Growth = append(p.Growth, c)
}

// decide takes the shape here for what it says: an interval of few rounds may
// agree, but only a certain one contradicts.
func (c *GrowthClaim) decide() Judgement {
	shape := c.Here.shape()
	agrees := shape == c.Shape && c.Here.N >= 2
	if !agrees && (shape == Unclear || float64(c.Here.Coverage) < confidence) {
		return cannotTell(WhyWide)
	}
	return told(agrees)
}

// factor is how many times as much a request costs at To as at From, in the
// same rounds; of no rounds, if none has both.
func (c *GrowthClaim) factor(s *Summary) Interval {
	return interval(stats.RatioOf(pairs(s.cellLike(c.Model, c.From), s.cellLike(c.Model, c.To), CPU)))
}

func (i *Interval) shape() Shape {
	switch {
	case i.N == 0:
		return Unclear
	case i.Lo > FlatWithin:
		return Grows
	case i.Hi <= FlatWithin && i.Lo >= 1/FlatWithin:
		return Flat
	}
	return Unclear
}
