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

// A look is how a marker is filled.
type look int

const (
	filled look = iota
	hollow      // of a point that is no result
	small       // of a point between others that leave no room for a marker
)

// lookOf is how the marker of a point is filled.
func lookOf(p Point) look {
	if p.Hollow {
		return hollow
	}
	return filled
}

// marker draws the shape of a series at p.
func (d *drawing) marker(p place, s Style, how look) {
	if how == small {
		d.disc(p, 1.3, s.paint(), filled)
		return
	}
	if corners := s.Marker.outline(p, markerRadius); corners != nil {
		d.add(&area{corners: corners, paint: s.paint(), opacity: 1, hollow: how == hollow})
		return
	}
	if s.Marker != Ring {
		d.disc(p, markerRadius, s.paint(), how)
		return
	}
	d.disc(p, markerRadius, s.paint(), hollow)
	if how == filled {
		d.disc(p, 0.45*markerRadius, s.paint(), filled)
	}
}

func (d *drawing) disc(p place, radius float64, ink paint, how look) {
	d.add(&disc{at: p, radius: radius, paint: ink, hollow: how == hollow})
}

// outline is the polygon of a marker of radius r around p; round ones have none.
func (m Marker) outline(p place, r float64) []place {
	switch m {
	case Square:
		return polygon(p, r*1.2, r*1.2, 4, math.Pi/4)
	case Diamond:
		return polygon(p, r*1.25, r*1.25, 4, 0)
	case Triangle:
		return polygon(p, r*1.3, r*1.3, 3, -math.Pi/2)
	case Down:
		return polygon(p, r*1.3, r*1.3, 3, math.Pi/2)
	case Pentagon:
		return polygon(p, r*1.15, r*1.15, 5, -math.Pi/2)
	case Plus:
		return plus(p, r*1.3, 0)
	case Cross:
		return plus(p, r*1.3, math.Pi/4)
	case Star:
		return polygon(p, r*1.5, r*0.62, 10, -math.Pi/2)
	}
	return nil
}

// polygon has n corners, in turn at the distances even and odd from p.
func polygon(p place, even, odd float64, n int, start float64) []place {
	var corners []place
	for i := range n {
		r := even
		if i%2 == 1 {
			r = odd
		}
		sin, cos := math.Sincos(start + 2*math.Pi*float64(i)/float64(n))
		corners = append(corners, place{p.x + r*cos, p.y + r*sin})
	}
	return corners
}

// plus has arms of length r, turned by an angle.
func plus(p place, r, turn float64) []place {
	sin, cos := math.Sincos(turn)
	w := 0.32 * r
	var corners []place
	for _, c := range []place{{-w, -r}, {w, -r}, {w, -w}, {r, -w}, {r, w}, {w, w}, {w, r}, {-w, r}, {-w, w}, {-r, w}, {-r, -w}, {-w, -w}} {
		corners = append(corners, place{p.x + c.x*cos - c.y*sin, p.y + c.x*sin + c.y*cos})
	}
	return corners
}
