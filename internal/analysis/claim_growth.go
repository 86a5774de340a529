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
		if p.here(model, c.Point).Of(CPU) != nil {
			both = append(both, c.Point)
		}
	}
	c := GrowthClaim{Judgement: p.absent(model), Model: model}
	if len(both) < 2 {
		both = points
		if c.Why == "" {
			c.Why = WhyOnePoint
		}
	}
	if len(both) < 2 {
		return
	}
	c.From, c.To = both[0], both[len(both)-1]
	c.There = factor(p.There.Cell(model, c.From), p.There.Cell(model, c.To))
	if c.Shape = c.There.shape(); c.Shape == Unclear || float64(c.There.Coverage) < confidence {
		return
	}
	if c.Why == "" {
		c.Here = new(factor(p.here(model, c.From), p.here(model, c.To)))
		switch shape := c.Here.shape(); {
		case c.Here.N >= 2 && shape == c.Shape:
			c.Verdict = Reproduced
		case float64(c.Here.Coverage) >= confidence && shape != Unclear:
			c.Verdict = Contradicted
		default:
			c.Why = WhyWide
		}
	}
	p.Growth = append(p.Growth, c)
}

// factor is how many times as much a request costs in one cell as in another,
// in the same rounds; of no rounds, if none has both.
func factor(from, to *Cell) Interval { return interval(stats.RatioOf(pairs(from, to, CPU))) }

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
