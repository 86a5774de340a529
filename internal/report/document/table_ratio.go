package document

import "github.com/iomodels/iomodels/internal/analysis"

// A comparison is of models with another one, or with another build, cell by cell.
type comparison struct {
	id     string // of the section
	what   string // that is compared: "CPU time per request"
	base   string // compared with
	than   string // in the title, if base says too little there
	models []string
	family analysis.Family
	of     func(*analysis.Cell) *analysis.Ratio
}

func cpuRatios(s *analysis.Summary) comparison {
	return comparison{
		id: "cpu-ratio", what: "CPU time per request", base: s.Baseline, models: others(s), family: s.CPU,
		of: func(c *analysis.Cell) *analysis.Ratio { return c.CPURatio },
	}
}

func throughputRatios(s *analysis.Summary) comparison {
	return comparison{
		id: "throughput-ratio", what: "Throughput", base: s.Baseline, models: others(s), family: s.Requests,
		of: func(c *analysis.Cell) *analysis.Ratio { return c.RequestsRatio },
	}
}

// others lists the models that are compared with the baseline.
func others(s *analysis.Summary) []string {
	var names []string
	for _, m := range own(s) {
		if m.Name != s.Baseline {
			names = append(names, m.Name)
		}
	}
	return names
}

// against sets the models of this build against those of the other one.
func (w *writer) against() {
	if w.s.Against == nil {
		return
	}
	var names []string
	for _, m := range own(w.s) {
		names = append(names, m.Name)
	}
	const other, than = "the other build", "the other build's (NAME to NAME@old)"
	w.add(w.ratios(comparison{
		id: "cpu-against", what: "CPU time per request", base: other, than: than, models: names, family: *w.s.CPUAgainst,
		of: func(c *analysis.Cell) *analysis.Ratio { return c.CPUAgainst },
	}))
	if w.s.ClosedLoop {
		w.add(w.ratios(comparison{
			id: "throughput-against", what: "Throughput", base: other, than: than, models: names, family: *w.s.RequestsAgainst,
			of: func(c *analysis.Cell) *analysis.Ratio { return c.RequestsAgainst },
		}))
	}
}

// ratios is the section of a family of comparisons, with its figure.
func (w *writer) ratios(r comparison) Section {
	if r.family.Comparisons == 0 {
		return Section{}
	}
	t := w.sweepTable(r.id+"-table", r.models, func(c *analysis.Cell) Cell { return ratioCell(r.of(c), r.family) })
	t.Notes = []string{significance(r.family, signFlip)}
	than := r.base
	if r.than != "" {
		than = r.than
	}
	return Section{ID: r.id, Title: r.what + " as a ratio to " + than, Tables: tables(t), Figure: w.ratioFigure(r)}
}

func ratioCell(r *analysis.Ratio, f analysis.Family) Cell {
	if r == nil {
		return Words(Nothing)
	}
	return Cell{Value: &r.Interval, Format: Times, Marks: marked(r, f)}
}
