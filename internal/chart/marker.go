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

// marker draws the shape of a series at p, hollow for what is no result.
func (d *drawing) marker(p place, s Style, hollow bool) {
	corners := s.Marker.outline(p, markerRadius)
	if !hollow && s.Marker != Ring {
		d.area(corners, s.paint(), 1)
		return
	}
	d.area(corners, paperPaint, 1)
	d.line(s.paint(), 1.3, append(corners, corners[:2]...)) // one corner more, so that the join is whole
	if !hollow {
		d.area(Circle.outline(p, 0.45*markerRadius), s.paint(), 1)
	}
}

// stars are the markers that are polygons around a middle: corners at two
// distances in turn, the first of them in a direction.
var stars = map[Marker]struct {
	corners   int
	even, odd float64 // of the marker's radius
	first     float64 // radians from the right, clockwise
}{
	Circle:   {20, 1, 1, 0},
	Ring:     {20, 1, 1, 0},
	Square:   {4, 1.2, 1.2, math.Pi / 4},
	Diamond:  {4, 1.25, 1.25, 0},
	Triangle: {3, 1.3, 1.3, -math.Pi / 2},
	Down:     {3, 1.3, 1.3, math.Pi / 2},
	Pentagon: {5, 1.15, 1.15, -math.Pi / 2},
	Star:     {10, 1.5, 0.62, -math.Pi / 2},
}

// outline is the polygon of a marker of radius r around p.
func (m Marker) outline(p place, r float64) []place {
	switch m {
	case Plus:
		return plus(p, r*1.3, 0)
	case Cross:
		return plus(p, r*1.3, math.Pi/4)
	}
	s, ok := stars[m]
	if !ok {
		s = stars[Circle]
	}
	var corners []place
	for i := range s.corners {
		sin, cos := math.Sincos(s.first + 2*math.Pi*float64(i)/float64(s.corners))
		far := r * []float64{s.even, s.odd}[i%2]
		corners = append(corners, place{p.x + far*cos, p.y + far*sin})
	}
	return corners
}

// plus has four arms of length r, the first turned by an angle.
func plus(p place, r, turn float64) []place {
	w := 0.32 * r
	var corners []place
	for arm := range 4 {
		sin, cos := math.Sincos(turn + math.Pi/2*float64(arm))
		for _, c := range []place{{-w, -r}, {w, -r}, {w, -w}} {
			corners = append(corners, place{p.x + c.x*cos - c.y*sin, p.y + c.x*sin + c.y*cos})
		}
	}
	return corners
}
