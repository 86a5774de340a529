package document

import (
	"slices"
	"strconv"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// Choices are what a reader can choose of the answer, and the answer for each
// choice. The first of each is that of the document.
type Choices struct {
	Points    []Option // the first, whose value is empty: both ends of the sweep
	Baselines []Option
	Answers   []Answer // for each baseline, for each point
}

// An Option is one that can be chosen.
type Option struct{ Value, Text string }

// An Answer is that at one point, or at both ends, relative to one baseline.
type Answer struct {
	Point, Baseline string // values of options
	Table           Table
	Figure          *chart.Figure // nil: nothing is compared
}

const (
	// rowsToChoose is how many rows the tables of all choices may have, less the
	// cells of the record, of which the rest of the page is made: a row of a table
	// and of its figure take some 1.5 KB.
	rowsToChoose = 800

	// testsToChoose is how many vectors of signs may be gone through for all
	// comparisons with all baselines: that takes about a second.
	testsToChoose = 100e6
)

// Choices makes the answer anew for each point and each baseline; of a large
// record for its own baseline alone, and for a part of its points or none. A run
// against another build has no other baseline.
func (d *Document) Choices() Choices {
	s := d.Summary
	own := (&writer{s: s}).asked()
	if len(own.models) == 0 {
		return Choices{}
	}
	sweeps := [][]record.Point{s.Sweep}
	all := Choices{Points: []Option{{"", words.List(Each(own.ends, func(p record.Point) string { return words.Integer(s.At(p)) }))}}}
	last, fit := len(s.Sweep)-1, (rowsToChoose-len(s.Cells))/len(own.models) // answers
	for i, p := range s.Sweep {
		if last > 0 && fit > 0 && i%(last/fit+1) == 0 {
			all.Points = append(all.Points, Option{strconv.FormatInt(s.At(p), 10), words.Integer(s.At(p))})
			sweeps = append(sweeps, []record.Point{p})
		}
	}
	baselines := own.baselines()
	if len(sweeps)*len(own.models) > fit {
		baselines = baselines[:1]
	}
	for i, s := range append([]*analysis.Summary{s}, s.RelativeTo(baselines[1:])...) {
		all.Baselines = append(all.Baselines, Option{baselines[i], baselines[i]})
		for j, sweep := range sweeps {
			all.Answers = append(all.Answers, answerFor(s, sweep, all.Points[j].Value, baselines[i]))
		}
	}
	first := &all.Answers[0] // the document's own, which has the claim of its figure
	first.Table, first.Figure = d.Section("answer").Tables[0], d.Section("advice").Figure
	return all
}

// baselines are those that a reader can choose, the record's own first.
func (a *answer) baselines() []string {
	all := []string{a.base}
	each := float64(a.s.CPU.Comparisons) / stats.LeastP(a.s.CPU.Rounds)
	if a.base != a.s.Baseline || each*float64(len(a.models)) > testsToChoose {
		return all
	}
	for _, m := range a.models {
		if m.Name != a.base && slices.ContainsFunc(along(a.s, m), func(c *analysis.Cell) bool { return c.Of(analysis.CPU) != nil }) {
			all = append(all, m.Name)
		}
	}
	return all
}

// answerFor is what s answers for a part of its sweep.
func answerFor(s *analysis.Summary, sweep []record.Point, point, baseline string) Answer {
	part := *s
	part.Sweep, part.Cells = sweep, having(s.Cells, func(c *analysis.Cell) bool { return slices.Contains(sweep, c.Point) })
	a := (&writer{s: &part}).asked()
	out := Answer{Point: point, Baseline: baseline, Table: a.table(), Figure: a.figure()}
	if out.Figure != nil {
		out.Figure.Record = s.Record
	}
	return out
}
