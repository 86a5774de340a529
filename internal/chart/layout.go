package chart

import (
	"cmp"
	"math"
	"slices"
)

const (
	figureWidth = 600.0
	margin      = 13.0

	// mostTitled is up to how many points each has a title, which a browser
	// shows when the pointer rests on it: titles are half of a file.
	mostTitled = 600
)

// layout turns a figure into shapes: its title, what is in it, its notes and
// the record's ID.
func layout(f *Figure, opts Options) *drawing {
	f = f.drawable(opts)
	d := &drawing{width: figureWidth}
	if f.Kind == Timeline {
		d.width = f.timelineWidth()
	}
	y := d.paragraph(f.Title, titleType, inkPaint, margin, 4) + 6
	switch f.Kind {
	case Bars:
		y = d.barFigure(f, y)
	case Dots:
		y = d.dotFigure(f, y)
	case Timeline:
		y = d.timelineFigure(f, y)
	default:
		y = d.lineFigure(f, y)
	}
	y += 8
	for _, note := range f.Notes {
		y = d.paragraph(note, noteType, softPaint, y, 3) + 2
	}
	if f.Record != "" {
		y += idType.size + 7
		d.text(place{d.width - margin, y}, idType.fit(f.Record, d.width-2*margin), idType, softPaint, 1)
	}
	d.height = math.Ceil(y + margin - 2)
	d.shapes = slices.Insert(d.shapes, 0, shape(rectangle(0, 0, d.width, d.height, paperPaint)))
	return d
}

// paragraph writes s below y in lines as wide as the figure, and returns where it ends.
func (d *drawing) paragraph(s string, as lettering, ink paint, y, leading float64) float64 {
	for _, words := range as.wrap(s, d.width-2*margin) {
		y += as.size
		d.text(place{margin, y}, words, as, ink, 0)
		y += leading
	}
	return y
}

// drawable is f as its axes can hold it: on the scales that opts ask for, and
// without what has no place on them.
func (f *Figure) drawable(opts Options) *Figure {
	if f.Kind == Timeline {
		return f
	}
	out := *f
	if out.Y.Log && (opts.Linear || f.Kind == Bars) {
		out.Y.Log, out.Y.Ticks = false, nil // which were chosen for the other scale
	}
	out.Series, out.Guides = out.held(f.Series), out.held(f.Guides)
	return &out
}

// held are the series with the points that f's axes can hold, from left to
// right; a series without such points is left out.
func (f *Figure) held(all []Series) []Series {
	var out []Series
	for _, s := range all {
		var points []Point
		for _, p := range s.Points {
			if holds(p.X, f.X.Log) && holds(p.Y, f.Y.Log) && (f.Kind == Lines || f.category(p) >= 0) {
				points = append(points, p.tidy())
			}
		}
		slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
		if s.Points = points; len(points) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// category is the index of the category that p belongs to; -1: there is none.
func (f *Figure) category(p Point) int {
	if i := int(p.X); i >= 0 && i < len(f.X.Categories) {
		return i
	}
	return -1
}

// tidy is p with an interval that holds its value, or with none.
func (p Point) tidy() Point {
	if !holds(p.Lo, false) || !holds(p.Hi, false) {
		p.Lo, p.Hi = p.Y, p.Y
	}
	p.Lo, p.Hi = min(p.Lo, p.Y), max(p.Hi, p.Y)
	return p
}

// extent is that of a figure's values, intervals included.
func (f *Figure) extent() extent {
	e := nowhere()
	for _, s := range slices.Concat(f.Series, f.Guides) {
		for _, p := range s.Points {
			e.hold(f.Y.Log, p.Y, p.Lo, p.Hi)
		}
	}
	return e
}

// titled says whether there are few enough points for a title each.
func (f *Figure) titled() bool {
	n := 0
	for _, s := range f.Series {
		n += len(s.Points)
	}
	return n <= mostTitled
}

// label is what an axis is called.
func (a Axis) label() string {
	if a.Log {
		return a.Title + " (log)"
	}
	return a.Title
}
