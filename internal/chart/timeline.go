package chart

import (
	"math"
	"slices"
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
	return math.Ceil(max(width, leastTimeline))
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
	bottom := top + float64(len(f.Series))*traceHeight
	var grid [][]place
	for i, s := range f.Steps {
		x := left + float64(i)*stepWidth
		grid = append(grid, []place{{x, top + 6}, {x, bottom}})
		d.text(place{x + stepWidth/2, top - 4}, keyType.fit(s.Key, stepWidth-4), keyType, softPaint, 0.5)
	}
	d.line(gridPaint, 1, grid...)
	for i, s := range f.Series {
		d.in(group{class: "series", series: s.Name}, func() {
			d.wave(s, f.atSteps(s), left, top+26+float64(i)*traceHeight)
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

// atSteps are the values of a trace at each step.
func (f *Figure) atSteps(s Series) []int {
	values := make([]int, len(f.Steps))
	for i := range values {
		values[i] = NotAsked
	}
	for _, p := range s.Points {
		if p.X >= 0 && p.X < float64(len(values)) && holds(p.Y, false) {
			values[int(p.X)] = int(p.Y)
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
			d.area(append(slices.Clone(p), place{p[len(p)-1].x, low}), ink, 0.16)
		}
	}
	d.line(ink, 2, pieces...)
	before := 0
	for i, v := range values {
		if v > 0 && (s.Trace == Edge || v != before && (s.Trace == Amount || before == 0)) {
			words := "1"
			if s.Trace == Amount {
				words = short(float64(v))
			}
			if keyType.width(words) > stepWidth-2 {
				words = exponent(float64(v), 1)
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
	most := float64(slices.Max(append([]int{1}, values...)))
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
			piece = append(piece, place{from, low}, place{from, high}, place{to, high}, place{to, low}, place{end, low})
			continue
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
