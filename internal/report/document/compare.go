package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// OfComparison is what differs between two records, reasons for caution first.
func OfComparison(c *analysis.Comparison) *Document {
	d := &Document{}
	d.add(list("records", "What changed", "old: "+c.Old, "new: "+c.New, "workload: "+c.Workload))
	d.add(list("differences", "What differs besides: old and new", Differences(c)...))
	d.add(compared(c))
	d.add(anchors(c))
	d.add(list("states", "What was measured, and what was not", states(c)...))
	d.add(comparedCalls(c))
	d.add(list("left-out", "Left out", LeftOut(c)...))
	return d
}

// list is a section of sentences alone.
func list(id, title string, texts ...string) Section {
	s := Section{ID: id, Title: title, List: true}
	for _, text := range texts {
		s.Text = append(s.Text, Sentence{Text: text})
	}
	return s
}

// Differences are those of the machines and of the plans, in words.
func Differences(c *analysis.Comparison) []string {
	texts := []string{}
	for _, d := range c.Differences {
		texts = append(texts, Difference(d))
	}
	return texts
}

// LeftOut is what one of the records alone has, in words.
func LeftOut(c *analysis.Comparison) []string {
	texts := []string{}
	for _, side := range []struct {
		name  analysis.Side
		alone analysis.Unmatched
		s     *analysis.Summary
	}{{analysis.New, c.OnlyNew, c.NewSummary}, {analysis.Old, c.OnlyOld, c.OldSummary}} {
		for _, m := range side.alone.Models {
			texts = append(texts, fmt.Sprintf("%s is in the %s record only", m, side.name))
		}
		for _, p := range side.alone.Points {
			texts = append(texts, fmt.Sprintf("%s are in the %s record only", place(side.s.Axis, p), side.name))
		}
	}
	return texts
}

// compared is the table that this is for.
func compared(c *analysis.Comparison) Section {
	out := Section{ID: "compared", Title: "Server CPU time per request, new over old, each relative to its anchor"}
	if c.CPU.Comparisons == 0 {
		out.Text = []Sentence{{Text: "No cell but the anchor was measured in both records."}}
		return out
	}
	t := Table{ID: "compared-table", Head: []string{c.NewSummary.Axis.Name}, Notes: []string{
		fmt.Sprintf("Ratio of the medians over the rounds ± the wider half of its interval (bootstrap, %s). The anchor is %s: its own cost is 1 by construction.",
			promised(c), cellName(c, c.Anchor)),
		significance(c.CPU, uTest),
		"The two records were made at two times, so this is weaker than one run of both builds: iomodels run --against.",
	}}
	rows := map[string]*Row{}
	for _, m := range c.Models {
		rows[m] = &Row{Name: m, Model: m}
	}
	for i := range c.Cells {
		cell := &c.Cells[i]
		shown := ratioCell(cell.CPURatio, c.CPU)
		if cell.Cell == c.Anchor {
			shown = Words("anchor")
		}
		rows[cell.Model].Cells = append(rows[cell.Model].Cells, shown)
	}
	for _, p := range c.Sweep {
		t.Head = append(t.Head, integer(c.NewSummary.At(p)))
	}
	for _, m := range c.Models {
		t.add(*rows[m])
	}
	out.Tables = tables(t)
	return out
}

func cellName(c *analysis.Comparison, cell record.Cell) string {
	return fmt.Sprintf("%s at %s", cell.Model, integer(c.NewSummary.At(cell.Point)))
}

// promised is the coverage of the intervals.
func promised(c *analysis.Comparison) string {
	for _, cell := range c.Cells {
		if cell.CPURatio != nil && cell.CPURatio.Coverage < 0.9 {
			return "too few rounds to promise a coverage"
		}
	}
	return "coverage 95%"
}

// anchors say how fast the machines were.
func anchors(c *analysis.Comparison) Section {
	return Section{ID: "anchors", Title: "CPU time per request of the anchor, µs", Tables: []Table{{
		ID: "anchors-table", Head: []string{"record", cellName(c, c.Anchor)},
		Rows:  []Row{{Name: "old", Cells: []Cell{value(&c.OldAnchor, Micros)}}, {Name: "new", Cells: []Cell{value(&c.NewAnchor, Micros)}}},
		Notes: []string{"A difference of the anchor itself cannot be told from one of the machine."},
	}}}
}

// states lists the cells that were measured in one record alone, and limits that moved.
func states(c *analysis.Comparison) []string {
	name := func(s string, limit *int64) string {
		if text := state(s, limit); text != Nothing {
			return text
		}
		return s
	}
	var texts []string
	for _, cell := range c.Cells {
		old, new := name(cell.OldState, cell.OldLimit), name(cell.NewState, cell.NewLimit)
		if old != new {
			texts = append(texts, fmt.Sprintf("%s: %s, now %s", cellName(c, cell.Cell), old, new))
		}
	}
	return texts
}

func comparedCalls(c *analysis.Comparison) Section {
	t := Table{ID: "system-calls-table", Head: []string{"model", "old", "new", "at"}, Notes: []string{
		"One short trial in each record: no interval. The number of waits depends on how many connections are ready at once.",
	}}
	for _, k := range c.SystemCalls {
		t.Rows = append(t.Rows, Row{Name: k.Model, Model: k.Model, Cells: []Cell{
			value(single(float64(k.Old)), PerRequest), value(single(float64(k.New)), PerRequest), whole(c.NewSummary.At(k.Point)),
		}})
	}
	return Section{ID: "system-calls", Title: "System calls per request, counted by the kernel", Tables: tables(t)}
}
