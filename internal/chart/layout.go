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
	// shows when the pointer rests on it: titles are half of a file. Where
	// there are more, markers are rare as well.
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
	case Lines:
		y = d.lineFigure(f, y)
	case Timeline:
		y = d.timelineFigure(f, y)
	default:
		y = d.rowFigure(f, y)
	}
	y += 12
	for _, note := range f.Notes {
		y = d.paragraph(note, noteType, softPaint, y, 3) + 2
	}
	if f.Record != "" {
		y += idType.size + 7
		d.text(place{d.width - margin, y}, idType.fit(f.Record, d.width-2*margin), idType, softPaint, 1)
	}
	d.height = math.Ceil(y + margin - 2)
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

// point draws a point of a series as a group with its place and its value in words.
func (d *drawing) point(f *Figure, series, x string, p Point, draw func()) {
	g := group{class: "point", x: x, y: p.said(f.Y.Unit)}
	if f.points() <= mostTitled {
		g.title = x + ": " + g.y
		if series != x {
			g.title = series + ", " + g.title
		}
	}
	d.in(g, draw)
}

// points is how many there are.
func (f *Figure) points() int {
	n := 0
	for _, s := range f.Series {
		n += len(s.Points)
	}
	return n
}

// drawable is f as its axes can hold it: on the scales that opts ask for, and
// without what has no place on them.
func (f *Figure) drawable(opts Options) *Figure {
	out := *f
	if out.Y.Log && (opts.Linear || f.Kind == Bars) {
		out.Y.Log, out.Y.Ticks = false, nil // which were chosen for the other scale
	}
	out.Series = out.held(f.Series, func(p Point) bool {
		return f.Kind == Lines || p.X >= 0 && p.X < float64(max(len(f.X.Categories), len(f.Steps)))
	})
	out.Guides = out.held(f.Guides, func(Point) bool { return true }) // of rows they run through all
	return &out
}

// held are the series with the points that have a place on f's axes, from left
// to right; a series without such points is left out.
func (f *Figure) held(all []Series, hasPlace func(Point) bool) []Series {
	var out []Series
	for _, s := range all {
		var points []Point
		for _, p := range s.Points {
			if !holds(p.X, f.X.Log) || !holds(p.Y, f.Y.Log) || !hasPlace(p) {
				continue
			}
			if !holds(p.Lo, false) || !holds(p.Hi, false) {
				p.Lo, p.Hi = p.Y, p.Y
			}
			points = append(points, p)
		}
		slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
		if s.Points = points; len(points) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// values are all that the axis of values must hold.
func (f *Figure) values() []float64 {
	var values []float64
	for _, s := range slices.Concat(f.Series, f.Guides) {
		for _, p := range s.Points {
			values = append(values, p.Y, p.Lo, p.Hi)
		}
	}
	if f.Kind == Bars {
		values = nil
		for _, cells := range f.cells() {
			stack(cells, func(_ cell, from, to float64) { values = append(values, from, to) })
		}
	}
	return values
}

// A frame is where the values of a figure stand.
type frame struct {
	left, right, top, bottom float64
	x, y                     scale
}

// axisBelow draws the grid, the ticks and the title of the axis below a frame,
// and returns where they end.
func (d *drawing) axisBelow(a Axis, fr frame) float64 {
	ticks := fr.x.ticks(a)
	var grid [][]place
	axis := [][]place{{{fr.left, fr.bottom}, {fr.right, fr.bottom}}}
	for _, t := range ticks {
		at := fr.x.at(t.At)
		axis = append(axis, []place{{at, fr.bottom}, {at, fr.bottom + 4}})
	}
	y := fr.bottom + bodyType.size + 6
	for _, t := range fr.x.roomy(ticks, margin, d.width-margin, bodyType.width) {
		grid = append(grid, []place{{t.at, fr.top}, {t.at, fr.bottom}})
		d.text(place{t.middle, y}, t.Label, bodyType, inkPaint, 0.5)
	}
	d.line(gridPaint, 0.8, grid...)
	d.line(axisPaint, 1, axis...)
	y += 6
	for _, words := range bodyType.wrap(a.label(), d.width-2*margin) {
		y += bodyType.size + 2
		half := bodyType.width(words) / 2
		middle := max(margin+half, min(d.width-margin-half, (fr.left+fr.right)/2))
		d.text(place{middle, y}, words, bodyType, inkPaint, 0.5)
	}
	return y
}

// label is what an axis is called.
func (a Axis) label() string {
	if a.Log {
		return a.Title + " (log)"
	}
	return a.Title
}
