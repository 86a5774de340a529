package report

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/stats"
)

// growth is each model's cost as a line, and where the lines cross, in words.
func (d *writer) growth() {
	b := block{heading: "Growth of the CPU time per request, as a line a + b·N"}
	b.table.head = []string{"model", "a, µs", "b, ns", "b per wait, ns", "N", "at 1,000,000, µs"}
	kinds := map[string]bool{}
	for i := range d.s.Models {
		m := &d.s.Models[i]
		g := m.Growth
		if g == nil {
			continue
		}
		b.table.rows = append(b.table.rows, []string{m.Name, plusMinus(g.At0, 1000), slope(&g.Each), slope(g.EachWait),
			integer(g.From) + "–" + integer(g.To), d.atMillion(m)})
		kinds["bent"] = kinds["bent"] || !g.line()
		kinds["far"] = kinds["far"] || g.Million != nil
		kinds["waits"] = kinds["waits"] || g.EachWait != nil
		kinds["noise"] = kinds["noise"] || g.Each.aroundZero() || g.EachWait.aroundZero()
	}
	b.notes = d.growthNotes(kinds)
	if len(b.table.rows) > 0 {
		b.table = withoutEmpty(b.table)
		d.add(b)
	}
	d.crossings()
}

func (d *writer) growthNotes(kinds map[string]bool) []string {
	what := "b: what one more connection adds to a request"
	if n, same := d.sameActive(); same && d.s.Workload == "idle" {
		what = "b: what one more idle connection adds to a request, with " + integer(n) + " connections active"
	}
	notes := []string{what + ". Fitted to each round by least squares over the N given; the median over the rounds, and its interval: for a ± the wider half."}
	for _, n := range []struct{ kind, text string }{
		{"noise", "~ cannot be told from 0."},
		{"waits", "b per wait: what it adds to a single call that asks for events. One call serves several requests, which share its cost."},
		{"bent", "“Not a line”: the line passes outside the intervals of the costs by more than 5% of the cost, so it says nothing beyond what was measured."},
		{"far", "At 1,000,000 connections: EXTRAPOLATED along the line, not measured, and true only if nothing but N changes on the way there."},
	} {
		if kinds[n.kind] {
			notes = append(notes, n.text)
		}
	}
	return notes
}

// withoutEmpty leaves out the columns in which no row has anything.
func withoutEmpty(g grid) grid {
	var keep []int
	for i := range g.head {
		for _, row := range g.rows {
			if row[i] != nothing {
				keep = append(keep, i)
				break
			}
		}
	}
	pick := func(cells []string) []string {
		var out []string
		for _, i := range keep {
			out = append(out, cells[i])
		}
		return out
	}
	out := grid{head: pick(g.head)}
	for _, row := range g.rows {
		out.rows = append(out.rows, pick(row))
	}
	return out
}

// crossings says from where on a model costs more than another.
func (d *writer) crossings() {
	b := block{heading: "Where the lines cross", list: true}
	lines, sure := 0, false
	for _, m := range d.s.Models {
		if m.Growth != nil {
			lines++
			sure = sure || float64(m.Growth.Each.Coverage) >= stats.Confidence
		}
	}
	if lines > 1 && !sure {
		b.lines = []string{"Not said: an interval of 95% takes 6 rounds at least."}
	}
	for _, c := range d.s.Crossings {
		if d.s.speaks(c) {
			b.lines = append(b.lines, crossingInWords(c))
		}
	}
	if lines > 1 && sure && len(b.lines) == 0 {
		b.lines = []string{"No two lines cross that could be told apart: see the intervals of a and b."}
	}
	d.add(b)
}

// aroundZero says whether an interval leaves it open which side of 0 it is on.
func (i *Interval) aroundZero() bool { return i != nil && i.N > 1 && i.Lo <= 0 && i.Hi >= 0 }

// slope is a slope with its interval, in nanoseconds; ~ if it may as well be 0.
func slope(i *Interval) string {
	if i == nil {
		return nothing
	}
	places := finePlaces(float64(i.Median))
	text := digits(float64(i.Median), places)
	if i.N > 1 {
		text += fmt.Sprintf(" (%s to %s)", signed(i.Lo), signed(i.Hi))
	}
	if i.aroundZero() {
		text += " ~"
	}
	return text
}

// atMillion is what stands for a model at a million connections.
func (d *writer) atMillion(m *Model) string {
	for _, p := range d.s.Sweep {
		if c := d.s.cell(m.Name, p.Connections); p.Connections == million && c.CPU != nil {
			return "measured: " + plusMinus(*c.CPU, 1000)
		}
	}
	switch g := m.Growth; {
	case !g.line():
		return "not a line"
	case g.Million == nil:
		return nothing
	case g.Million.N > 1 && g.Million.Lo <= 0:
		return "at most " + three(float64(g.Million.Hi)/1000)
	default:
		return plusMinus(*g.Million, 1000)
	}
}

// fine is x with three significant digits down to a millionth.
func fine(x float64) string { return digits(x, finePlaces(x)) }

// finePlaces is how many decimals give x three significant digits, down to a
// millionth: slopes are small.
func finePlaces(x float64) int {
	places := decimals(x)
	for limit := 1.0; places < 6 && x != 0 && x < limit && x > -limit; limit /= 10 {
		places++
	}
	return places
}

func crossingInWords(c Crossing) string {
	text := fmt.Sprintf("%s costs more than %s from %s connections on %s", c.Steep, c.Flat,
		digits(float64(c.Connections.Median), 0), within(digits(float64(c.Connections.Lo), 0), digits(float64(c.Connections.Hi), 0)))
	if c.Extrapolated {
		text += ": extrapolated beyond what was measured"
	}
	return text
}
