package lab

import (
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/words"
)

// List says what there is to run: a name and a line each.
func List() (sections []document.Section) {
	for _, g := range experiments.Groups {
		var names list
		for _, e := range g.Experiments {
			// No experiment is so short that it takes no time.
			names.add(e.Name, fmt.Sprintf("%s (%.1f s)", e.Title, max(100*time.Millisecond, e.Takes).Seconds()))
		}
		sections = append(sections, document.Section{ID: g.Name, Title: g.Title, Text: names, List: true})
	}
	return sections
}

// A list is sentences that begin with their names.
type list []document.Sentence

func (l *list) add(name, text string) {
	if text != "" {
		*l = append(*l, document.Sentence{Name: name, Text: text})
	}
}

// Sections are what a result says, in so many columns: the verdict first, then
// what is claimed, done and seen, and what follows.
func Sections(r bench.Result, width int) (all []document.Section) {
	var claim, end list
	claim.add("", words.Capital(r.Title))
	claim.add("Verdict", conclusion(r))
	claim.add("Statement", "“"+r.Statement+"”")
	for _, s := range r.Sources {
		claim.add("Source", s.Who+": "+s.Where)
	}
	claim.add("Expected", r.Expect)
	for i, s := range r.Steps {
		claim.add(fmt.Sprintf("Step %d", i+1), s)
	}
	var tables []document.Table
	for _, t := range r.Tables {
		tables = append(tables, tableOf(t))
	}
	all = append(all, document.Section{ID: "title", Title: r.Name, Text: claim, List: true, Tables: tables})
	for _, t := range r.Timelines {
		all = append(all, document.Section{ID: t.Name, Title: words.Capital(t.Title), Figure: timeline(t), Drawn: waves(t, width), Notes: []string{legend(t)}})
	}
	for _, f := range r.Figures {
		all = append(all, document.Section{ID: f.Name, Title: f.Title, Figure: curves(f)})
	}
	for _, p := range r.Parts {
		outcome := map[bool]string{true: "Holds", false: "Does not hold"}[p.Holds]
		if p.Holds != p.Expected {
			outcome += surprise
		}
		end.add(outcome, p.Text)
	}
	end.add("In production", r.Production)
	end.add("What follows", r.Lesson)
	if end != nil {
		all = append(all, document.Section{ID: "conclusion", Title: "Conclusion", Text: end, List: true})
	}
	return all
}

func tableOf(t *bench.Table) document.Table {
	out := document.Table{Title: "Observed", Head: append([]string{t.Heading}, t.Columns...)}
	for _, r := range t.Rows {
		row := document.Row{Name: r.What}
		for _, v := range r.Cells {
			c := document.Cell{Format: document.General}
			if x, ok := v.(float64); ok {
				c.Value = &analysis.Interval{Median: analysis.Number(x), N: 1}
			} else {
				c.State = fmt.Sprint(v)
			}
			if r.Varies && c.State < "A" { // words do not vary
				c.Before, c.State = "≈", "≈ "+c.State
			}
			row.Cells = append(row.Cells, c)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

const surprise = ", which was not expected"

// conclusion is the verdict with what it was expected to be.
func conclusion(r bench.Result) string {
	switch {
	case r.Error != "":
		return "none: " + r.Error
	case r.Reason != "":
		return string(r.Verdict) + ": " + r.Reason
	case !r.AsExpected:
		return string(r.Verdict) + surprise
	case r.Verdict == bench.DoesNotHold:
		fail := slices.DeleteFunc(slices.Clone(r.Parts), func(p bench.Part) bool { return p.Holds })
		return fmt.Sprintf("%s, as expected (%d of %d parts)", r.Verdict, len(fail), len(r.Parts))
	}
	return string(r.Verdict) + ", as expected"
}
