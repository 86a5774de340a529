package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// limits are the cells that gave nothing, or less than was asked for: past what
// a model holds, which is a result, or failed.
func (w *writer) limits() Section {
	limits := texts(w.s.Published(), func(m *analysis.Model) string { return limit(w.s, m) })
	out := list("limits", "Limits and failures", limits...)
	out.Figure = w.wall()
	for _, c := range w.s.Cells {
		if c.State == record.Failed || c.State == record.Measured && c.Trials > c.Measured {
			out.say("%s at %s: %d of %s: %s", c.Model, words.Integer(w.s.At(c.Point)), c.Trials-c.Measured, words.Count(c.Trials, "trial"), c.Reason)
		}
	}
	return out
}

// limit says where a model stops, and why; empty if it was not seen to.
func limit(s *analysis.Summary, m *analysis.Model) string {
	past := func(c *analysis.Cell) bool { return c.Model == m.Name && c.State == record.Limit }
	if !slices.ContainsFunc(s.Cells, past) {
		return ""
	}
	text := m.Name + " does not hold every N"
	if m.Limit != nil {
		text = m.Name + " holds " + words.Count(*m.Limit, "connection")
		if m.Within > 0 {
			text += " in " + words.Count(m.Within, "process")
		}
		text += " and no more"
	}
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text + "."
}

// wall sets the connections that were proven against those that were asked for.
// It is drawn if a model has a limit: without one, every line is the diagonal.
func (w *writer) wall() *chart.Figure {
	if !slices.ContainsFunc(w.s.Cells, func(c *analysis.Cell) bool { return c.State == record.Limit }) {
		return nil
	}
	return w.sweep(sweep{
		id: "wall",
		cell: func(c *analysis.Cell) Cell {
			if c.State != record.Measured && c.State != record.Limit {
				return Words(Nothing)
			}
			return value(c.Proven, Whole)
		},
		figure: &chart.Figure{
			Title: "Connections that each model holds",
			X:     chart.Axis{Title: w.s.Axis.Name + " asked for"}, Y: chart.Axis{Title: "connections proven", Log: true},
			Guides: w.guide("all of them", func(p record.Point) float64 { return float64(p.Connections) }),
			Notes:  []string{"A connection is proven when a request on it was answered whole. A model at its limit refuses what is past it and goes on serving: a result, not a failure."},
		},
	}).Figure
}
