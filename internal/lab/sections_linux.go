package lab

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/report/render"
)

// WriteList writes what there is to run: a name and a line each.
func WriteList(w io.Writer, all []bench.Experiment, o render.Options) error {
	var groups []document.Section
	for i, e := range all {
		if i == 0 || e.Group != all[i-1].Group {
			groups = append(groups, document.Section{ID: e.Group.Name, Title: e.Group.Title, List: true})
		}
		s := &groups[len(groups)-1]
		// No experiment is so short that it takes no time.
		takes := max(100*time.Millisecond, e.Takes).Seconds()
		s.Text = append(s.Text, document.Sentence{Name: e.Name, Text: fmt.Sprintf("%s (%.1f s)", e.Title, takes)})
	}
	return render.Text(w, groups, o)
}

// WriteText writes a result for a terminal.
func WriteText(w io.Writer, r bench.Result, o render.Options) error {
	return render.Text(w, sections(r, o.Width), o)
}

// A list is sentences that begin with their names.
type list []document.Sentence

func (l *list) add(name, text string) {
	if text != "" {
		*l = append(*l, document.Sentence{Name: name, Text: text})
	}
}

// sections are what a result says, in so many columns: the verdict first, then
// what is claimed, done and seen, and what follows.
func sections(r bench.Result, width int) (all []document.Section) {
	var claim, end list
	claim.add("", strings.ToUpper(r.Title[:1])+r.Title[1:])
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
		all = append(all, document.Section{ID: t.Name, Title: t.Title, Figure: timeline(t), Drawn: waves(t, width), Notes: []string{legend(t)}})
	}
	for _, f := range r.Figures {
		all = append(all, document.Section{ID: f.Name, Title: f.Title, Figure: curves(f)})
	}
	for _, p := range r.Parts {
		end.add(outcome(p), p.Text)
	}
	end.add("In production", r.Production)
	end.add("What follows", r.Lesson)
	if end != nil {
		all = append(all, document.Section{ID: "conclusion", Title: "Conclusion", Text: end, List: true})
	}
	return all
}

func tableOf(t bench.Table) document.Table {
	out := document.Table{Title: cmp.Or(t.Heading, "Observed"), Head: append([]string{""}, t.Columns...)}
	if t.Columns == nil {
		out.Head = []string{"", "value"}
	}
	for _, r := range t.Rows {
		row := document.Row{Name: r.What}
		for _, v := range r.Cells {
			c := document.Words(fmt.Sprint(v))
			if x, ok := v.(float64); ok {
				c = document.Cell{Value: &analysis.Interval{Median: analysis.Number(x), N: 1}, Format: document.General}
				if r.Varies {
					c.Before = "≈"
				}
			}
			row.Cells = append(row.Cells, c)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// conclusion is the verdict with what it was expected to be.
func conclusion(r bench.Result) string {
	fail := 0
	for _, p := range r.Parts {
		if !p.Holds {
			fail++
		}
	}
	switch {
	case r.Error != "":
		return "none: " + r.Error
	case r.Reason != "":
		return string(r.Verdict) + ": " + r.Reason
	case !r.AsExpected:
		return string(r.Verdict) + ", which was not expected"
	case r.Verdict == bench.DoesNotHold:
		return fmt.Sprintf("%s, as expected (%d of %d parts)", r.Verdict, fail, len(r.Parts))
	}
	return string(r.Verdict) + ", as expected"
}

// outcome says whether a part holds, and whether that is a surprise.
func outcome(p bench.Part) string {
	text := "Does not hold"
	if p.Holds {
		text = "Holds"
	}
	if p.Holds != p.Expected {
		text += ", which was not expected"
	}
	return text
}
