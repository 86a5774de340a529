package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
)

// pointAt is a point with the median and the interval of i, in units of unit.
func pointAt(x float64, i *analysis.Interval, unit float64) chart.Point {
	p := chart.At(x, float64(i.Median)/unit)
	if i.N > 1 {
		p.Lo, p.Hi = float64(i.Lo)/unit, float64(i.Hi)/unit
	}
	return p
}

// sweepFigure fills f with a number of the models over the sweep, in units of
// unit: lines, or dots if the sweep has one point, which makes no line. Cells of
// which the number is nil have no point; dress says what else a point bears.
// It is nil if there is no point.
func (w *writer) sweepFigure(f *chart.Figure, of func(*analysis.Cell) *analysis.Interval, unit float64, dress func(*analysis.Cell, *chart.Point)) *chart.Figure {
	f.X = chart.Axis{Title: inWords(w.s, w.s.Axis.Title(w.s.Load)), Log: w.s.Axis.Log}
	for _, p := range w.s.Sweep {
		f.X.Ticks = append(f.X.Ticks, chart.Tick{At: float64(w.s.At(p)), Label: integer(w.s.At(p))})
	}
	if len(w.s.Sweep) == 1 {
		f.Kind, f.X = chart.Dots, chart.Axis{Title: "model"}
		f.Title += ", at " + place(w.s.Axis, w.s.Sweep[0])
	}
	for _, m := range w.s.Published() {
		line := chart.Series{Name: m.Name, Style: chart.StyleOf(m.Name, w.s.Names())}
		for _, at := range w.s.Sweep {
			c := w.s.Cell(m.Name, at)
			if i := of(c); i != nil && i.Finite() {
				p := pointAt(float64(w.s.At(at)), i, unit)
				dress(c, &p)
				line.Points = append(line.Points, p)
			}
		}
		if len(line.Points) == 0 {
			continue
		}
		if f.Kind == chart.Dots {
			line.Points[0].X = float64(len(f.X.Categories))
			f.X.Categories = append(f.X.Categories, m.Name)
		}
		f.Series = append(f.Series, line)
	}
	return drawable(f)
}

// drawable is f on a logarithmic scale if that can hold it; nil if there is
// nothing to draw.
func drawable(f *chart.Figure) *chart.Figure {
	if len(f.Series) == 0 {
		return nil
	}
	f.Y.Log = f.Y.Log && !slices.ContainsFunc(f.Series, func(s chart.Series) bool {
		return slices.ContainsFunc(s.Points, func(p chart.Point) bool { return p.Y <= 0 || p.Lo <= 0 })
	})
	return f
}

// end is the limit that ends a model's line after c; empty where the line goes on.
func (w *writer) end(c *analysis.Cell) string {
	var next *analysis.Cell
	for _, p := range w.s.Sweep {
		if w.s.At(p) > w.s.At(c.Point) && (next == nil || w.s.At(p) < w.s.At(next.Point)) {
			next = w.s.Cell(c.Model, p)
		}
	}
	if next == nil || next.State != record.Limit {
		return ""
	}
	return state(next.State, next.Limit)
}

// bands says what the intervals of f are.
func bands(f *chart.Figure, intervals []*analysis.Interval) string {
	if f.Kind == chart.Lines {
		return coverage("Medians over the rounds; the bands are their intervals", intervals)
	}
	return coverage("Medians over the rounds, with their intervals", intervals)
}

// noted adds how many of the trials that f shows were disturbed.
func (w *writer) noted(f *chart.Figure, notes ...string) *chart.Figure {
	f.Notes = notes
	if text := disturbed(w.s); text != "" {
		f.Notes = append(f.Notes, text+".")
	}
	return f
}
