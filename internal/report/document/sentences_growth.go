package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// growths says what one connection more costs: of the models whose cost grows,
// and of the others at most. Models that were measured over the same range share
// a sentence.
func (t *sentences) growths() {
	for _, say := range []func(over string, models []*analysis.Model){t.growing, t.flat} {
		var ranges []string
		models := map[string][]*analysis.Model{}
		for _, m := range own(t.s) {
			if g := m.Growth; g.Straight() {
				over := fmt.Sprintf("between %s and %s", words.Integer(g.From), words.Count(g.To, t.s.Axis.Unit))
				ranges, models[over] = append(ranges, over), append(models[over], m)
			}
		}
		for i, over := range ranges {
			if slices.Index(ranges, over) == i {
				say(over, models[over])
			}
		}
	}
}

// level says whether a cost may as well not grow.
func level(m *analysis.Model) bool { return m.Growth.Each.Lo <= 0 && m.Growth.Each.Hi >= 0 }

// growing names the steepest first; of very many, those alone.
func (t *sentences) growing(over string, models []*analysis.Model) {
	if models = slices.DeleteFunc(models, level); len(models) == 0 {
		return
	}
	slices.SortStableFunc(models, func(a, b *analysis.Model) int { return cmp.Compare(b.Growth.Each.Median, a.Growth.Each.Median) })
	parts := inUnit(models, " ns", func(m *analysis.Model, unit string) string {
		return words.Fine(m.Growth.Each.Median) + unit + " in " + m.Name + " " + within(&m.Growth.Each, words.Fine)
	})
	t.say("cpu", "Each %s adds to the CPU time of a request, on average %s: %s.", more(t.s), over, words.Some(parts))
}

func (t *sentences) flat(over string, models []*analysis.Model) {
	models = slices.DeleteFunc(models, func(m *analysis.Model) bool { return !level(m) })
	if len(models) == 0 {
		return
	}
	all := span(models, func(m *analysis.Model) *analysis.Interval { return &m.Growth.Each })
	t.say("cpu", "For %s no growth of the CPU time per request can be told from noise %s: each %s changes it by %s ns at most (95%% interval).",
		words.Some(namesOf(models)), over, more(t.s), words.Fine(max(-all.Lo, all.Hi)))
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

// crossings says of each model from where on it costs more than others that it
// starts below.
func (t *sentences) crossings() {
	t.sayOf("cpu", func(m *analysis.Model) string {
		var parts []string
		for _, c := range t.s.Crossings {
			if c.Steep == m.Name && !c.Extrapolated && t.s.Tells(c) {
				parts = append(parts, crossing(t.s, c))
			}
		}
		if len(parts) == 0 {
			return ""
		}
		return "By the lines fitted to both, " + m.Name + " costs more than " + words.Some(parts) + "."
	})
}
