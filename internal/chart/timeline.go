package chart

import "slices"

// Measures of a timeline, in pixels. It is as wide as its steps need.
const (
	leastTimeline = 460.0
	traceNames    = 124.0 // from the left side to the first step
	stepWidth     = 44.0
	traceHeight   = 58.0
	waveHeight    = 26.0
	leastWave     = 8.0 // of an amount that is not 0: it is still seen
	pulseWidth    = 8.0
	keyColumn     = 40.0 // from a step's key to its meaning
)

// timelineFigure draws the steps and a wave for each trace from y on, explains
// the steps, and returns where it ends.
func (d *drawing) timelineFigure(f *Figure, y float64) (below float64) {
	top, bottom := y+16, y+16+float64(len(f.Series))*traceHeight
	below = bottom + 16
	var explained []string
	for i, s := range f.Steps {
		x := traceNames + float64(i)*stepWidth
		d.line(styles.Grid, 1, nil, []place{{x, top + 6}, {x, bottom}})
		d.text(place{x + stepWidth/2, top - 4}, keyType.fit(s.Key, stepWidth-4), keyType, styles.Soft, 0.5)
		if !slices.Contains(explained, s.Key) {
			explained = append(explained, s.Key)
			d.text(place{margin, below + bodyType.size}, s.Key, bodyType, styles.Ink, 0)
			below = d.paragraph(place{margin + keyColumn, below}, s.What, bodyType, styles.Soft, 7)
		}
	}
	for i, s := range f.Series {
		d.in(group{class: "series", series: s.Name}, func() { d.wave(s, top+26+float64(i)*traceHeight) })
	}
	return below
}

// wave draws one trace; high is its top. Numbers stand where a value changes.
func (d *drawing) wave(s Series, high float64) {
	low, ink := high+waveHeight, styles.Traces[s.Trace]
	d.text(place{margin, low - 6}, bodyType.fit(s.Name, traceNames-margin-12), bodyType, styles.Ink, 0)
	for _, piece := range s.outlines(high, low) {
		if s.Trace == Amount {
			d.area(ink, 0.16, append(slices.Clone(piece), place{piece[len(piece)-1].x, low})...)
		}
		d.line(ink, 2, nil, piece)
	}
	before := 0.0
	for _, p := range s.Points {
		if p.Y > 0 && (s.Trace == Edge || p.Y != before) {
			words := short(p.Y)
			if keyType.width(words) > stepWidth-2 {
				words = exponent(p.Y, 2)
			}
			d.text(place{traceNames + (p.X+0.5)*stepWidth, high - 4}, words, keyType, styles.Soft, 0.5)
		}
		before = max(p.Y, 0)
	}
}

// outlines are the pieces of a wave: a level fills its step, and an edge is a
// pulse in the middle of it. Where nobody looked there is nothing.
func (s Series) outlines(high, low float64) (pieces [][]place) {
	greatest, next := 1.0, -1.0
	for _, p := range s.Points {
		greatest = max(greatest, p.Y)
	}
	for _, p := range s.Points {
		if p.Y < 0 {
			continue
		}
		x := traceNames + p.X*stepWidth
		if p.X != next {
			pieces = append(pieces, []place{{x, low}})
		}
		next = p.X + 1
		piece, level := &pieces[len(pieces)-1], low
		switch {
		case p.Y > 0 && s.Trace == Edge:
			x += (stepWidth - pulseWidth) / 2
			*piece = append(*piece, place{x, low}, place{x, high}, place{x + pulseWidth, high})
			x += pulseWidth
		case p.Y > 0:
			level -= leastWave + (waveHeight-leastWave)*p.Y/greatest
		}
		*piece = append(*piece, place{x, level}, place{traceNames + next*stepWidth, level})
	}
	return pieces
}
