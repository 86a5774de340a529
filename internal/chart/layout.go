package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

const (
	figureWidth = 600.0
	margin      = 13.0
	nameMost    = 160.0 // the most that the name of a series or a row may take
	labelMost   = 130.0 // the most that the label of a point or a tick may take
	labelGap    = 6.0   // between the labels of two ticks
)

// layout draws a figure with a pen, its title, what is in it, its notes and the
// record's ID, and returns its size.
func layout(f *Figure, opts Options, p pen) (width, height float64) {
	f = f.drawable(opts)
	d := &drawing{p, figureWidth}
	if f.Kind == Timeline {
		d.width = max(leastTimeline, traceNames+float64(len(f.Steps))*stepWidth+margin)
	}
	y := d.paragraph(place{margin, margin}, f.Title, titleType, styles.Ink, 4) + 6
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
		y = d.paragraph(place{margin, y}, note, noteType, styles.Soft, 3) + 2
	}
	if f.Record != "" {
		y += idType.size + 7
		d.text(place{d.width - margin, y}, idType.fit(f.Record, d.width-2*margin), idType, styles.Soft, 1)
	}
	return d.width, math.Ceil(y + margin - 2)
}

// drawable is f as its axes can hold it: on the scales that opts ask for, and
// without what has no place on them.
func (f *Figure) drawable(opts Options) *Figure {
	out := *f
	if out.Y.Log && (opts.Linear || f.Kind == Bars) {
		out.Y.Log, out.Y.Ticks = false, nil // which were chosen for the other scale
	}
	for _, a := range []*Axis{&out.X, &out.Y} {
		if a.Log {
			a.Title += " (log)"
		}
	}
	out.Series = out.held(f.Series, func(p Point) bool {
		return f.Kind == Lines || p.X >= 0 && p.X < float64(max(len(f.X.Categories), len(f.Steps)))
	})
	if lo, hi := out.bulk(); !math.IsInf(lo, 0) || !math.IsInf(hi, 0) {
		out.Notes = append(slices.Clone(out.Notes), "An arrow is a value beyond the end of the axis.")
	}
	out.Guides = out.held(f.Guides, func(Point) bool { return true }) // of rows they run through all
	return &out
}

// held are the series with the points that have a place on f's axes, from left
// to right; a series without such points is left out.
func (f *Figure) held(all []Series, hasPlace func(Point) bool) (out []Series) {
	for _, s := range all {
		var points []Point
		for _, p := range s.Points {
			if !holds(p.X, f.X.Log) || !holds(p.Y, f.Y.Log) || !hasPlace(p) {
				continue
			}
			if !holds(p.Lo, false) || !holds(p.Hi, false) {
				p.Lo, p.Hi = p.Y, p.Y
			}
			if s.Trace == Level || s.Trace == Edge {
				p.Y = min(p.Y, 1) // it is there or not
			}
			points = append(points, p)
		}
		slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
		if s.Class == "" {
			s.Style = styles.Guide
		}
		if s.Points = points; len(points) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// point is the group of a point of a series: its place and its value in words.
func (f *Figure) point(series, x string, p Point) group {
	name := strings.TrimPrefix(series+", "+x, x+", ") // once, where they are the same
	y := p.said(f.Y.Unit)
	return group{class: "point", x: x, y: y, title: name + ": " + y}
}

// A frame is where the values of a figure stand.
type frame struct {
	left, right, top, bottom float64
	x, y                     scale
	above, below             float64 // the room for clipped values outside
	shelves                  map[clip]int
}

// axisBelow draws the grid, the ticks and the title of the axis below a frame,
// and returns where they end. Where labels would touch, some are left out: the
// last and the first one stay, the others from the end on.
func (d *drawing) axisBelow(a Axis, fr frame) float64 {
	y := fr.bottom + bodyType.size + 6
	ticks := fr.x.ticks(a.Ticks)
	slices.SortStableFunc(ticks, func(a, b Tick) int { return cmp.Compare(b.At, a.At) })
	if n := len(ticks); n > 2 {
		ticks = slices.Insert(ticks[:n-1], 1, ticks[n-1])
	}
	var taken [][2]float64
	for _, t := range ticks {
		at, label := fr.x.at(t.At), bodyType.fit(t.Label, labelMost)
		d.line(styles.Axis, 1, nil, []place{{at, fr.bottom}, {at, fr.bottom + 4}})
		width := bodyType.width(label)
		left := max(margin, min(at-width/2, d.width-margin-width))
		if slices.ContainsFunc(taken, func(o [2]float64) bool { return left < o[1] && left+width > o[0] }) {
			continue
		}
		taken = append(taken, [2]float64{left - labelGap, left + width + labelGap})
		d.line(styles.Grid, 0.8, nil, []place{{at, fr.top}, {at, fr.bottom}})
		d.text(place{left, y}, label, bodyType, styles.Ink, 0)
	}
	d.line(styles.Axis, 1, nil, []place{{fr.left, fr.bottom}, {fr.right, fr.bottom}})
	return d.paragraph(place{fr.left, y + 6}, a.Title, bodyType, styles.Ink, 2)
}
