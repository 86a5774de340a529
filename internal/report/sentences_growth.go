package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// bent is how far a line may miss the intervals of the costs, as a fraction of
// the cost, before nothing is said by it.
const bent = 0.05

// straight says whether a model's cost is a line that its intervals allow to
// speak of.
func (g *Growth) straight() bool {
	return g != nil && g.Each.sure() && float64(g.Off) <= bent
}

// growths says what one connection more costs: what it costs those models that
// grow, and what it costs the others at most.
func (t *teller) growths() {
	var order []string
	grow, flat := map[string][]Model{}, map[string][]Model{}
	for _, m := range t.shown() {
		g := m.Growth
		if !g.straight() {
			continue
		}
		over := fmt.Sprintf("between %s and %s connections", integer(g.From), integer(g.To))
		if !slices.Contains(order, over) {
			order = append(order, over)
		}
		if g.Each.Lo <= 0 && g.Each.Hi >= 0 {
			flat[over] = append(flat[over], m)
		} else {
			grow[over] = append(grow[over], m)
		}
	}
	for _, over := range order {
		if len(grow[over]) > 0 {
			t.growing(over, grow[over])
		}
	}
	for _, over := range order {
		if len(flat[over]) > 0 {
			t.flat(over, flat[over])
		}
	}
}

// bends says how a cost grows that grows otherwise than in a line, by what it is.
func (t *teller) bends() {
	for _, m := range t.shown() {
		g := m.Growth
		if g == nil || g.straight() || !g.Each.sure() || g.Each.Lo <= 0 {
			continue
		}
		var parts []string
		for _, p := range t.s.Sweep {
			if c := t.s.cell(m.Name, p.Connections); c.CPU.sure() {
				parts = append(parts, fmt.Sprintf("%s µs at %s", three(float64(c.CPU.Median)/1000), integer(p.Connections)))
			}
		}
		if n := len(parts); n > 1 {
			t.tell("cpu", "The CPU time of a request to %s grows, and not in a line: %s.", m.Name, enumerate(parts[max(0, n-3):]))
		}
	}
}

// growing names the steepest first; of very many, those alone.
func (t *teller) growing(over string, models []Model) {
	slices.SortStableFunc(models, func(a, b Model) int { return cmp.Compare(b.Growth.Each.Median, a.Growth.Each.Median) })
	var parts []string
	for i, m := range models {
		e := m.Growth.Each
		unit := ""
		if i == 0 {
			unit = " ns"
		}
		if i == mostTold {
			parts = append(parts, fmt.Sprintf("less in %d others", len(models)-mostTold))
			break
		}
		parts = append(parts, fmt.Sprintf("%s%s in %s %s", signed(e.Median), unit, m.Name, within(signed(e.Lo), signed(e.Hi))))
	}
	t.tell("cpu", "%s connection adds to the CPU time of a request, on average %s: %s.", t.each(), over, enumerate(parts))
}

func (t *teller) flat(over string, models []Model) {
	var names []string
	most := Number(0)
	for _, m := range models {
		names = append(names, m.Name)
		most = max(most, -m.Growth.Each.Lo, m.Growth.Each.Hi)
	}
	t.tell("cpu", "For %s no growth of the CPU time per request can be told from noise %s: %s connection changes it by %s ns at most (95%% interval).",
		someOf(names), over, strings.ToLower(t.each()), fine(float64(most)))
}

// signed is a small number with its sign if that is a minus.
func signed(x Number) string {
	if x < 0 {
		return "−" + fine(-float64(x))
	}
	return fine(float64(x))
}

// each begins a sentence on one connection more.
func (t *teller) each() string {
	if t.s.Workload == "idle" {
		return "Each idle"
	}
	return "Each further"
}

// crossings says of each model from where on it costs more than others that it
// starts below.
func (t *teller) crossings() {
	for _, m := range t.shown() {
		var parts []string
		for _, c := range t.s.Crossings {
			if c.Steep == m.Name && !c.Extrapolated && t.s.speaks(c) {
				parts = append(parts, fmt.Sprintf("%s from %s connections on %s", c.Flat,
					digits(float64(c.Connections.Median), 0), within(digits(float64(c.Connections.Lo), 0), digits(float64(c.Connections.Hi), 0))))
			}
		}
		if more := len(parts) - mostTold; more > 0 {
			parts = append(parts[:mostTold], fmt.Sprintf("%d more", more))
		}
		if len(parts) > 0 {
			t.tell("cpu", "By the lines fitted to both, %s costs more than %s.", m.Name, enumerate(parts))
		}
	}
}

// speaks says whether a crossing is that of two lines, of which one at least
// can be told from a level one.
func (s *Summary) speaks(c Crossing) bool {
	steep, flat := s.growth(c.Steep), s.growth(c.Flat)
	return c.Connections.sure() && c.Connections.Lo > 0 && steep.straight() && flat.straight() &&
		!(steep.Each.aroundZero() && flat.Each.aroundZero())
}

func (s *Summary) growth(model string) *Growth {
	for i := range s.Models {
		if s.Models[i].Name == model {
			return s.Models[i].Growth
		}
	}
	return nil
}

// responses compares the 99th percentiles at the most connections that all
// models were measured at.
func (t *teller) responses() {
	if t.s.ClosedLoop {
		return
	}
	for i := len(t.s.Sweep) - 1; i >= 0; i-- {
		n := t.s.Sweep[i].Connections
		var cells []*Cell
		for _, m := range t.shown() {
			if c := t.s.cell(m.Name, n); c.P99.sure() {
				cells = append(cells, c)
			}
		}
		if len(cells) > 0 && len(cells) == len(t.shown()) {
			t.response(n, cells)
			return
		}
	}
}

func (t *teller) response(n int64, cells []*Cell) {
	best, worst := cells[0], cells[0]
	for _, c := range cells {
		if c.P99.Median < best.P99.Median {
			best = c
		}
		if c.P99.Median > worst.P99.Median {
			worst = c
		}
	}
	say := func(format string, args ...any) {
		t.told = append(t.told, Sentence{Text: fmt.Sprintf(format, args...), Figure: fmt.Sprintf("response-%d", n)})
	}
	at := t.connections(n)
	if best.P99.Hi < worst.P99.Lo {
		say("At %s, 99%% of the requests to %s were answered within %s, and of those to %s within %s.",
			at, best.Model, micros(best.P99), worst.Model, micros(worst.P99))
		return
	}
	lo, hi := best.P99.Lo, best.P99.Hi
	for _, c := range cells {
		lo, hi = min(lo, c.P99.Lo), max(hi, c.P99.Hi)
	}
	if len(cells) == 1 {
		say("At %s, 99%% of the requests to %s were answered within %s.", at, best.Model, micros(best.P99))
		return
	}
	say("At %s, the models' 99th percentiles of the response time overlap: all their 95%% intervals lie between %s and %s µs.",
		at, three(float64(lo)/1000), three(float64(hi)/1000))
}

// micros is an interval of nanoseconds in µs.
func micros(i *Interval) string {
	return three(float64(i.Median)/1000) + " µs " + within(three(float64(i.Lo)/1000), three(float64(i.Hi)/1000))
}
