package chart

// A Marker is the shape of a series' points.
type Marker string

const (
	Circle   Marker = "circle"
	Square   Marker = "square"
	Triangle Marker = "triangle"
	Diamond  Marker = "diamond"
	Down     Marker = "down" // a triangle on its point
	Pentagon Marker = "pentagon"
	Star     Marker = "star"
	Plus     Marker = "plus"
	Cross    Marker = "cross"
	Ring     Marker = "ring"
)
