package chart

import "math"

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

const markerRadius = 4.0

// polygons are the outlines of the markers: corners at equal angles around a
// middle, the first of them in a direction.
var polygons = map[Marker]struct {
	corners   int
	distances []float64 // of the corners in turn, as shares of the marker's radius
	first     float64   // radians from the right, clockwise
}{
	Circle:   {16, []float64{1.02}, 0},
	Ring:     {16, []float64{1.02}, 0},
	Square:   {4, []float64{1.2}, math.Pi / 4},
	Diamond:  {4, []float64{1.25}, 0},
	Triangle: {3, []float64{1.3}, -math.Pi / 2},
	Down:     {3, []float64{1.3}, math.Pi / 2},
	Pentagon: {5, []float64{1.15}, -math.Pi / 2},
	Star:     {10, []float64{1.5, 0.62}, -math.Pi / 2},
	Plus:     {12, []float64{1.45, 1.45, 0.53}, -math.Pi / 12},
	Cross:    {12, []float64{1.45, 1.45, 0.53}, math.Pi / 6},
}

// marker draws the marker of a style at p, hollow for what is no result.
func (d *drawing) marker(p place, s Style, hollow bool) {
	corners := s.Marker.outline(p, markerRadius)
	switch {
	case s.Marker == "":
		return
	case !hollow && s.Marker != Ring:
		d.area(s.paint, 1, corners...)
		return
	}
	d.area(paperPaint, 1, corners...)
	d.line(s.paint, 1.3, append(corners, corners[:2]...)) // one corner more, so that the join is whole
	if !hollow {
		d.area(s.paint, 1, Circle.outline(p, 0.45*markerRadius)...)
	}
}

// outline is the polygon of a marker of radius r around p.
func (m Marker) outline(p place, r float64) []place {
	s := polygons[m]
	var corners []place
	for i := range s.corners {
		sin, cos := math.Sincos(s.first + 2*math.Pi*float64(i)/float64(s.corners))
		far := r * s.distances[i%len(s.distances)]
		corners = append(corners, place{p.x + far*cos, p.y + far*sin})
	}
	return corners
}

// sample is a piece of a line with its marker, from a place to the right.
func (d *drawing) sample(at place, length float64, s Style) {
	d.dashed(s, lineWidth, at, place{at.x + length, at.y})
	d.marker(place{at.x + length/2, at.y}, s, false)
}
