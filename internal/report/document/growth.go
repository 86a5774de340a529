package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// grown is each model's cost as a ratio to its own at the first point.
func (w *writer) grown() Section {
	if w.s.Growth.Comparisons == 0 {
		return Section{}
	}
	notes := []string{significance(w.s.Growth, maxT)}
	if p := &w.s.Source.Plan; !p.TurnsOfSweep() {
		notes = append(notes, "The points of the sweep were measured one after the other, so what drifted meanwhile is in these ratios.")
	}
	return w.sweep(sweep{
		id: "growth-ratio", title: "Growth of the CPU time per request, as a ratio to that at " + at(w.s, w.s.Sweep[0]), notes: notes,
		models: own(w.s),
		cell: func(c *analysis.Cell) Cell {
			if c.Point == w.s.Sweep[0] && c.Of(analysis.CPU) != nil {
				return Words("1")
			}
			return ratioCell(c.CPUGrowth, w.s.Growth)
		},
	})
}

// growth is each model's cost as a line, and where these lines cross.
func (w *writer) growth() Section {
	fitted := having(w.s.Published(), func(m *analysis.Model) bool { return m.Growth != nil })
	adds := "b: what one " + more(w.s) + " adds to a request"
	if w.s.Load.Idles && w.s.Active() != nil {
		adds += ", with " + activeInWords(w.s) + " active"
	}
	out := w.byModel("growth", "Growth of the CPU time per request, as a line a + b·N", fitted, []column{
		{"a, µs", func(m *analysis.Model) Cell { return value(&m.Growth.At0, Micros) }, ""},
		{"b, ns", func(m *analysis.Model) Cell { return slope(&m.Growth.Each) }, adds + ". " + MarkNoise + " cannot be told from 0."},
		{"b per wait, ns", func(m *analysis.Model) Cell { return slope(m.Growth.EachWait) },
			"b per wait: what it adds to a single call that asks for events. One call serves several requests, which share its cost."},
		{"N", func(m *analysis.Model) Cell {
			return Words(words.Integer(m.Growth.From) + "–" + words.Integer(m.Growth.To))
		}, "Each round is fitted by least squares over the N given. Shown are the median over the rounds and its interval: for a ± the wider half."},
		{"at 1,000,000, µs", w.atMillion, "At 1,000,000 connections: EXTRAPOLATED along the line, not measured, and true only if nothing but N changes on the way there. " +
			"“Not a line”: the line passes outside the intervals of the costs by more than " + words.Percent(analysis.NotALine) + " of the cost, so it says nothing beyond what was measured."},
	})
	crossings := texts(w.s.Published(), func(m *analysis.Model) string { return crossed(w.s, m, w.s.Crossings) })
	out.List, out.Text = true, list("", "", crossings...).Text
	if len(out.Text) == 0 && len(out.Tables[0].Rows) > 1 {
		out.say("No two lines cross that could be told apart: see the intervals of a and b. An interval of 95%% takes 6 rounds at least.")
	}
	return out
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
	g := m.Growth
	for _, p := range w.s.Sweep {
		if cost := w.s.Cell(m.Name, p).Of(analysis.CPU); cost != nil && p.Connections == analysis.Million {
			return Cell{Value: cost, Format: Micros, Before: "measured:"}
		}
	}
	switch {
	case !g.MayBeLine():
		return Words("not a line")
	case g.Million != nil && g.Million.N > 1 && g.Million.Lo <= 0:
		return Cell{Value: single(g.Million.Hi), Format: Micros, Before: "at most"}
	}
	return value(g.Million, Micros)
}

// more is one step along the axis: "idle connection".
func more(s *analysis.Summary) string {
	if s.Load.Idles {
		return "idle " + s.Axis.Unit
	}
	return "further " + s.Axis.Unit
}

// growths says what one connection more costs: of the models whose cost grows,
// and of the others at most. Models that were measured over the same range share
// a sentence.
func (t *sentences) growths() {
	straight := having(own(t.s), func(m *analysis.Model) bool { return m.Growth.Straight() })
	level := func(m *analysis.Model) bool { return m.Growth.Each.AroundZero() }
	flat := having(straight, level)
	t.byRange(slices.DeleteFunc(straight, level), t.growing)
	t.byRange(flat, t.flat)
}

func (t *sentences) byRange(models []*analysis.Model, say func(over string, models []*analysis.Model)) {
	for len(models) > 0 {
		first := models[0].Growth
		alike := func(m *analysis.Model) bool { return m.Growth.From == first.From && m.Growth.To == first.To }
		say(fmt.Sprintf("between %s and %s", words.Integer(first.From), words.Count(first.To, t.s.Axis.Unit)), having(models, alike))
		models = slices.DeleteFunc(models, alike)
	}
}

// growing names the steepest first; of very many, those alone.
func (t *sentences) growing(over string, models []*analysis.Model) {
	slices.SortStableFunc(models, func(a, b *analysis.Model) int { return cmp.Compare(b.Growth.Each.Median, a.Growth.Each.Median) })
	parts := inUnit(models, " ns", func(m *analysis.Model, unit string) string {
		return words.Fine(m.Growth.Each.Median) + unit + " in " + m.Name + " " + within(&m.Growth.Each, words.Fine)
	})
	t.say("cpu", "Each %s adds to the CPU time of a request, on average %s: %s.", more(t.s), over, words.Some(parts))
}

func (t *sentences) flat(over string, models []*analysis.Model) {
	all := span(models, func(m *analysis.Model) *analysis.Interval { return &m.Growth.Each })
	t.say("cpu", "For %s no growth of the CPU time per request can be told from noise %s: each %s changes it by %s ns at most (95%% interval).",
		words.Some(Each(models, nameOf)), over, more(t.s), words.Fine(max(-all.Lo, all.Hi)))
}

// bends gives the costs themselves where they grow, but not in a line.
func (t *sentences) bends() {
	t.sayOf("cpu", func(m *analysis.Model) string {
		if g := m.Growth; g == nil || g.Straight() || !g.Each.Sure() || g.Each.Lo <= 0 {
			return ""
		}
		var parts []string
		for _, p := range t.s.Sweep {
			if cost := t.s.Cell(m.Name, p).Of(analysis.CPU); cost.Sure() {
				parts = append(parts, words.Micros(cost.Median)+" µs at "+words.Integer(t.s.At(p)))
			}
		}
		if len(parts) < 2 {
			return ""
		}
		return "The CPU time of a request to " + m.Name + " grows, and not in a line: " + words.List(parts[max(0, len(parts)-3):]) + "."
	})
}

// crossings leaves what was not measured to the section of the lines.
func (t *sentences) crossings() {
	measured := having(t.s.Crossings, func(c analysis.Crossing) bool { return !c.Extrapolated })
	t.sayOf("cpu", func(m *analysis.Model) string { return crossed(t.s, m, measured) })
}

// crossed says from where on a model costs more than others that it starts
// below; empty if that cannot be told.
func crossed(s *analysis.Summary, m *analysis.Model, crossings []analysis.Crossing) string {
	var parts []string
	for _, c := range crossings {
		if c.Steep != m.Name || !s.Tells(c) {
			continue
		}
		on := "s on "
		if c.Extrapolated {
			on = "s on, EXTRAPOLATED beyond what was measured "
		}
		parts = append(parts, c.Flat+" from "+words.Whole(c.Connections.Median)+" "+s.Axis.Unit+on+within(&c.Connections, words.Whole))
	}
	if len(parts) == 0 {
		return ""
	}
	return "By the lines fitted to both, " + m.Name + " costs more than " + words.Some(parts) + "."
}
