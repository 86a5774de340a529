package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// An answer is what most readers come for: which server costs less, at both
// ends of the sweep.
type answer struct {
	*writer
	comparison
	ends   []record.Point    // the first point and the last; one, if the sweep has one
	models []*analysis.Model // the baseline, then the others, the cheapest first
}

// answer is a line for each server; then at most five sentences, and one picture.
func (w *writer) answer() (verdicts, advice Section) {
	a := w.asked()
	if len(a.models) == 0 {
		return Section{}, Section{}
	}
	verdicts = Section{ID: "answer", Title: a.title(), Tables: []Table{a.table()}, Notes: a.reservations()}
	advice = list("advice", "Which server to take", a.sentences()...)
	if advice.Figure = a.figure(); advice.Figure != nil {
		for i := range advice.Text {
			advice.Text[i].Section = advice.ID
		}
	}
	advice.Notes = []string{"The servers only say hello, over loopback: your own work comes on top."}
	return verdicts, advice
}

// asked is what the record answers, over the sweep of its summary.
func (w *writer) asked() *answer {
	a := &answer{writer: w, comparison: comparisonOf(w.s, w.headline()), ends: w.s.Sweep[:1]}
	if last := len(w.s.Sweep) - 1; last > 0 {
		a.ends = append(a.ends[:1:1], w.s.Sweep[last])
	}
	a.models = slices.Clone(own(w.s))
	slices.SortStableFunc(a.models, func(x, y *analysis.Model) int { return cmp.Compare(a.rank(x), a.rank(y)) })
	return a
}

// title says what was measured.
func (a *answer) title() string {
	from, to := words.Integer(a.s.At(a.ends[0]))+" to ", place(a.s.Axis, a.ends[len(a.ends)-1])
	if len(a.ends) == 1 {
		from = ""
	}
	return fmt.Sprintf("What a request costs: %s, %s%s, %s", a.s.Workload, from, to, words.Count(a.s.Rounds, "round"))
}

// Answer are the first sections alone, and where the rest is; all of them, if
// nothing can be answered.
func (d *Document) Answer() []Section {
	if d.Section("answer") == nil {
		return d.Sections
	}
	machine := fmt.Sprintf("%s. Record %s.", d.Machine(), d.Summary.Record)
	return append(slices.Clone(d.Sections[:2]), list("more", "", machine, "All findings: --full."))
}

// headline is the comparison that the run was made for.
func (w *writer) headline() string {
	if w.s.CPUAgainst != nil && w.s.CPUAgainst.Comparisons > 0 {
		return "cpu-against"
	}
	return "cpu-ratio"
}

// rank is where a server stands in the table: by its ratio at the last point
// that it has one at.
func (a *answer) rank(m *analysis.Model) analysis.Number {
	if a.base != otherBuild && m.Name == a.base {
		return -1
	}
	if _, last := a.reach(m); last != nil {
		return a.of(last).Median
	}
	return 1e9
}

// compared are the cells of a server that have a ratio, along the sweep.
func (a *answer) compared(m *analysis.Model) []*analysis.Cell {
	return having(along(a.s, m), func(c *analysis.Cell) bool { return a.of(c) != nil })
}

// reach is the first of them and the last; nil: there is none.
func (a *answer) reach(m *analysis.Model) (first, last *analysis.Cell) {
	if cells := a.compared(m); len(cells) > 0 {
		return cells[0], cells[len(cells)-1]
	}
	return nil, nil
}

func (a *answer) table() Table {
	t := Table{ID: "answer-table", Head: []string{"server", "verdict"}}
	t.Notes = append(a.notes(), a.markNotes(MarkErrors)...)
	for _, p := range a.ends {
		t.Head = append(t.Head, "µs at "+words.Integer(a.s.At(p)), "ratio")
	}
	for _, m := range a.models {
		row := Row{Name: m.Name, Model: m.Name, Cells: []Cell{Words(a.verdict(m))}}
		for _, p := range a.ends {
			c := a.s.Cell(m.Name, p)
			cost := metric(c, Micros, analysis.CPU)
			cost.Marks = onlyErrors(cost.Marks) // what disturbed the run is said once, below
			if cost.Value != nil {
				cost.Value = single(cost.Value.Median)
			}
			ratio := ratioCell(a.of(c), analysis.Family{})
			ratio.Rounds = nil // the table of all ratios shows them
			row.Cells = append(row.Cells, cost, ratio)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// notes say what the ratios of the table are, and what is odd in them.
func (a *answer) notes() []string {
	notes := []string{"Ratio: to " + a.base + ", in the same round, ± the wider half of its interval."}
	if !slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return len(a.compared(m)) > 0 }) {
		return []string{"Nothing is compared: " + a.base + " and the others were not measured together here."}
	}
	excludes := func(c *analysis.Cell) bool {
		return a.of(c).Excludes1() && a.family.Reachable && a.of(c).Standing() == analysis.Open
	}
	if slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return slices.ContainsFunc(a.compared(m), excludes) }) {
		notes = append(notes, fmt.Sprintf("Some intervals exclude 1 and yet nothing is told: among %s, chance alone gives such intervals.", words.Count(a.family.Comparisons, "comparison")))
	}
	return notes
}

// verdict is a server's standing, at both ends if they differ.
func (a *answer) verdict(m *analysis.Model) string {
	if a.base == m.Name {
		return "baseline"
	}
	first, last := a.reach(m)
	if first == nil {
		return Nothing
	}
	from, to := a.of(first).Standing(), a.of(last).Standing()
	text := string(from)
	if from != to {
		text += ", then " + string(to)
	}
	return strings.ReplaceAll(text, string(analysis.Open), "cannot tell yet")
}

// reservations say once what weakens the answer.
func (a *answer) reservations() []string {
	t := &sentences{s: a.s}
	t.reservations()
	t.caveats()
	return Each(t.all, func(s Sentence) string { return s.Text })
}

// figure has a row for each server, and its ratio at both ends.
func (a *answer) figure() *chart.Figure {
	if a.family == nil || a.family.Comparisons == 0 {
		return nil
	}
	f := &chart.Figure{
		ID: a.figureID("answer"), Guides: []chart.Series{{Name: a.base + " = 1", Points: []chart.Point{chart.At(0, 1)}}}, Title: a.what + " as a ratio to " + a.base, Kind: chart.Dots,
		X: chart.Axis{Title: "server"}, Y: chart.Axis{Title: "ratio to " + a.base + " in the same round", Log: true, Bulk: true},
		Notes: []string{"Medians over the rounds, each with its interval. Hollow: " + significance(*a.family, maxT)},
	}
	for i, p := range a.ends {
		s := chart.Series{Name: "at " + at(a.s, p), Style: chart.LayerStyle(2 * i)}
		s.Marker = []chart.Marker{chart.Circle, chart.Diamond}[i]
		for _, m := range a.models {
			r := a.of(a.s.Cell(m.Name, p))
			if r == nil {
				continue
			}
			x := slices.Index(f.X.Categories, m.Name)
			if x < 0 {
				x, f.X.Categories = len(f.X.Categories), append(f.X.Categories, m.Name)
			}
			if c := ratioCell(r, *a.family); c.Value.Finite() {
				s.Points = append(s.Points, c.point(float64(x)))
			}
		}
		if len(s.Points) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	return drawable(f)
}
