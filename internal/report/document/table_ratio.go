package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// A comparison is of models with another one, or with another build, cell by cell.
type comparison struct {
	id     string // of the section
	what   string // that is compared: "CPU time per request"
	base   string // compared with
	detail string // of base, for the title
	models []*analysis.Model
	family *analysis.Family
	of     func(*analysis.Cell) *analysis.Ratio
}

func cpuRatios(s *analysis.Summary) comparison {
	return comparison{"cpu-ratio", "CPU time per request", s.Baseline, "", others(s), &s.CPU,
		func(c *analysis.Cell) *analysis.Ratio { return c.CPURatio }}
}

func throughputRatios(s *analysis.Summary) comparison {
	return comparison{"throughput-ratio", "Throughput", s.Baseline, "", others(s), closed(s, &s.Requests),
		func(c *analysis.Cell) *analysis.Ratio { return c.RequestsRatio }}
}

// closed leaves out the throughput of an open loop, which is what was offered.
func closed(s *analysis.Summary, f *analysis.Family) *analysis.Family {
	if !s.ClosedLoop {
		return nil
	}
	return f
}

// others lists the models that are compared with the baseline.
func others(s *analysis.Summary) []*analysis.Model {
	return slices.DeleteFunc(own(s), func(m *analysis.Model) bool { return m.Name == s.Baseline })
}

// against compares the models of this build with those of the other one.
func (w *writer) against() {
	const base, detail = "the other build", " (NAME to NAME@old)"
	w.add(w.ratios(comparison{"cpu-against", "CPU time per request", base, detail, own(w.s), w.s.CPUAgainst,
		func(c *analysis.Cell) *analysis.Ratio { return c.CPUAgainst }}))
	w.add(w.ratios(comparison{"throughput-against", "Throughput", base, detail, own(w.s), closed(w.s, w.s.RequestsAgainst),
		func(c *analysis.Cell) *analysis.Ratio { return c.RequestsAgainst }}))
}

// ratios is the section of a family of comparisons, with its figure.
func (w *writer) ratios(r comparison) Section {
	if r.family == nil || r.family.Comparisons == 0 {
		return Section{}
	}
	t := w.sweepTable(r.id, r.models, func(c *analysis.Cell) Cell { return ratioCell(r.of(c), *r.family) })
	t.Notes = []string{significance(*r.family, signFlip)}
	return Section{ID: r.id, Title: r.what + " as a ratio to " + r.base + r.detail, Tables: []Table{t}, Figure: w.ratioFigure(r, t)}
}

// ratioFigure is a comparison as a picture, beside a line where both are alike.
func (w *writer) ratioFigure(r comparison, t Table) *chart.Figure {
	alike := chart.Series{Name: r.base + " = 1"}
	for _, p := range w.s.Sweep {
		alike.Points = append(alike.Points, chart.At(float64(w.s.At(p)), 1))
	}
	note := t.Notes[0]
	if r.family.Reachable {
		note = "Hollow: " + note
	}
	return w.picture(chart.Figure{
		ID: w.figureID(r.id), Title: r.what + " as a ratio to " + r.base,
		Y: chart.Axis{Title: "ratio to " + r.base + " in the same round", Log: true}, Guides: []chart.Series{alike},
	}, t, note)
}

func ratioCell(r *analysis.Ratio, f analysis.Family) Cell {
	if r == nil {
		return Words(Nothing)
	}
	return Cell{Value: &r.Interval, Format: Times, Marks: marked(r, f)}
}
