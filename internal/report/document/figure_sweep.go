package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
)

// A pick is a number of a cell as a point without its X; false: there is none.
type pick func(*analysis.Cell) (chart.Point, bool)

// picked is a metric with its interval, in units of unit.
func picked(m *analysis.Metric, unit float64) pick {
	return func(c *analysis.Cell) (chart.Point, bool) {
		i := c.Of(m)
		if i == nil || !i.Finite() {
			return chart.Point{}, false
		}
		return pointAt(0, i, unit), true
	}
}

// pointAt is a point with the median and the interval of i, in units of unit.
func pointAt(x float64, i *analysis.Interval, unit float64) chart.Point {
	p := chart.At(x, float64(i.Median)/unit)
	if i.N > 1 {
		p.Lo, p.Hi = float64(i.Lo)/unit, float64(i.Hi)/unit
	}
	return p
}

// sweepFigure fills f with the models over the sweep: lines, or dots if the
// sweep has one point, which makes no line. It is nil if there is no point.
func (w *writer) sweepFigure(f *chart.Figure, of pick) *chart.Figure {
	if len(w.s.Sweep) == 1 {
		f.Kind, f.X = chart.Dots, chart.Axis{Title: "model"}
		f.Title += ", at " + place(w.s.Axis, w.s.Sweep[0])
	} else {
		f.Kind, f.X = chart.Lines, chart.Axis{Title: inWords(w.s, w.s.Axis.Title(w.s.Load)), Log: w.s.Axis.Log, Ticks: w.ticks()}
	}
	for _, name := range w.shown() {
		line := chart.Series{Name: name, Style: w.style(name)}
		for _, at := range w.s.Sweep {
			if p, ok := of(w.s.Cell(name, at)); ok {
				p.X = float64(w.s.At(at))
				line.Points = append(line.Points, p)
			}
		}
		if len(line.Points) == 0 {
			continue
		}
		if f.Kind == chart.Dots {
			line.Points[0].X = float64(len(f.X.Categories))
			f.X.Categories = append(f.X.Categories, name)
		}
		f.Series = append(f.Series, line)
	}
	if len(f.Series) == 0 {
		return nil
	}
	return f
}

func (w *writer) ticks() []chart.Tick {
	var ticks []chart.Tick
	for _, p := range w.s.Sweep {
		ticks = append(ticks, chart.Tick{At: float64(w.s.At(p)), Label: w.number(p)})
	}
	return ticks
}

// positive says whether every point can stand on a logarithmic axis.
func positive(series []chart.Series) bool {
	for _, s := range series {
		for _, p := range s.Points {
			if p.Y <= 0 || p.Lo <= 0 {
				return false
			}
		}
	}
	return true
}

// end is the limit that ends a model's line after c; empty where the line goes on.
func (w *writer) end(c *analysis.Cell) string {
	var next *analysis.Cell
	for _, p := range w.s.Sweep {
		if w.s.At(p) > w.s.At(c.Point) && (next == nil || w.s.At(p) < w.s.At(next.Point)) {
			next = w.s.Cell(c.Model, p)
		}
	}
	if next != nil && next.State == record.Limit {
		return state(next.State, next.Limit)
	}
	return ""
}

// bands says what the intervals of f are.
func bands(f *chart.Figure, intervals []*analysis.Interval) string {
	if f.Kind == chart.Lines {
		return coverage("Medians over the rounds; the bands are their intervals", intervals)
	}
	return coverage("Medians over the rounds, with their intervals", intervals)
}

// disturbedNotes says how many of the trials shown were disturbed.
func (w *writer) disturbedNotes() []string {
	trials, of := w.s.Disturbed()
	if trials == 0 {
		return nil
	}
	return []string{disturbed(trials, of) + "."}
}
