package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
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

// A Claim is one of a record's claims in words, with its verdict.
type Claim struct {
	Kind    string           `json:"kind"`
	Text    string           `json:"claim"`
	There   string           `json:"there"` // what the record shows
	Here    string           `json:"here"`  // and the reproduction; empty if there is nothing
	Verdict analysis.Verdict `json:"verdict"`
	Why     string           `json:"why"` // if it cannot be told
}

// Claims are those of a reproduction in words, by kind.
func Claims(p *analysis.Reproduction) []Claim {
	all, axis := []Claim{}, p.There.Axis
	add := func(kind, there, here string, j analysis.Judgement, format string, args ...any) {
		all = append(all, Claim{kind, fmt.Sprintf(format, args...), there, here, j.Verdict, why(p, j)})
	}
	for _, c := range p.Calls {
		what := map[bool]string{true: "waits per request of %s", false: "system calls per request of %s, waits not counted"}[c.Waits]
		calls := func(k *analysis.SystemCalls) string { return words.Digits(k.Claimed(c.Waits), 2) }
		add("system-calls", calls(c.There), ifThere(c.Here, calls), c.Judgement, what, c.Model)
	}
	for _, c := range p.Growth {
		shape := map[bool]string{true: "grows", false: "stays flat"}[c.Shape == stats.Grows]
		add("growth", factor(&c.There), ifThere(c.Here, factor), c.Judgement,
			"the cost of %s %s from %s to %s", c.Model, shape, words.Integer(p.There.At(c.From)), place(axis, c.To))
	}
	for _, c := range p.Orders {
		than := map[bool]string{true: "more", false: "less"}[c.More()]
		ratio := func(r *analysis.Ratio) string { return ratioCell(r, p.Order).String() }
		add("order", ratio(c.There.CPURatio), ifThere(c.Here, ratio), c.Judgement,
			"%s costs %s than %s at %s", c.There.Model, than, p.There.Baseline, place(axis, c.There.Point))
	}
	for _, c := range p.Limits {
		holds := map[bool]string{true: "does not hold", false: "holds"}[c.There.State == record.Limit]
		limit := func(c *analysis.Cell) string { return outcome(c.State, c.Limit) }
		add("limits", limit(c.There), ifThere(c.Here, limit), c.Judgement,
			"%s %s %s", c.There.Model, holds, words.Count(c.There.Connections, "connection"))
	}
	return all
}

// ifThere is empty if the reproduction has nothing to write.
func ifThere[T any](x *T, write func(*T) string) string {
	if x == nil {
		return ""
	}
	return write(x)
}

// factor is how many times as much.
func factor(i *analysis.Interval) string {
	return "×" + words.Digits(i.Median, 2) + ", " + words.Digits(i.Lo, 2) + " to " + words.Digits(i.Hi, 2)
}

// reasons for which a claim cannot be told.
var reasons = map[analysis.Why]string{
	analysis.WhyNotCounted:   "its system calls were not counted here",
	analysis.WhyOtherPoint:   "they were counted at another point here",
	analysis.WhyTiming:       "a wait returns what is ready at once, which is a matter of timing",
	analysis.WhyNotMeasured:  "they were not both measured here",
	analysis.WhyPointLeftOut: "the point was left out",
	analysis.WhyOnePoint:     "it was not measured here at two points of the record",
	analysis.WhyNoise:        "not significant",
	analysis.WhyWide:         "the interval leaves it open",
	analysis.WhyState:        "it is neither held nor past a limit",
}

func why(p *analysis.Reproduction, j analysis.Judgement) string {
	switch j.Why {
	case analysis.WhyLeftOut:
		return j.Absent + " was left out"
	case analysis.WhyBroke:
		return j.Absent + " was not measured here: " + brokePromise(p.Here.Model(j.Absent))
	case analysis.WhyFewRounds:
		return TooFew(p.Order)
	}
	return reasons[j.Why]
}

// OfReproduction is what became of a record's claims: the sum, then the claims by kind.
func OfReproduction(p *analysis.Reproduction) *Document {
	d := &Document{}
	claims := Claims(p)
	sum := "The record claims nothing that could be checked: it has too few rounds, and no system calls were counted."
	if len(claims) > 0 {
		sum = fmt.Sprintf("%s: %d reproduced, %d contradicted, %d cannot be told here.", words.Count(len(claims), "claim"),
			p.Counts[analysis.Reproduced], p.Counts[analysis.Contradicted], p.Counts[analysis.CannotTell])
	}
	d.add(list("records", "What the reproduction says of the record's claims", "record: "+p.There.Record, "reproduction: "+p.Here.Record, sum))
	for _, kind := range []Section{
		{ID: "system-calls", Title: "System calls per request", Notes: []string{"Reproduced: within 15%, or 0.25 calls if that is more."}},
		{ID: "growth", Title: "Growth of the CPU time per request", Notes: []string{
			fmt.Sprintf("Flat: the whole interval is within a factor of %v over the sweep. It grows: by more than that.", stats.FlatWithin)}},
		{ID: "order", Title: "Order of the models", Notes: []string{"Of differences that are significant in the record. " + maxT + "."}},
		{ID: "limits", Title: "Limits"},
	} {
		section := list(kind.ID, kind.Title, Each(having(claims, func(c Claim) bool { return c.Kind == kind.ID }), Claim.String)...)
		section.Notes = kind.Notes
		d.add(section)
	}
	d.add(list("left-out", "Left out", p.LeftOut...))
	return d
}

// String is the claim with its verdict in one line.
func (c Claim) String() string {
	text := fmt.Sprintf("%s: %s (%s there", c.Verdict, c.Text, c.There)
	if c.Here != "" {
		text += ", " + c.Here + " here"
	}
	if text += ")"; c.Why != "" {
		text += "; " + c.Why
	}
	return text
}
