package analysis

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// FlatWithin bounds what is called flat: a cost that changes by less than a
// quarter over the sweep. A steep one changes by more.
const FlatWithin = 1.25

// A Shape is how a cost goes along the sweep.
type Shape string

// Shapes of a cost.
const (
	Flat    Shape = "flat"
	Grows   Shape = "grows"
	Unclear Shape = "" // the interval reaches over the bound
)

// growth is the claim that a model's cost stays flat or grows from the first to
// the last point at which both records have it, or, if there are no two, at
// which the record has it. Only a record whose interval reaches 95 % claims
// anything.
func (p *Reproduction) growth(model string) {
	there := p.there.measuredAt(model)
	both, _ := divide(there, p.here.measuredAt(model))
	why := Why{}
	if len(both) < 2 {
		if why = p.absent(model); why == (Why{}) {
			why.Reason = WhyOnePoint
		}
		both = there
	}
	if len(both) < 2 {
		return
	}
	from, to := both[0], both[len(both)-1]
	a := p.there.factor(model, from, to)
	if shapeOf(a) == Unclear || float64(a.Coverage) < confidence {
		return
	}
	c := Claim{
		Kind: ClaimGrowth, Model: model, Shape: shapeOf(a), From: from, To: to,
		There: Evidence{Interval: a}, Verdict: CannotTell, Why: why,
	}
	if (why == Why{}) {
		b := p.here.factor(model, from, to)
		c.Here.Interval = b
		switch shape := shapeOf(b); {
		case b.N >= 2 && shape == c.Shape:
			c.Verdict = CarriesOver
		case float64(b.Coverage) >= confidence && shape != Unclear:
			c.Verdict = Contradicts
		default:
			c.Why = Why{Reason: WhyWide, Rounds: b.N, Span: *b}
		}
	}
	p.add(c)
}

// measuredAt are the points at which there are costs of a model.
func (s *Summary) measuredAt(model string) []record.Point {
	var points []record.Point
	for _, p := range s.Sweep {
		if c := s.Cell(model, p); c != nil && c.Of(CPU) != nil {
			points = append(points, p)
		}
	}
	return points
}

// factor is how many times as much a request costs at to as at from, in the
// same rounds; of no rounds, if none has both.
func (s *Summary) factor(model string, from, to record.Point) *Interval {
	i := interval(stats.RatioOf(pairs(s.Cell(model, from), s.Cell(model, to), CPU)))
	return &i
}

func shapeOf(i *Interval) Shape {
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
