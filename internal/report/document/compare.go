package document

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// OfComparison is what differs between two records, reasons for caution first.
func OfComparison(c *analysis.Comparison) *Document {
	d := &Document{}
	d.add(list("records", "What changed", "old: "+c.Old, "new: "+c.New, "workload: "+c.Workload))
	d.add(list("differences", "What differs besides: old and new", Differences(c)...))
	d.add(compared(c))
	d.add(anchors(c))
	d.add(states(c))
	d.add(comparedCalls(c))
	d.add(list("left-out", "Left out", LeftOut(c)...))
	return d
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
	say := func(side analysis.Side, alone analysis.Unmatched) {
		for _, p := range alone.Points {
			alone.Models = append(alone.Models, place(c.NewSummary.Axis, p))
		}
		for _, name := range alone.Models {
			texts = append(texts, fmt.Sprintf("in the %s record only: %s", side, name))
		}
	}
	say(analysis.New, c.OnlyNew)
	say(analysis.Old, c.OnlyOld)
	return texts
}

// compared is the table that this is for.
func compared(c *analysis.Comparison) Section {
	out := Section{ID: "compared", Title: "Server CPU time per request, new over old, each relative to its anchor"}
	if c.CPU.Comparisons == 0 {
		out.say("No cell but the anchor was measured in both records.")
		return out
	}
	promised := "coverage 95%"
	if slices.ContainsFunc(c.Cells, func(cell analysis.ComparedCell) bool { return cell.CPURatio != nil && cell.CPURatio.Coverage < 0.9 }) {
		promised = "too few rounds to promise a coverage"
	}
	t := Table{ID: "compared-table", Head: []string{c.NewSummary.Axis.Name}, Notes: []string{
		fmt.Sprintf("Ratio of the medians over the rounds ± the wider half of its interval (bootstrap, %s). The anchor is %s: its own cost is 1 by construction.",
			promised, cellName(c, c.Anchor)),
		significance(c.CPU, uTest),
		"The two records were made at two times, so this is weaker than one run of both builds: iomodels run --against.",
	}}
	for _, p := range c.Sweep {
		t.Head = append(t.Head, words.Integer(c.NewSummary.At(p)))
	}
	for i, m := range c.Models {
		var cells []Cell
		for _, cell := range c.Cells[i*len(c.Sweep):][:len(c.Sweep)] {
			shown := ratioCell(cell.CPURatio, c.CPU)
			if cell.Cell == c.Anchor {
				shown = Words("anchor")
			}
			cells = append(cells, shown)
		}
		t.add(m, cells)
	}
	out.Tables = []Table{t}
	return out
}

func cellName(c *analysis.Comparison, cell record.Cell) string {
	return cell.Model + " at " + words.Integer(c.NewSummary.At(cell.Point))
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
func states(c *analysis.Comparison) Section {
	out := Section{ID: "states", Title: "What was measured, and what was not", List: true}
	for _, cell := range c.Cells {
		if old, new := outcome(cell.OldState, cell.OldLimit), outcome(cell.NewState, cell.NewLimit); old != new {
			out.say("%s: %s, now %s", cellName(c, cell.Cell), old, new)
		}
	}
	return out
}

// outcome is the state of a cell, measured among others.
func outcome(s string, limit *int64) string {
	if text := state(s, limit); text != Nothing {
		return text
	}
	return s
}

func comparedCalls(c *analysis.Comparison) Section {
	t := Table{ID: "system-calls-table", Head: []string{"model", "old", "new", "at"}, Notes: []string{
		"One short trial in each record: no interval. The number of waits depends on how many connections are ready at once.",
	}}
	for _, k := range c.SystemCalls {
		t.Rows = append(t.Rows, Row{Name: k.Model, Model: k.Model, Cells: []Cell{
			value(single(k.Old), PerRequest), value(single(k.New), PerRequest), count(c.NewSummary.At(k.Point)),
		}})
	}
	return Section{ID: "system-calls", Title: "System calls per request, counted by the kernel", Tables: []Table{t}}
}
