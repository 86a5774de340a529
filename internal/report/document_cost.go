package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// cpu is the headline: what a request costs the server.
func (d *writer) cpu() {
	b := block{heading: "Server CPU time per request, µs"}
	b.table = d.sweepGrid(d.shown(), func(c *Cell) string {
		if c.State != record.Measured {
			return c.state()
		}
		if c.CPU == nil {
			return nothing + c.marks()
		}
		return plusMinus(*c.CPU, 1000) + c.marks()
	})
	b.notes = append(b.notes, d.meaning(func(c *Cell) *Interval { return c.CPU }))
	b.notes = append(b.notes, d.footnotes()...)
	for _, m := range d.s.Models {
		if !m.Published {
			b.notes = append(b.notes, m.Name+": not published, see Conformance")
		}
	}
	if len(b.table.rows) == 0 {
		b.lines, b.notes = b.notes, nil
	}
	d.add(b)
}

// meaning says what ± stands for, with the coverage that the intervals reach.
func (d *writer) meaning(of func(*Cell) *Interval) string {
	return d.coverage(of, "Median over the rounds ± the wider half of its interval")
}

// coverage ends what a text says of intervals with the coverage that they reach.
func (d *writer) coverage(of func(*Cell) *Interval, text string) string {
	lo, hi, most := 2.0, 0.0, 0
	for i := range d.s.Cells {
		if in := of(&d.s.Cells[i]); in != nil && in.N > 1 {
			lo, hi, most = min(lo, float64(in.Coverage)), max(hi, float64(in.Coverage)), max(most, in.N)
		}
	}
	if most == 0 {
		return "One trial per cell: no intervals."
	}
	coverage := percent(lo)
	if coverage != percent(hi) {
		coverage = percent(lo) + " to " + percent(hi)
	}
	if lo < stats.Confidence {
		return text + fmt.Sprintf(" (order statistics, coverage %s). Fewer than 6 trials cannot give 95%%.", coverage)
	}
	return text + fmt.Sprintf(" (order statistics: at least 95%%, here %s).", coverage)
}

// Marks of cells, in the order of their notes.
const (
	markDisturbed = "†"
	markGenerator = "‡"
	markPartial   = "§"
)

func (c *Cell) marks() string {
	return strings.Repeat(markDisturbed, one(c.Disturbed > 0)) +
		strings.Repeat(markGenerator, one(c.GeneratorLimited > 0)) +
		strings.Repeat(markPartial, one(c.Trials > c.Measured))
}

// footnotes explains the marks that the cells bear.
func (d *writer) footnotes() []string {
	var notes []string
	note := func(mark, text string, trials func(*Cell) int) {
		var places []string
		measured, all := 0, 0
		for i := range d.s.Cells {
			c := &d.s.Cells[i]
			if c.State == record.Measured {
				measured++
				all += trials(c)
			}
			if n := trials(c); n > 0 && c.State == record.Measured {
				places = append(places, fmt.Sprintf("%s at %s (%d of %d trials)", c.Model, integer(c.Connections), n, c.Trials))
			}
		}
		if len(places) == measured && measured > 1 {
			places = []string{fmt.Sprintf("every cell, %s in all", count(all, "trial"))}
		}
		if len(places) > 4 {
			places = append(places[:3], fmt.Sprintf("and %d more cells", len(places)-3))
		}
		if len(places) > 0 {
			notes = append(notes, mark+" "+text+": "+strings.Join(places, ", "))
		}
	}
	note(markDisturbed, "disturbed by other work on the machine, and counted all the same", func(c *Cell) int { return c.Disturbed })
	note(markGenerator, "bounded by the generator, not by the server", func(c *Cell) int { return c.GeneratorLimited })
	note(markPartial, "not measured in every round", func(c *Cell) int { return c.Trials - c.Measured })
	return notes
}

// ratios sets each model against the baseline.
func (d *writer) ratios() {
	d.ratio("CPU time per request as a ratio to "+d.s.Baseline, d.s.CPU, func(c *Cell) *Ratio { return c.CPURatio })
}

func (d *writer) ratio(heading string, family Family, of func(*Cell) *Ratio) {
	if family.Comparisons == 0 {
		return
	}
	others := slices.DeleteFunc(d.shown(), func(name string) bool { _, old := record.Counterpart(name); return old || name == d.s.Baseline })
	d.ratioOf(others, heading, family, of)
}

// ratioOf is a table of ratios, one row for each of the models.
func (d *writer) ratioOf(others []string, heading string, family Family, of func(*Cell) *Ratio) {
	g := d.sweepGrid(others, func(c *Cell) string {
		r := of(c)
		if r == nil {
			return nothing
		}
		text := digits(float64(r.Median), 2)
		if r.N > 1 {
			text += " ±" + digits(r.half(), 2)
		}
		if !r.Significant && family.Reachable {
			text += " ~"
		}
		return text
	})
	d.add(block{heading: heading, table: g, notes: []string{significance(family)}})
}

// significance says what ~ means here. It is for a difference that was tested
// and not found: where no test could have found one, nothing is marked.
func significance(f Family) string {
	made := fmt.Sprintf("%s over %s", count(f.Comparisons, "comparison"), count(f.Rounds, "round"))
	if f.Reachable {
		return "~ not a significant difference. Sign-flip test of the ratios within rounds, Holm's correction: " + made + "."
	}
	text := "Not tested, so nothing is marked: " + made + " can reach no verdict"
	if f.RoundsNeeded > 0 {
		text += fmt.Sprintf(", that takes %d rounds at least, and 12 or more for publication", f.RoundsNeeded)
	}
	return text + ". Read the intervals."
}

// against sets the models of this build against those of the other one.
func (d *writer) against() {
	if d.s.Against == nil {
		return
	}
	var ours []string
	for _, name := range d.shown() {
		if _, old := record.Counterpart(name); !old {
			ours = append(ours, name)
		}
	}
	if f := d.s.CPUAgainst; f.Comparisons > 0 {
		d.ratioOf(ours, "CPU time per request as a ratio to the other build's (NAME to NAME@old)", *f, func(c *Cell) *Ratio { return c.CPUAgainst })
	}
	if f := d.s.RequestsAgainst; f.Comparisons > 0 && d.s.ClosedLoop {
		d.ratioOf(ours, "Throughput as a ratio to the other build's (NAME to NAME@old)", *f, func(c *Cell) *Ratio { return c.RequestsAgainst })
	}
}

// throughput is ranked only where it is the server's own.
func (d *writer) throughput(opts Options) {
	if !d.s.ClosedLoop {
		return // what was offered is not what the server could serve
	}
	unranked := 0
	some := 0
	g := d.sweepGrid(d.shown(), func(c *Cell) string {
		if c.Requests == nil {
			return c.state()
		}
		some++
		text := integer(int64(float64(c.Requests.Median)+0.5)) + " (" + share(c.ServerUtilisation) + "/" + share(c.ClientUtilisation) + ")"
		if !c.ranked() {
			unranked++
			text += "*"
		}
		return text + c.marks()
	})
	if some == 0 {
		return
	}
	notes := []string{"Median, with the utilisation of the server's and of the generator's processors in brackets."}
	if unranked > 0 {
		cells := count(unranked, "cell")
		if unranked == some {
			cells = "every cell"
		}
		notes = append(notes, fmt.Sprintf("* not ranked (%s): the server was not saturated (its utilisation is under 0.97, or the generator was the bottleneck).", cells))
	}
	if d.s.Workload != "churn" {
		note := "In a closed loop latency restates throughput (active connections / throughput)"
		if !opts.Latency {
			note += ", so it is not shown unless asked for"
		}
		notes = append(notes, note+".")
	}
	d.add(block{heading: "Throughput, requests per second", table: g, notes: notes})
	d.ratio("Throughput as a ratio to "+d.s.Baseline, d.s.Requests, func(c *Cell) *Ratio { return c.RequestsRatio })
}

func share(i *Interval) string {
	if i == nil {
		return nothing
	}
	return digits(float64(i.Median), 2)
}
