package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/stats"
)

// growth is each model's cost as a line.
func (w *writer) growth() Section {
	t := Table{ID: "growth-table", Head: []string{"model", "a, µs", "b, ns", "b per wait, ns", "N", "at 1,000,000, µs"}}
	for i := range w.s.Models {
		m := &w.s.Models[i]
		if g := m.Growth; g != nil {
			t.Rows = append(t.Rows, Row{Name: m.Name, Model: m.Name, Cells: []Cell{
				value(&g.At0, Micros), slope(&g.Each), slope(g.EachWait),
				Words(integer(g.From) + "–" + integer(g.To)), w.atMillion(m),
			}})
		}
	}
	t.Notes = w.growthNotes()
	return Section{ID: "growth", Title: "Growth of the CPU time per request, as a line a + b·N", Tables: tables(withoutEmpty(t))}
}

func slope(i *analysis.Interval) Cell {
	cell := value(i, Slope)
	if i.AroundZero() {
		cell.Marks = MarkNoise
	}
	return cell
}

// atMillion is the cost of a model at a million connections.
func (w *writer) atMillion(m *analysis.Model) Cell {
	for _, p := range w.s.Sweep {
		if cost := w.s.Cell(m.Name, p).Of(analysis.CPU); p.Connections == analysis.Million && cost != nil {
			return Cell{Value: cost, Format: Micros, Before: "measured:"}
		}
	}
	switch g := m.Growth; {
	case !g.MayBeLine():
		return Words("not a line")
	case g.Million == nil:
		return Words(Nothing)
	case g.Million.N > 1 && g.Million.Lo <= 0:
		return Cell{Value: single(float64(g.Million.Hi)), Format: Micros, Before: "at most"}
	default:
		return value(g.Million, Micros)
	}
}

// more is one step along the axis: "idle connection".
func more(s *analysis.Summary) string {
	if s.Load.Idles {
		return "idle " + s.Axis.Unit
	}
	return "further " + s.Axis.Unit
}

func (w *writer) growthNotes() []string {
	var bent, far, waits, noise bool
	for _, m := range w.s.Models {
		if g := m.Growth; g != nil {
			bent = bent || !g.MayBeLine()
			far = far || g.Million != nil
			waits = waits || g.EachWait != nil
			noise = noise || g.Each.AroundZero() || g.EachWait.AroundZero()
		}
	}
	what := "b: what one " + more(w.s) + " adds to a request"
	if w.s.Load.Idles && w.s.Active() != nil {
		what += ", with " + activeInWords(w.s) + " active"
	}
	notes := []string{what + ". Each round is fitted by least squares over the N given. Shown are the median over the rounds and its interval: for a ± the wider half."}
	for _, n := range []struct {
		said bool
		text string
	}{
		{noise, MarkNoise + " cannot be told from 0."},
		{waits, "b per wait: what it adds to a single call that asks for events. One call serves several requests, which share its cost."},
		{bent, fmt.Sprintf("“Not a line”: the line passes outside the intervals of the costs by more than %s of the cost, so it says nothing beyond what was measured.", percent(analysis.NotALine))},
		{far, "At 1,000,000 connections: EXTRAPOLATED along the line, not measured, and true only if nothing but N changes on the way there."},
	} {
		if n.said {
			notes = append(notes, n.text)
		}
	}
	return notes
}

// withoutEmpty leaves out the columns in which no row has anything.
func withoutEmpty(t Table) Table {
	out := Table{ID: t.ID, Title: t.Title, Head: t.Head[:1:1], Notes: t.Notes}
	for _, r := range t.Rows {
		r.Cells = nil
		out.Rows = append(out.Rows, r)
	}
	for column, head := range t.Head[1:] {
		some := false
		for _, r := range t.Rows {
			some = some || r.Cells[column].Value != nil || r.Cells[column].State != Nothing
		}
		if !some {
			continue
		}
		out.Head = append(out.Head, head)
		for i, r := range t.Rows {
			out.Rows[i].Cells = append(out.Rows[i].Cells, r.Cells[column])
		}
	}
	return out
}

// crossings says from where on a model costs more than another.
func (w *writer) crossings() Section {
	out := Section{ID: "crossings", Title: "Where the lines cross", List: true}
	say := func(text string) { out.Text = append(out.Text, Sentence{Text: text}) }
	lines, sure := 0, false
	for _, m := range w.s.Models {
		if m.Growth != nil {
			lines++
			sure = sure || m.Growth.Each.Coverage >= stats.Confidence
		}
	}
	for _, c := range w.s.Crossings {
		if w.s.Tells(c) {
			text := c.Steep + " costs more than " + crossing(w.s, c)
			if c.Extrapolated {
				text += ": extrapolated beyond what was measured"
			}
			say(text)
		}
	}
	switch {
	case lines < 2 || len(out.Text) > 0:
	case !sure:
		say("Not said: an interval of 95% takes 6 rounds at least.")
	default:
		say("No two lines cross that could be told apart: see the intervals of a and b.")
	}
	return out
}

// crossing is where a line passes that of c.Flat: "epoll_lt from 37 connections on (…)".
func crossing(s *analysis.Summary, c analysis.Crossing) string {
	at := c.Connections
	return fmt.Sprintf("%s from %s %ss on %s", c.Flat, digits(float64(at.Median), 0), s.Axis.Unit,
		within(digits(float64(at.Lo), 0), digits(float64(at.Hi), 0)))
}
