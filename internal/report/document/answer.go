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
	a := &answer{writer: w, comparison: comparisonOf(w.s, w.headline()), ends: w.s.Sweep[:1]}
	if last := len(w.s.Sweep) - 1; last > 0 {
		a.ends = append(a.ends[:1:1], w.s.Sweep[last])
	}
	a.models = slices.Clone(own(w.s))
	if len(a.models) == 0 {
		return Section{}, Section{}
	}
	slices.SortStableFunc(a.models, func(x, y *analysis.Model) int { return cmp.Compare(a.rank(x), a.rank(y)) })
	verdicts = Section{ID: "answer", Title: a.title(), Tables: []Table{a.table()}, Notes: a.reservations()}
	advice = list("advice", "Which server to take", a.sentences()...)
	if advice.Figure = a.figure(); advice.Figure != nil {
		for i := range advice.Text {
			advice.Text[i].Section = advice.ID
		}
	}
	advice.Notes = []string{"The servers say hello and do nothing else, over loopback. The work of your requests comes on top for every model alike."}
	return verdicts, advice
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
	e := &d.Summary.Source.Environment
	machine := fmt.Sprintf("%s, %s. Record %s.", cmp.Or(e.CPU, "unknown CPU"), words.Count(e.Processors, "processor"), d.Summary.Record)
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
	if c := a.last(m); c != nil {
		return a.of(c).Median
	}
	return 1e9
}

// last is a server's cell at the last point at which it has a ratio; nil: it has none.
func (a *answer) last(m *analysis.Model) *analysis.Cell {
	cells := a.compared(m)
	if len(cells) == 0 {
		return nil
	}
	return cells[len(cells)-1]
}

// compared are the cells of a server that have a ratio, along the sweep.
func (a *answer) compared(m *analysis.Model) []*analysis.Cell {
	all := Each(a.s.Sweep, func(p record.Point) *analysis.Cell { return a.s.Cell(m.Name, p) })
	return having(all, func(c *analysis.Cell) bool { return a.of(c) != nil })
}

func (a *answer) table() Table {
	t := Table{ID: "answer-table", Head: []string{"server", "verdict"}}
	t.Notes = []string{"Ratio: to " + a.base + ", in the same round, ± the wider half of its interval."}
	for _, p := range a.ends {
		t.Head = append(t.Head, "µs at "+words.Integer(a.s.At(p)), "ratio")
	}
	for _, m := range a.models {
		row := Row{Name: m.Name, Model: m.Name, Cells: []Cell{Words(a.verdict(m))}}
		for _, p := range a.ends {
			c := a.s.Cell(m.Name, p)
			cost := metric(c, Micros, analysis.CPU)
			cost.Marks = "" // what disturbed the run is said once, below
			if cost.Value != nil {
				cost.Value = single(cost.Value.Median)
			}
			row.Cells = append(row.Cells, cost, ratioCell(a.of(c), analysis.Family{}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// verdict is a server's standing, at both ends if they differ.
func (a *answer) verdict(m *analysis.Model) string {
	if a.base == m.Name {
		return "baseline"
	}
	cells := a.compared(m)
	if len(cells) == 0 {
		return Nothing
	}
	from, to := a.of(cells[0]).Standing(), a.of(cells[len(cells)-1]).Standing()
	text := string(from)
	if from != to {
		text += ", then " + string(to)
	}
	return strings.ReplaceAll(text, string(analysis.Open), "cannot tell yet")
}

// sentences are at most five, the most useful first.
func (a *answer) sentences() []string {
	if a.family == nil || a.family.Comparisons == 0 {
		return []string{a.alone()}
	}
	return slices.DeleteFunc([]string{a.take(), a.alternatives(), a.ending(), a.undecided(), a.waiting()}, func(s string) bool { return s == "" })
}

// alone is said if there is nothing to compare.
func (a *answer) alone() string {
	if len(a.models) == 1 {
		return fmt.Sprintf("This record measures %s alone: it says what that one costs, and cannot say which server to take.", a.models[0].Name)
	}
	return "The servers have no point in common, so this record cannot compare one with another."
}

// take says what to begin with.
func (a *answer) take() string {
	if few := TooFew(*a.family); few != "" {
		return fmt.Sprintf("No verdict yet: %s.", few)
	}
	if a.base == otherBuild {
		return a.builds()
	}
	cheaper := having(a.models, func(m *analysis.Model) bool { return a.everywhere(m, analysis.Cheaper) })
	if len(cheaper) == 0 {
		at := "any"
		if slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return slices.Contains(a.standings(m), analysis.Cheaper) }) {
			at = "every"
		}
		return fmt.Sprintf("Begin with %s: no other server costs less at %s point.", a.base, at)
	}
	return fmt.Sprintf("%s less than %s at every point: %s.", cost(cheaper), a.base, a.ranges(cheaper))
}

// builds says what became of this build against the other one.
func (a *answer) builds() string {
	for standing, how := range map[analysis.Standing]string{analysis.Dearer: "more than", analysis.Cheaper: "less than", analysis.Same: "the same as"} {
		if !slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return !a.everywhere(m, standing) }) {
			return fmt.Sprintf("This build costs %s the other one: %s.", how, a.ranges(a.models))
		}
	}
	return ""
}

// alternatives says what the others cost, over the sweep.
func (a *answer) alternatives() string {
	if a.base == otherBuild {
		return ""
	}
	var parts []string
	for _, which := range []struct {
		text string
		of   []analysis.Standing
	}{
		{"the same", []analysis.Standing{analysis.Same}},
		{"the same or less", []analysis.Standing{analysis.Cheaper, analysis.Same}},
		{"the same or more", []analysis.Standing{analysis.Same, analysis.Dearer}},
		{"more", []analysis.Standing{analysis.Dearer}},
	} {
		these := having(a.models, func(m *analysis.Model) bool { return !a.grows(m) && slices.Equal(a.standings(m), which.of) })
		if len(these) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s (%s)", cost(these), which.text, a.ranges(these)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("Relative to %s, %s.", a.base, strings.Join(parts, "; "))
}

// cost begins a sentence on what servers cost; of many it says their number.
func cost(models []*analysis.Model) string {
	if n := len(models); n > 5 {
		return fmt.Sprintf("%d servers cost", n)
	}
	return words.List(Each(models, nameOf)) + words.Verb(len(models), " costs", " cost")
}

// standings are those that a server has at any point, from Cheaper to Open.
func (a *answer) standings(m *analysis.Model) []analysis.Standing {
	return having([]analysis.Standing{analysis.Cheaper, analysis.Same, analysis.Dearer, analysis.Open}, func(standing analysis.Standing) bool {
		return slices.ContainsFunc(a.compared(m), func(c *analysis.Cell) bool { return a.of(c).Standing() == standing })
	})
}

// everywhere says whether a server has that standing wherever it was measured.
func (a *answer) everywhere(m *analysis.Model, standing analysis.Standing) bool {
	return slices.Equal(a.standings(m), []analysis.Standing{standing})
}

// ranges are the medians of each server over the sweep: "1.21 to 1.26 times". Of
// many servers they are those of all together.
func (a *answer) ranges(models []*analysis.Model) string {
	if len(models) <= 3 {
		return words.Some(Each(models, func(m *analysis.Model) string {
			text := a.span(a.compared(m)) + " times"
			if len(models) > 1 {
				text = m.Name + " " + text
			}
			return text
		}))
	}
	var all []*analysis.Cell
	for _, m := range models {
		all = append(all, a.compared(m)...)
	}
	return a.span(all) + " times"
}

// span is the least and the greatest median of cells: "1.21 to 1.26".
func (a *answer) span(cells []*analysis.Cell) string {
	least, most := extremes(cells, func(c *analysis.Cell) analysis.Number { return a.of(c).Median })
	return strings.Join(slices.Compact([]string{words.Digits(a.of(least).Median, 2), words.Digits(a.of(most).Median, 2)}), " to ")
}

// grown is the growth of a ratio over the sweep from which on it is said.
const grown = 1.25

// grows says whether the ratio of a server grows over the sweep.
func (a *answer) grows(m *analysis.Model) bool {
	cells := a.compared(m)
	return len(cells) > 1 && a.of(cells[len(cells)-1]).Median > grown*a.of(cells[0]).Median
}

// ending says where a cheap choice ends: at a limit, or by growth.
func (a *answer) ending() string {
	var parts []string
	for _, m := range a.models {
		var does []string
		if cells := a.compared(m); a.grows(m) {
			first, last := cells[0], cells[len(cells)-1]
			does = append(does, fmt.Sprintf("costs %s times at %s and %s times at %s", words.Digits(a.of(first).Median, 2), at(a.s, first.Point), words.Digits(a.of(last).Median, 2), words.Integer(a.s.At(last.Point))))
		}
		if m.Limit != nil {
			does = append(does, "ends at "+words.Count(*m.Limit, "connection"))
		}
		if len(does) > 0 {
			parts = append(parts, m.Name+" "+strings.Join(does, ", and "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

// undecided names what could not be told, and the rounds that would.
func (a *answer) undecided() string {
	if !a.family.Reachable {
		return ""
	}
	rounds := 0
	var names []string
	for _, m := range a.models {
		open := having(a.compared(m), func(c *analysis.Cell) bool { return a.of(c).Standing() == analysis.Open })
		for _, c := range open {
			rounds = max(rounds, a.of(c).RoundsToTell())
		}
		if len(open) > 0 {
			places := Each(open, func(c *analysis.Cell) string { return words.Integer(a.s.At(c.Point)) })
			names = append(names, m.Name+" at "+words.Some(places))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("Not decided: %s. About %d rounds would.", words.Some(names), rounds)
}

// waiting is what users wait, in the open loop.
func (a *answer) waiting() string {
	t := &sentences{s: a.s}
	if t.responses(); len(t.all) > 0 {
		return t.all[0].Text
	}
	return ""
}

// reservations say once what weakens the answer.
func (a *answer) reservations() []string {
	t := &sentences{s: a.s}
	t.reservations()
	t.caveats()
	all := Each(t.all, func(s Sentence) string { return s.Text })
	excludes := func(c *analysis.Cell) bool {
		r := a.of(c)
		return r != nil && a.family.Reachable && r.Standing() == analysis.Open && r.Sure() && (r.Lo > 1 || r.Hi < 1)
	}
	if slices.ContainsFunc(a.s.Cells, excludes) {
		all = append(all, fmt.Sprintf("Some intervals exclude 1 and yet nothing is told: among %s, chance alone gives such intervals.", words.Count(a.family.Comparisons, "comparison")))
	}
	return all
}

// figure has a row for each server, and its ratio at both ends.
func (a *answer) figure() *chart.Figure {
	if a.family == nil || a.family.Comparisons == 0 {
		return nil
	}
	f := &chart.Figure{
		ID: a.figureID("answer"), Title: a.what + " as a ratio to " + a.base, Kind: chart.Dots,
		X: chart.Axis{Title: "server"}, Y: chart.Axis{Title: "ratio to " + a.base + " in the same round", Log: true},
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
