package stats

// A Shape is how a cost goes along a sweep.
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

// ShapeOf is the shape of a cost that is factor times as much at the end of the
// sweep as at its beginning.
func ShapeOf(factor Summary) Shape {
	switch {
	case factor.N == 0:
		return Unclear
	case factor.Lo > FlatWithin:
		return Grows
	case factor.Hi <= FlatWithin && factor.Lo >= 1/FlatWithin:
		return Flat
	}
	return Unclear
}
