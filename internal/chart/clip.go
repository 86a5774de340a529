package chart

import (
	"math"
	"slices"
)

// A ratio of 60 would leave others of 0.9 to 1.2 no room. An axis of values with
// Bulk has the scale of most of them. A value beyond its end is an arrow there,
// with its number.

const (
	clippedMost = 4 // of so many values at most one is clipped
	fewestKept  = 3 // below which nobody can tell which value is the odd one
	roomGained  = 3 // times as much for the others, or nothing is clipped
	leastGap    = 3 // the factor between those that are clipped and the others
)

// bulk is the range of the values on f's axis of values: of all, unless a few
// lie far from the others.
func (f *Figure) bulk() (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	var up []float64
	for _, s := range f.Series {
		for _, p := range s.Points {
			up = append(up, p.Y)
		}
	}
	if !f.Y.Bulk || slices.ContainsFunc(up, func(y float64) bool { return !holds(y, true) }) {
		return lo, hi
	}
	slices.Sort(up)
	down := slices.Clone(up)
	slices.Reverse(down)
	if i := lastOfMost(up); i >= 0 {
		hi = up[i]
	}
	if i := lastOfMost(down); i >= 0 {
		lo = down[i]
	}
	return lo, hi
}

// lastOfMost is the index of the last of sorted values before those that are far
// off; -1: none is.
func lastOfMost(sorted []float64) int {
	factor := func(i, j int) float64 { return math.Abs(math.Log(sorted[i] / sorted[j])) }
	last := len(sorted) - 1
	for i := last - 1; i >= max(fewestKept-1, last-max(1, len(sorted)/clippedMost)); i-- {
		if factor(i, i+1) > math.Log(leastGap) && factor(0, last) > roomGained*factor(0, i) {
			return i
		}
	}
	return -1
}

// beyond is at which end of the scale a value is clipped: -1, 1, or 0 for none.
func (s scale) beyond(x float64) float64 {
	switch along := s.along(x); {
	case along < s.lo:
		return -1
	case along > s.hi:
		return 1
	}
	return 0
}

// inside bends a line where it crosses the upper or the lower edge of the frame,
// and lays what is beyond onto the edge.
func (fr frame) inside(line []place) (out []place) {
	for i, to := range line {
		if i > 0 {
			from := line[i-1]
			edges := []float64{fr.top, fr.bottom}
			if from.y > to.y {
				slices.Reverse(edges)
			}
			for _, edge := range edges {
				if share := (edge - from.y) / (to.y - from.y); share > 0 && share < 1 {
					out = append(out, place{from.x + share*(to.x-from.x), edge})
				}
			}
		}
		out = append(out, place{to.x, min(fr.bottom, max(fr.top, to.y))})
	}
	return out
}

// pieces are those of a line that lie inside the frame.
func (fr frame) pieces(line []place) (all [][]place) {
	onEdge := func(p place) bool { return p.y == fr.top || p.y == fr.bottom }
	var before place
	for i, p := range fr.inside(line) {
		switch {
		case i == 0 || onEdge(before) && onEdge(p) && before.y == p.y:
			all = append(all, []place{p})
		default:
			all[len(all)-1] = append(all[len(all)-1], p)
		}
		before = p
	}
	return slices.DeleteFunc(all, func(piece []place) bool { return len(piece) < 2 && len(line) > 1 })
}

const (
	arrowLength = 13.0
	arrowHead   = 6.5
	arrowWidth  = 3.6 // half of its head
	shelfHeight = 15.0
	mostShelves = 3
)

// arrow ends at a place; it points by dx and dy, of which one is 0 and the other
// 1 or -1.
func (d *drawing) arrow(ink paint, at place, dx, dy float64) {
	back := func(far, aside float64) place { return place{at.x - far*dx + aside*dy, at.y - far*dy + aside*dx} }
	d.line(ink, lineWidth, nil, []place{back(arrowLength, 0), back(arrowHead, 0)})
	d.area(ink, 1, at, back(arrowHead, arrowWidth), back(arrowHead, -arrowWidth))
}

// A clip is a value beyond the upper or the lower end of a frame.
type clip struct {
	series string
	x      float64
	end    float64 // as scale.beyond has it
}

// shelve gives clipped values shelves outside the frame, where no line runs
// through their numbers. The last ones come first; one for which there is no room
// gets none.
func (fr *frame) shelve(all []Series) {
	fr.shelves = map[clip]int{}
	taken := map[float64]*[mostShelves][][2]float64{-1: {}, 1: {}} // what stands on each shelf, by the end of the scale
	for _, s := range all {
		for _, p := range slices.Backward(s.Points) {
			end := fr.y.beyond(p.Y)
			if end == 0 {
				continue
			}
			from, width := fr.number(p)
			from, to := min(from, fr.x.at(p.X)-arrowWidth)-labelGap, max(from+width, fr.x.at(p.X)+arrowWidth)
			for shelf, others := range taken[end] {
				if !slices.ContainsFunc(others, func(o [2]float64) bool { return from < o[1] && to > o[0] }) {
					fr.shelves[clip{s.Name, p.X, end}], taken[end][shelf] = shelf, append(others, [2]float64{from, to})
					fr.above, fr.below = max(fr.above, shelfHeight*float64(shelf+1)*max(0, end)), max(fr.below, shelfHeight*float64(shelf+1)*max(0, -end))
					break
				}
			}
		}
	}
	fr.top, fr.bottom = fr.top+fr.above, fr.bottom+fr.above
	fr.y.from, fr.y.to = fr.bottom, fr.top
}

// number is where the number of a clipped value begins, and how wide it is: to
// the left of its arrow, or to the right if there is no room.
func (fr frame) number(p Point) (from, width float64) {
	x, width := fr.x.at(p.X), noteType.width(short(p.Y))
	if from = x - arrowWidth - 2 - width; from < fr.left {
		from = x + arrowWidth + 2
	}
	return from, width
}

// clipped draws a point that is beyond an edge: an arrow with its value beside
// it.
func (d *drawing) clipped(p Point, s Series, fr frame) {
	at, end := fr.at(p), fr.y.beyond(p.Y)
	shelf, ok := fr.shelves[clip{s.Name, p.X, end}]
	if !ok {
		d.area(s.paint, 1, Triangle.outline(at, 1)...)
		return
	}
	at.y -= end * (shelfHeight*float64(shelf) + arrowLength + 1)
	d.arrow(s.paint, at, 0, -end)
	at.y += end * arrowLength / 2
	from, _ := fr.number(p)
	d.text(place{from, noteType.baseline(at.y)}, short(p.Y), noteType, styles.Ink, 0)
}
