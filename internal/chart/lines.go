package chart

import (
	"cmp"
	"math"
	"slices"
)

const (
	leastPlot = 250.0 // the height of a plot, at least
	lineWidth = 1.7
	markerGap = 16.0 // between two markers of a line
	keyGap    = 19.0 // between the data and the keys
	keyPiece  = 26.0 // of the line, in its key
	keyWords  = 5.0  // between two parts of a key
	keyHeight = 16.0
)

// lineFigure draws lines with their intervals from y on, and returns where it
// ends. Names stand to the right, where their lines end as far as there is
// room, and never on data.
func (d *drawing) lineFigure(f *Figure, y float64) (below float64) {
	ends := f.ends()
	fr := f.frame(ends, d.paragraph(place{margin, y}, f.Y.Title, bodyType, styles.Ink, 3)+9)
	for _, t := range fr.y.ticks(nil) {
		y := fr.y.at(t.At)
		d.line(styles.Grid, 0.8, nil, []place{{fr.left, y}, {fr.right, y}})
		d.text(place{fr.left - 6, bodyType.baseline(y)}, t.Label, bodyType, styles.Ink, 1)
	}
	outer := fr
	outer.bottom += fr.below
	below = d.axisBelow(f.X, outer)
	for _, s := range f.Series {
		d.band(s, fr, min(0.13, 0.75/float64(len(f.Series))))
	}
	for _, g := range f.Guides {
		d.line(g.paint, lineWidth, g.Dash, fr.pieces(fr.line(g, middle))...)
	}
	for _, s := range f.Series {
		d.curve(f, s, fr)
	}
	for i, y := range spread(ends, fr) {
		g := group{class: "key", series: ends[i].Name}
		if ends[i].Class == styles.Guide.Class {
			g.series = "" // it belongs to no model that could be hidden
		}
		d.in(g, func() { d.key(ends[i], place{fr.right + keyGap, y}, fr) })
	}
	return below
}

// frame is where the lines stand, between the labels of the values and the keys.
func (f *Figure) frame(ends []Series, top float64) frame {
	var xs, ys []float64
	keys := 0.0
	lo, hi := f.bulk()
	for _, s := range ends {
		name, note := s.key()
		keys = max(keys, keyPiece+2*keyWords+bodyType.width(name)+noteType.width(note))
		for _, p := range s.Points {
			xs = append(xs, p.X)
			if p.Y >= lo && p.Y <= hi {
				ys = append(ys, p.Y, p.Lo, p.Hi)
			}
		}
	}
	for _, t := range f.X.Ticks {
		xs = append(xs, t.At)
	}
	fr := frame{top: top, bottom: top + max(leastPlot, keyHeight*float64(len(ends))), right: figureWidth - margin - keyGap - keys}
	fr.y = newScale(ys, f.Y.Log, true, fr.bottom, fr.top)
	for _, t := range fr.y.ticks(nil) {
		fr.left = max(fr.left, margin+bodyType.width(t.Label)+8)
	}
	fr.x = newScale(xs, f.X.Log, false, fr.left, fr.right)
	fr.shelve(f.Series)
	return fr
}

func (fr frame) at(p Point) place { return place{fr.x.at(p.X), fr.y.at(p.Y)} }

// line is the one through a value of each point of a series, beyond the frame too.
func (fr frame) line(s Series, value func(Point) float64) (all []place) {
	for _, p := range s.Points {
		all = append(all, place{fr.x.at(p.X), fr.y.past(fr.y.along(value(p)))})
	}
	return all
}

func middle(p Point) float64 { return p.Y }

// band is the intervals of a series: an area along the line, and a bar where
// there is one point.
func (d *drawing) band(s Series, fr frame, opacity float64) {
	if !slices.ContainsFunc(s.Points, Point.ranged) {
		return
	}
	below := fr.inside(fr.line(s, func(p Point) float64 { return p.Lo }))
	slices.Reverse(below)
	around := append(fr.inside(fr.line(s, func(p Point) float64 { return p.Hi })), below...) // to the right above the line, and back below it
	d.in(group{class: "series band", series: s.Name}, func() {
		if len(around) == 2 {
			d.line(s.paint, 1.1, nil, around)
		} else {
			d.area(s.paint, opacity, around...)
		}
	})
}

// curve is a line with its points. Where a marker would touch another one, the
// point is a dot that the line hides, and that has no title; the more lines, the
// rarer are markers.
func (d *drawing) curve(f *Figure, s Series, fr frame) {
	marked, gap := math.Inf(-1), max(markerGap, float64(len(f.Series)))
	d.in(group{class: "series", series: s.Name}, func() {
		d.line(s.paint, lineWidth, s.Dash, fr.pieces(fr.line(s, middle))...)
		for i, p := range s.Points {
			g, at := f.point(s.Name, f.X.said(p.X), p), fr.at(p)
			if fr.y.beyond(p.Y) != 0 {
				d.in(g, func() { d.clipped(p, s, fr) })
				continue
			}
			if at.x-marked < gap && i < len(s.Points)-1 {
				g.title = ""
				d.in(g, func() { d.area(s.paint, 1, Triangle.outline(at, 1)...) })
				continue
			}
			marked = at.x
			d.in(g, func() { d.marker(at, s.Style, p.Hollow) })
		}
	})
}

// said is a place of the axis in words: as its tick has it, if there is one.
func (a Axis) said(x float64) string {
	if i := slices.IndexFunc(a.Ticks, func(t Tick) bool { return t.At == x }); i >= 0 {
		return a.Ticks[i].Label
	}
	return short(x)
}

// ends are the series and the guides of f in the order in which their lines end,
// from top to bottom.
func (f *Figure) ends() []Series {
	all := slices.Concat(f.Series, f.Guides)
	slices.SortStableFunc(all, func(a, b Series) int { return cmp.Compare(b.end().Y, a.end().Y) })
	return all
}

// end is the last point.
func (s Series) end() Point { return s.Points[len(s.Points)-1] }

// key is what stands beside the end of a line: its name, and what ends it.
func (s Series) key() (name, note string) {
	return bodyType.fit(s.Name, nameMost), noteType.fit(s.end().Label, labelMost)
}

// spread finds the middles of keys: as near to the ends of their lines as they
// can be without touching. That is half way between two ways to part keys: to
// move the lower ones down, and to move the upper ones up.
func spread(ends []Series, fr frame) (middles []float64) {
	var free []float64 // where each would be alone, less the height of the keys above
	for i, s := range ends {
		free = append(free, fr.at(s.end()).y-keyHeight*float64(i))
	}
	lowest := fr.bottom - keyHeight*float64(len(ends)-1)
	for i := range ends {
		y := (slices.Max(free[:i+1]) + slices.Min(free[i:])) / 2
		middles = append(middles, max(fr.top, min(y, lowest))+keyHeight*float64(i))
	}
	return middles
}

// key writes the key of a line with its middle at a place, and ends the line.
func (d *drawing) key(s Series, at place, fr frame) {
	name, note := s.key()
	from := fr.at(s.end())
	from.x += markerRadius
	if note != "" {
		to := place{from.x + 5, from.y}
		d.line(s.paint, lineWidth, nil, []place{from, to}, []place{{to.x, to.y - 5}, {to.x, to.y + 5}})
		from = to
	}
	if fr.at(s.end()).x >= fr.right-0.06*(fr.right-fr.left) {
		d.line(styles.Axis, 0.5, nil, []place{{from.x + 1, from.y}, {at.x - 3, at.y}})
	}
	d.sample(at, keyPiece, s.Style)
	at = place{at.x + keyPiece + keyWords, bodyType.baseline(at.y)}
	d.text(at, name, bodyType, styles.Ink, 0)
	d.text(place{at.x + bodyType.width(name) + keyWords, at.y}, note, noteType, styles.Soft, 0)
}
