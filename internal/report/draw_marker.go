package report

import "math"

const (
	markerRadius = 3.0
	lineWidth    = 1.4
)

// strength is how filled a marker is.
type strength int

const (
	filled strength = iota
	hollow          // of a point that is no result, such as one within noise
)

// marker draws the shape of a series at p.
func (d *sheet) marker(p place, s Style, how strength) {
	if s.Marker == Ring {
		d.shape(outline(Circle, p, markerRadius), s.Light, hollow)
		if how == filled {
			d.area(outline(Circle, p, 0.45*markerRadius), s.Light, 1)
		}
		return
	}
	d.shape(outline(s.Marker, p, markerRadius), s.Light, how)
}

func (d *sheet) shape(ps []place, ink string, how strength) {
	if how == filled {
		d.area(ps, ink, 1)
		return
	}
	d.area(ps, paper, 1)
	d.line(append(ps, ps[0], ps[1]), ink, 0.9, nil) // one corner more, so that the join is whole
}

// outline is the polygon of a marker of radius r around p.
func outline(m Marker, p place, r float64) []place {
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
	return polygon(p, r, r, 24, 0)
}

// polygon has n corners, in turn at the distances odd and even from p.
func polygon(p place, even, odd float64, n int, start float64) []place {
	var ps []place
	for i := range n {
		r := even
		if i%2 == 1 {
			r = odd
		}
		sin, cos := math.Sincos(start + 2*math.Pi*float64(i)/float64(n))
		ps = append(ps, place{p.x + r*cos, p.y + r*sin})
	}
	return ps
}

// plus has arms of length r, turned by an angle.
func plus(p place, r, turn float64) []place {
	sin, cos := math.Sincos(turn)
	w := 0.32 * r
	var ps []place
	for _, c := range []place{{-w, -r}, {w, -r}, {w, -w}, {r, -w}, {r, w}, {w, w}, {w, r}, {-w, r}, {-w, w}, {-r, w}, {-r, -w}, {-w, -w}} {
		ps = append(ps, place{p.x + c.x*cos - c.y*sin, p.y + c.x*sin + c.y*cos})
	}
	return ps
}
