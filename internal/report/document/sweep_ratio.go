package document

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
)

// A comparison is of models with another one, or with another build, cell by cell.
type comparison struct {
	id     string // of the section
	what   string // that is compared: "CPU time per request"
	base   string // compared with
	models []*analysis.Model
	family *analysis.Family
	of     func(*analysis.Cell) *analysis.Ratio
}

func cpuRatios(s *analysis.Summary) comparison {
	return comparison{"cpu-ratio", "CPU time per request", s.Baseline, others(s), &s.CPU,
		func(c *analysis.Cell) *analysis.Ratio { return c.CPURatio }}
}

func throughputRatios(s *analysis.Summary) comparison {
	return comparison{"throughput-ratio", "Throughput", s.Baseline, others(s), closed(s, &s.Requests),
		func(c *analysis.Cell) *analysis.Ratio { return c.RequestsRatio }}
}

const otherBuild = "the other build"

// cpuAgainst and throughputAgainst compare the models of this build with those of
// the other one.
func cpuAgainst(s *analysis.Summary) comparison {
	return comparison{"cpu-against", "CPU time per request", otherBuild, own(s), s.CPUAgainst,
		func(c *analysis.Cell) *analysis.Ratio { return c.CPUAgainst }}
}

func throughputAgainst(s *analysis.Summary) comparison {
	return comparison{"throughput-against", "Throughput", otherBuild, own(s), closed(s, s.RequestsAgainst),
		func(c *analysis.Cell) *analysis.Ratio { return c.RequestsAgainst }}
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

// ratios is the section of a family of comparisons; its figure has a line where
// both are alike.
func (w *writer) ratios(r comparison) Section {
	if r.family == nil || r.family.Comparisons == 0 {
		return Section{}
	}
	title, note := r.what+" as a ratio to "+r.base, significance(*r.family, signFlip)
	f := &chart.Figure{
		Title: title, Y: chart.Axis{Title: "ratio to " + r.base + " in the same round", Log: true}, Notes: []string{note},
		Guides: w.guide(r.base+" = 1", func(record.Point) float64 { return 1 }),
	}
	if r.family.Reachable {
		f.Notes = []string{"Hollow: " + note}
	}
	if r.base == otherBuild {
		title += " (NAME to NAME@old)"
	}
	return w.sweep(sweep{
		id: r.id, title: title, models: r.models, notes: []string{note}, figure: f,
		cell: func(c *analysis.Cell) Cell { return ratioCell(r.of(c), *r.family) },
	})
}

func ratioCell(r *analysis.Ratio, f analysis.Family) Cell {
	if r == nil {
		return Words(Nothing)
	}
	return Cell{Value: &r.Interval, Format: Times, Marks: marked(r, f)}
}
