package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// OfComparison is what differs between two records, reasons for caution first.
func OfComparison(c *analysis.Comparison) *Document {
	d := &Document{}
	d.add(
		list("records", "What changed", "old: "+c.Old, "new: "+c.New, "workload: "+c.Workload),
		list("differences", "What differs besides: old and new", Differences(c)...),
		compared(c), anchors(c), states(c), comparedCalls(c), list("left-out", "Left out", LeftOut(c)...),
	)
	return d
}

// Differences are those of the machines and of the plans, in words.
func Differences(c *analysis.Comparison) []string {
	return Each(c.Differences, Difference)
}

// LeftOut is what one of the records alone has, in words.
func LeftOut(c *analysis.Comparison) []string {
	only := func(side analysis.Side, has analysis.Unmatched) []string {
		points := Each(has.Points, func(p record.Point) string { return place(c.NewSummary.Axis, p) })
		return Each(slices.Concat(has.Models, points), func(name string) string { return fmt.Sprintf("in the %s record only: %s", side, name) })
	}
	return append(only(analysis.New, c.OnlyNew), only(analysis.Old, c.OnlyOld)...)
}

// compared is the table that this is for: of the points of both.
func compared(c *analysis.Comparison) Section {
	out := Section{ID: "compared", Title: "Server CPU time per request, new over old, each relative to its anchor"}
	if c.CPU.Comparisons == 0 {
		out.say("No cell but the anchor was measured in both records.")
		return out
	}
	promised := "coverage 95%"
	ratios := map[record.Cell]*analysis.Ratio{}
	for _, cell := range c.Cells {
		ratios[cell.Cell] = cell.CPURatio
		if cell.CPURatio != nil && cell.CPURatio.Coverage < 0.9 {
			promised = "too few rounds to promise a coverage"
		}
	}
	s := *c.NewSummary
	s.Sweep = c.Sweep
	return (&writer{s: &s}).sweep(sweep{
		id: out.ID, title: out.Title, models: Each(c.Models, s.Model),
		cell: func(cell *analysis.Cell) Cell {
			if cell.Cell == c.Anchor {
				return Words("anchor")
			}
			return ratioCell(ratios[cell.Cell], c.CPU)
		},
		notes: []string{
			fmt.Sprintf("Ratio of the medians over the rounds ± the wider half of its interval (bootstrap, %s). The anchor is %s: its own cost is 1 by construction.",
				promised, cellName(c, c.Anchor)),
			significance(c.CPU, uTest),
			"The two records were made at two times, so this is weaker than one run of both builds: iomodels run --against.",
		},
	})
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
		t.add(k.Model, []Cell{value(single(k.Old), PerRequest), value(single(k.New), PerRequest), count(c.NewSummary.At(k.Point))})
	}
	return Section{ID: "system-calls", Title: "System calls per request, counted by the kernel", Tables: []Table{t}}
}

// Difference is something that two records were asked for, or ran on,
// differently, by its name in the record: "rounds: 12 and 3".
func Difference(d record.Difference) string {
	text := d.What
	if d.Of != "" {
		text += ", " + d.Of
	}
	if d.At != nil {
		text += fmt.Sprintf(" at %s", words.Count(d.At.Connections, "connection"))
	}
	value := func(x any) string { return cmp.Or(fmt.Sprint(x), "none") }
	text += ": " + value(d.Old) + " and " + value(d.New)
	if d.What == "cpu_accounting" {
		text += "; the CPU clocks contain different things, so a difference may be one of the clocks"
	}
	return text
}

// Refusal says in one line why two records cannot be compared.
func Refusal(r *analysis.Refusal) string {
	switch {
	case r.Same != "":
		return fmt.Sprintf("both are the record %s: there is nothing to compare", r.Same)
	case r.NoAnchor != "":
		return fmt.Sprintf("the %s record has no CPU time for the anchor, %s, by which all others are divided", r.NoAnchor, r.Anchor)
	}
	parts := Each(r.Plans, func(d record.Difference) string {
		if d.What == "sweep" {
			return "no point of the sweep in common"
		}
		return Difference(d)
	})
	return "they are not of the same workload (" + strings.Join(parts, "; ") + "): run one of them again as the other was run, or run both builds together with iomodels run --against"
}
