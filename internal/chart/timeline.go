package chart

import (
	"slices"
	"strconv"
)

// Measures of a timeline, in pixels. It is as wide as its steps need.
const (
	leastTimeline = 460.0
	stepWidth     = 44.0
	leastNames    = 124.0 // from the left side to the first step, at least
	traceHeight   = 58.0
	waveHeight    = 26.0
	leastWave     = 8.0 // of an amount that is not 0: it is still seen
	pulseWidth    = 8.0
	keyColumn     = 40.0 // from a step's key to its meaning
	legendStep    = 19.0
)

// timelineWidth is how wide the timeline of f has to be.
func (f *Figure) timelineWidth() float64 {
	width := f.names() + float64(len(f.Steps))*stepWidth + margin
	for _, s := range f.legend() {
		width = max(width, 2*margin+keyColumn+bodyType.width(s.What))
	}
	return max(width, leastTimeline)
}

// names is where the steps begin, at the right of the traces' names.
func (f *Figure) names() float64 {
	right := leastNames
	for _, s := range f.Series {
		right = max(right, margin+bodyType.width(s.Name)+12)
	}
	return right
}

// legend are the steps, each key once, in the order in which they come.
func (f *Figure) legend() []Step {
	var out []Step
	for _, s := range f.Steps {
		if !slices.ContainsFunc(out, func(o Step) bool { return o.Key == s.Key }) {
			out = append(out, s)
		}
	}
	return out
}

// timelineFigure draws the steps and a wave for each trace from y on, and
// returns where it ends.
func (d *drawing) timelineFigure(f *Figure, y float64) float64 {
	left := f.names()
	top := y + 16
	bottom := top + 12 + float64(len(f.Series))*traceHeight - 12
	var grid [][]place
	for i, s := range f.Steps {
		x := left + float64(i)*stepWidth
		grid = append(grid, []place{{x, top + 6}, {x, bottom}})
		d.text(place{x + stepWidth/2, top - 4}, keyType.fit(s.Key, stepWidth-4), keyType, softPaint, 0.5)
	}
	d.stroke(gridPaint, 1, grid...)
	for i, s := range f.Series {
		d.in(group{class: "series", series: s.Name}, func() {
			d.wave(s, f.values(s), left, top+26+float64(i)*traceHeight)
		})
	}
	y = bottom + 8
	for _, s := range f.legend() {
		y += legendStep
		d.text(place{margin, y}, s.Key, bodyType, inkPaint, 0)
		d.text(place{margin + keyColumn, y}, s.What, bodyType, softPaint, 0)
	}
	return y
}

// values are those of a trace at each step of f.
func (f *Figure) values(s Series) []int {
	values := make([]int, len(f.Steps))
	for i := range values {
		values[i] = NotAsked
	}
	for _, p := range s.Points {
		if i := int(p.X); i >= 0 && i < len(values) {
			values[i] = int(p.Y)
		}
	}
	return values
}

// wave draws one trace; high is its top.
func (d *drawing) wave(s Series, values []int, left, high float64) {
	low := high + waveHeight
	ink := traceStyles[s.Trace].paint()
	d.text(place{margin, low - 6}, s.Name, bodyType, inkPaint, 0)
	pieces := outlines(s.Trace, values, left, high)
	if s.Trace == Amount {
		for _, p := range pieces {
			d.add(&area{corners: append(slices.Clone(p), place{p[len(p)-1].x, low}), paint: ink, opacity: 0.16})
		}
	}
	d.stroke(ink, 2, pieces...)
	before := 0
	for i, v := range values {
		if v > 0 && (s.Trace == Edge || v != before && (s.Trace == Amount || before == 0)) {
			words := "1"
			if s.Trace == Amount {
				words = amount(v)
			}
			d.text(place{left + (float64(i)+0.5)*stepWidth, high - 4}, words, keyType, softPaint, 0.5)
		}
		before = max(v, 0)
	}
}

// outlines are the pieces of a wave: a level fills its step, and an edge is a
// pulse in the middle of it. Where nobody looked there is nothing.
func outlines(kind TraceKind, values []int, left, high float64) [][]place {
	low := high + waveHeight
	most := float64(max(1, slices.Max(append(values, 1))))
	var pieces [][]place
	piece := []place{{left, low}}
	for i, v := range values {
		x := left + float64(i)*stepWidth
		end := x + stepWidth
		height := 0.0
		switch {
		case v == NotAsked:
			pieces = append(pieces, piece)
			piece = []place{{end, low}}
			continue
		case v > 0 && kind == Edge:
			from, to := x+(stepWidth-pulseWidth)/2, x+(stepWidth+pulseWidth)/2
			piece = append(piece, place{from, low}, place{from, high}, place{to, high}, place{to, low})
		case v > 0 && kind == Amount:
			height = leastWave + (waveHeight-leastWave)*float64(v)/most
		case v > 0:
			height = waveHeight
		}
		piece = append(piece, place{x, low - height}, place{end, low - height})
	}
	pieces = append(pieces, piece)
	return slices.DeleteFunc(pieces, func(p []place) bool { return len(p) < 2 })
}

// amount is a number in at most five letters: 118784 is 118k.
func amount(v int) string {
	switch {
	case v < 100_000:
		return strconv.Itoa(v)
	case v < 1_000_000:
		return strconv.Itoa(v/1000) + "k"
	case v < 1_000_000_000:
		return strconv.Itoa(v/1_000_000) + "M"
	}
	return exponent(float64(v), 0)
}
