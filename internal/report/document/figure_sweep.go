package document

import (
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
)

// picture is f with the numbers of a table of models over the sweep: lines, or
// dots if the sweep has one point, which makes no line. It is nil if the table
// has no number.
func (w *writer) picture(f chart.Figure, t Table, notes ...string) *chart.Figure {
	f.X = chart.Axis{Title: inWords(w.s, w.s.Axis.Title(w.s.Load)), Log: w.s.Axis.Log}
	for i, p := range w.s.Sweep {
		f.X.Ticks = append(f.X.Ticks, chart.Tick{At: float64(w.s.At(p)), Label: t.Head[i+1]})
	}
	if len(w.s.Sweep) == 1 {
		f.Kind, f.X = chart.Dots, chart.Axis{Title: "model"}
		f.Title += ", at " + place(w.s.Axis, w.s.Sweep[0])
	}
	f.Notes = append([]string{t.bands(f.Kind)}, notes...)
	for _, row := range t.Rows {
		line := chart.Series{Name: row.Model, Style: chart.StyleOf(row.Model, w.s.Names())}
		for i, c := range row.Cells {
			if c.Value != nil && c.Value.Finite() {
				p := c.point(float64(w.s.At(w.s.Sweep[i])))
				p.Label = w.stop(row, i)
				line.Points = append(line.Points, p)
			}
		}
		if len(line.Points) == 0 {
			continue
		}
		if f.Kind == chart.Dots {
			line.Points[0].X = float64(len(f.X.Categories))
			f.X.Categories = append(f.X.Categories, row.Model)
		}
		f.Series = append(f.Series, line)
	}
	return drawable(&f)
}

// point is the cell's number with its interval, in the unit of its format; what
// is no result is hollow.
func (c Cell) point(x float64) chart.Point {
	unit := 1.0
	if c.Format == Micros {
		unit = 1000
	}
	p := chart.At(x, float64(c.Value.Median)/unit)
	if c.Value.N > 1 {
		p.Lo, p.Hi = float64(c.Value.Lo)/unit, float64(c.Value.Hi)/unit
	}
	for _, mark := range []string{MarkNoise, MarkUnranked} {
		if strings.Contains(c.Marks, mark) {
			p.Marks, p.Hollow = mark, true
		}
	}
	return p
}

// stop is the limit at which the line of a row ends, at the last of its numbers.
func (w *writer) stop(row Row, i int) string {
	if i+1 < len(row.Cells) && row.Cells[i+1].Value == nil {
		i++
	}
	if c := w.s.Cell(row.Model, w.s.Sweep[i]); c.State == record.Limit {
		return state(c.State, c.Limit)
	}
	return ""
}

// bands says what the intervals in a figure of t are.
func (t *Table) bands(kind chart.Kind) string {
	var intervals []*analysis.Interval
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			intervals = append(intervals, c.Value)
		}
	}
	if kind == chart.Lines {
		return coverage("Medians over the rounds; the bands are their intervals", intervals)
	}
	return coverage("Medians over the rounds, with their intervals", intervals)
}

// drawable is f, on a logarithmic scale only if that can hold it; nil if there is
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
