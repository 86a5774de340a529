package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
)

// growths says what one connection more costs: of the models whose cost grows,
// and of the others at most.
func (t *sentences) growths() {
	var order []string
	grow, flat := map[string][]*analysis.Model{}, map[string][]*analysis.Model{}
	for _, m := range own(t.s) {
		g := m.Growth
		if !g.Straight() {
			continue
		}
		over := fmt.Sprintf("between %s and %s", integer(g.From), Count(g.To, t.s.Axis.Unit))
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
		t.growing(over, grow[over])
	}
	for _, over := range order {
		t.flat(over, flat[over])
	}
}

// growing names the steepest first; of very many, those alone.
func (t *sentences) growing(over string, models []*analysis.Model) {
	if len(models) == 0 {
		return
	}
	slices.SortStableFunc(models, func(a, b *analysis.Model) int { return cmp.Compare(b.Growth.Each.Median, a.Growth.Each.Median) })
	var parts []string
	for i, m := range models {
		if i == mostNamed {
			parts = append(parts, fmt.Sprintf("less in %d others", len(models)-mostNamed))
			break
		}
		each, unit := m.Growth.Each, ""
		if i == 0 {
			unit = " ns"
		}
		parts = append(parts, fmt.Sprintf("%s%s in %s %s", fine(float64(each.Median)), unit, m.Name, within(fine(float64(each.Lo)), fine(float64(each.Hi)))))
	}
	t.say("cpu", "Each %s adds to the CPU time of a request, on average %s: %s.", more(t.s), over, enumerate(parts))
}

func (t *sentences) flat(over string, models []*analysis.Model) {
	if len(models) == 0 {
		return
	}
	var names []string
	most := analysis.Number(0)
	for _, m := range models {
		names = append(names, m.Name)
		most = max(most, -m.Growth.Each.Lo, m.Growth.Each.Hi)
	}
	t.say("cpu", "For %s no growth of the CPU time per request can be told from noise %s: each %s changes it by %s ns at most (95%% interval).",
		someOf(names), over, more(t.s), fine(float64(most)))
}

// bends gives the costs themselves where they grow, but not in a line.
func (t *sentences) bends() {
	var texts []string
	for _, m := range own(t.s) {
		g := m.Growth
		if g == nil || g.Straight() || !g.Each.Sure() || g.Each.Lo <= 0 {
			continue
		}
		var parts []string
		for _, p := range t.s.Sweep {
			if cost := t.s.Cell(m.Name, p).Of(analysis.CPU); cost.Sure() {
				parts = append(parts, fmt.Sprintf("%s µs at %s", three(float64(cost.Median)/1000), integer(t.s.At(p))))
			}
		}
		if n := len(parts); n > 1 {
			texts = append(texts, fmt.Sprintf("The CPU time of a request to %s grows, and not in a line: %s.", m.Name, enumerate(parts[max(0, n-3):])))
		}
	}
	t.sayEach("cpu", texts)
}

// crossings says of each model from where on it costs more than others that it
// starts below.
func (t *sentences) crossings() {
	var texts []string
	for _, m := range own(t.s) {
		var parts []string
		for _, c := range t.s.Crossings {
			if c.Steep == m.Name && !c.Extrapolated && t.s.Tells(c) {
				parts = append(parts, crossing(t.s, c))
			}
		}
		if more := len(parts) - mostNamed; more > 0 {
			parts = append(parts[:mostNamed], fmt.Sprintf("%d more", more))
		}
		if len(parts) > 0 {
			texts = append(texts, fmt.Sprintf("By the lines fitted to both, %s costs more than %s.", m.Name, enumerate(parts)))
		}
	}
	t.sayEach("cpu", texts)
}
