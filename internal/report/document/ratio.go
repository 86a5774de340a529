package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// A comparison is of models with another one, or with another build, cell by cell.
type comparison struct {
	id     string // of the section
	what   string // that is compared: "CPU time per request"
	base   string // compared with
	models []*analysis.Model
	family *analysis.Family
	of     func(*analysis.Cell) *analysis.Ratio
	form   string // of the sentence on a cell: model, ratio, base, point; empty: there is none
}

const (
	cpuTime    = "CPU time per request"
	throughput = "Throughput"
	otherBuild = "the other build"
)

// comparisonOf is the one whose section has that ID.
func comparisonOf(s *analysis.Summary, id string) comparison {
	all := []comparison{
		{"cpu-ratio", cpuTime, s.Baseline, others(s), &s.CPU, ratioOf, "Per request, %s takes %s times the CPU time of %s at %s"},
		{"cpu-against", cpuTime, otherBuild, own(s), s.CPUAgainst, func(c *analysis.Cell) *analysis.Ratio { return c.CPUAgainst },
			"Per request, %s of this build takes %s times the CPU time of %s's at %s"},
		{"throughput-ratio", throughput, s.Baseline, others(s), &s.Requests, func(c *analysis.Cell) *analysis.Ratio { return c.RequestsRatio },
			"Per second, %s serves %s times the requests of %s at %s"},
		{"throughput-against", throughput, otherBuild, own(s), s.RequestsAgainst, func(c *analysis.Cell) *analysis.Ratio { return c.RequestsAgainst }, ""},
	}
	return all[slices.IndexFunc(all, func(c comparison) bool { return c.id == id })]
}

func ratioOf(c *analysis.Cell) *analysis.Ratio { return c.CPURatio }

// others lists the models that are compared with the baseline.
func others(s *analysis.Summary) []*analysis.Model {
	return slices.DeleteFunc(own(s), func(m *analysis.Model) bool { return m.Name == s.Baseline })
}

// ratios is the section of a family of comparisons; its figure has a line where
// both are alike.
func (w *writer) ratios(id string) Section {
	r := comparisonOf(w.s, id)
	if r.family == nil || r.family.Comparisons == 0 || r.what == throughput && !w.s.ClosedLoop {
		return Section{} // the throughput of an open loop is what was offered
	}
	title, note := r.what+" as a ratio to "+r.base, significance(*r.family, maxT)
	f := &chart.Figure{
		Title: title, Y: chart.Axis{Title: "ratio to " + r.base + " in the same round", Log: true, Bulk: true}, Notes: []string{note},
		Guides: w.guide(r.base+" = 1", func(record.Point) float64 { return 1 }),
	}
	if r.family.Reachable {
		f.Notes = []string{"Hollow: " + note}
	}
	if r.base == otherBuild {
		title += " (NAME to NAME@old)"
	}
	notes := []string{note}
	if w.s.InTurns() {
		notes = append(notes, "A ratio is that of neighbouring slices, so it may differ a little from the quotient of two times.")
	}
	return w.sweep(sweep{
		id: r.id, title: title, models: r.models, notes: notes, figure: f,
		cell: func(c *analysis.Cell) Cell { return ratioCell(r.of(c), *r.family) },
	})
}

// ratioCell is marked ~ if a difference was tested and not found. Where no test
// could have found one, nothing is marked.
func ratioCell(r *analysis.Ratio, f analysis.Family) Cell {
	if r == nil {
		return Words(Nothing)
	}
	cell := Cell{Value: &r.Interval, Format: Times, Rounds: r.Rounds}
	if !r.Significant && f.Reachable {
		cell.Marks = MarkNoise
	}
	return cell
}

// ratios says of each model where it differs from the base, and by how much: at
// the first and at the last point where it does. Of very many models it names
// the extremes.
func (t *sentences) ratios(id string) {
	r := comparisonOf(t.s, id)
	say := func(c *analysis.Cell) string {
		return fmt.Sprintf(r.form, c.Model, words.Times(r.of(c).Median), r.base, at(t.s, c.Point)) + " " + within(&r.of(c).Interval, words.Times)
	}
	var texts []string
	var all []*analysis.Cell
	for _, m := range r.models {
		found := having(along(t.s, m), func(c *analysis.Cell) bool { return r.of(c).Stands() })
		if len(found) == 0 {
			continue
		}
		text, last := say(found[0]), found[len(found)-1]
		if last != found[0] {
			text += fmt.Sprintf(", and %s times at %s %s", words.Times(r.of(last).Median), words.Integer(t.s.At(last.Point)), within(&r.of(last).Interval, words.Times))
		}
		texts, all = append(texts, text+"."), append(all, found...)
	}
	if len(texts) <= words.Most {
		t.sayEach(r.id, texts)
		return
	}
	least, most := extremes(all, func(c *analysis.Cell) analysis.Number { return r.of(c).Median })
	inside := func(c *analysis.Cell) string { return strings.ToLower(r.form[:1]) + say(c)[1:] }
	t.say(r.id, "%d models differ from %s, which is 1, at some point; the most and the least: %s; %s.", len(texts), r.base, inside(most), inside(least))
}

// unranked says that there were too few rounds, and how many it takes.
func (t *sentences) unranked() {
	if few := TooFew(t.s.CPU); few != "" {
		t.say("cpu-ratio", "No model is ranked by CPU time: %s. The intervals stand.", few)
	}
}

// alike names the models that could not be told from the baseline at any point,
// though there were rounds enough to tell: those with intervals in every cell
// that both they and the baseline have, and a significant difference in none.
func (t *sentences) alike() {
	var names []string
	var all []*analysis.Ratio
	for _, m := range own(t.s) {
		mine := having(Each(along(t.s, m), ratioOf), func(r *analysis.Ratio) bool { return r != nil })
		if len(mine) > 0 && !slices.ContainsFunc(mine, func(r *analysis.Ratio) bool { return !r.Sure() || r.Significant }) {
			names, all = append(names, m.Name), append(all, mine...)
		}
	}
	if t.s.CPU.Reachable && len(names) > 0 {
		t.say("cpu-ratio", "By CPU time per request %s could not be told from %s at any number of %s: the 95%% intervals of the ratio lie %s.",
			words.Some(names), t.s.Baseline, t.s.Axis.Name, between(all))
	}
}

// between is what the intervals of the ratios span: "between 0.98 and 1.03".
func between(all []*analysis.Ratio) string {
	over := span(all, func(r *analysis.Ratio) *analysis.Interval { return &r.Interval })
	return "between " + words.Digits(over.Lo, 2) + " and " + words.Digits(over.Hi, 2)
}

// against says what differs between this build and the other one.
func (t *sentences) against() {
	f := t.s.CPUAgainst
	if f == nil || f.Comparisons == 0 {
		return
	}
	if few := TooFew(*f); few != "" {
		t.say("cpu-against", "This build cannot be told from the other one by CPU time: %s.", few)
		return
	}
	t.ratios("cpu-against")
	if len(t.all) == 0 { // this comes first
		all := having(Each(t.s.Cells, func(c *analysis.Cell) *analysis.Ratio { return c.CPUAgainst }), func(r *analysis.Ratio) bool { return r != nil })
		t.say("cpu-against", "By CPU time per request this build could not be told from the other one by any of the ratios (%s, %s): the 95%% intervals lie %s.",
			words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"), between(all))
	}
}

// TooFew says that no comparison of the family could have been significant;
// empty if one could, or if there is none.
func TooFew(f analysis.Family) string {
	if f.Reachable || f.Comparisons == 0 {
		return ""
	}
	text := fmt.Sprintf("%s %s too few for a verdict on %s", words.Count(f.Rounds, "round"), words.Verb(f.Rounds, "is", "are"), words.Count(f.Comparisons, "comparison"))
	if f.RoundsNeeded > 0 {
		text += fmt.Sprintf(", %d are needed", f.RoundsNeeded)
	}
	return text
}

// significance says what ~ means in a table of ratios, or why nothing has it.
func significance(f analysis.Family, test string) string {
	if few := TooFew(f); few != "" {
		return "Nothing is marked, because nothing was tested: " + few + "; for publication take 12 or more. Read the intervals."
	}
	return fmt.Sprintf("%s not a significant difference. %s: %s over %s.", MarkNoise, test, words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"))
}
