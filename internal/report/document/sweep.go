package document

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// A sweep describes a section with a table of models by points, and the figure
// of the same numbers.
type sweep struct {
	id, title string
	models    []*analysis.Model // nil: all
	cell      func(*analysis.Cell) Cell
	notes     []string
	figure    *chart.Figure // nil: there is none; its axis of points and its series come from the table
}

func (w *writer) sweep(d sweep) Section {
	if d.models == nil {
		d.models = w.s.Published()
	}
	t := Table{ID: d.id + "-table", Head: append([]string{w.s.Axis.Name}, points(w.s)...), Notes: d.notes}
	for _, m := range d.models {
		t.add(m.Name, Each(w.s.Sweep, func(p record.Point) Cell { return d.cell(w.s.Cell(m.Name, p)) }))
	}
	out := Section{ID: d.id, Title: d.title, Tables: []Table{t}}
	if d.figure != nil {
		d.figure.ID = w.figureID(d.id)
		cells := slices.Concat(Each(t.Rows, func(r Row) []Cell { return r.Cells })...)
		values := Each(cells, func(c Cell) *analysis.Interval { return c.Value })
		bands := coverage("Medians over the rounds, each with its interval", values)
		d.figure.Notes = append([]string{bands}, d.figure.Notes...)
		out.Figure = w.picture(d.figure, t)
	}
	return out
}

// points are the places of the sweep on its axis.
func points(s *analysis.Summary) []string {
	return Each(s.Sweep, func(p record.Point) string { return words.Integer(s.At(p)) })
}

// picture draws the numbers of t in f: lines, or dots if the sweep has one
// point, which makes no line. It is nil if the table has no number.
func (w *writer) picture(f *chart.Figure, t Table) *chart.Figure {
	f.X = chart.Axis{Title: cmp.Or(f.X.Title, inWords(w.s, w.s.Axis.Title(w.s.Load))), Log: w.s.Axis.Log}
	for i, p := range w.s.Sweep {
		f.X.Ticks = append(f.X.Ticks, chart.Tick{At: float64(w.s.At(p)), Label: t.Head[i+1]})
	}
	if len(w.s.Sweep) == 1 {
		f.Kind, f.X = chart.Dots, chart.Axis{Title: "model"}
		f.Title += ", at " + place(w.s.Axis, w.s.Sweep[0])
	}
	for _, row := range t.Rows {
		line := w.series(row.Model)
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
	return drawable(f)
}

// series is the line of a model, without its points.
func (w *writer) series(model string) chart.Series {
	return chart.Series{Name: model, Style: chart.StyleOf(model, w.s.Names())}
}

// guide is a line over the sweep to compare with.
func (w *writer) guide(name string, y func(record.Point) float64) []chart.Series {
	points := Each(w.s.Sweep, func(p record.Point) chart.Point { return chart.At(float64(w.s.At(p)), y(p)) })
	return []chart.Series{{Name: name, Points: points}}
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
