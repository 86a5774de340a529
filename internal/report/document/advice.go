package document

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// sentences are at most five, the most useful first.
func (a *answer) sentences() []string {
	if a.family == nil || a.family.Comparisons == 0 {
		return []string{a.alone()}
	}
	all := having([]string{a.take(), a.alternatives(), a.growth(), a.ending(), a.undecided(), a.waiting()}, func(s string) bool { return s != "" })
	return all[:min(len(all), 5)]
}

// alone is said if there is nothing to compare.
func (a *answer) alone() string {
	if len(a.models) == 1 {
		return fmt.Sprintf("This record measures %s alone: it says what that one costs, and cannot say which server to take.", a.models[0].Name)
	}
	return "The servers have no point in common, so this record cannot compare one with another."
}

// take says what to begin with.
func (a *answer) take() string {
	if few := TooFew(*a.family); few != "" {
		return fmt.Sprintf("No verdict yet: %s.", few)
	}
	if a.base == otherBuild {
		return a.builds()
	}
	cheaper := having(a.models, func(m *analysis.Model) bool { return a.everywhere(m, analysis.Cheaper) })
	if len(cheaper) == 0 {
		at := "any"
		if slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return slices.Contains(a.standings(m), analysis.Cheaper) }) {
			at = "every"
		}
		return fmt.Sprintf("Begin with %s: no other server costs less at %s point.", a.base, at)
	}
	return fmt.Sprintf("%s less than %s at every point: %s.", cost(cheaper), a.base, a.ranges(cheaper))
}

// builds says what became of this build against the other one.
func (a *answer) builds() string {
	for standing, how := range map[analysis.Standing]string{analysis.Dearer: "more than", analysis.Cheaper: "less than", analysis.Same: "the same as"} {
		if !slices.ContainsFunc(a.models, func(m *analysis.Model) bool { return !a.everywhere(m, standing) }) {
			return fmt.Sprintf("This build costs %s the other one: %s.", how, a.ranges(a.models))
		}
	}
	return ""
}

// alternatives says what the others cost, over the sweep.
func (a *answer) alternatives() string {
	if a.base == otherBuild {
		return ""
	}
	var parts []string
	for _, which := range []struct {
		text string
		of   []analysis.Standing
	}{
		{"the same", []analysis.Standing{analysis.Same}},
		{"the same or less", []analysis.Standing{analysis.Cheaper, analysis.Same}},
		{"the same or more", []analysis.Standing{analysis.Same, analysis.Dearer}},
		{"more", []analysis.Standing{analysis.Dearer}},
	} {
		these := having(a.models, func(m *analysis.Model) bool { return !a.grows(m) && slices.Equal(a.standings(m), which.of) })
		if len(these) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s (%s)", cost(these), which.text, a.ranges(these)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("Relative to %s, %s.", a.base, strings.Join(parts, "; "))
}

// cost begins a sentence on what servers cost; of many it says their number.
func cost(models []*analysis.Model) string {
	if n := len(models); n > 5 {
		return fmt.Sprintf("%d servers cost", n)
	}
	return words.List(Each(models, nameOf)) + words.Verb(len(models), " costs", " cost")
}

// standings are those that a server has at any point, from Cheaper to Open.
func (a *answer) standings(m *analysis.Model) []analysis.Standing {
	return having([]analysis.Standing{analysis.Cheaper, analysis.Same, analysis.Dearer, analysis.Open}, func(standing analysis.Standing) bool {
		return slices.ContainsFunc(a.compared(m), func(c *analysis.Cell) bool { return a.of(c).Standing() == standing })
	})
}

// everywhere says whether a server has that standing wherever it was measured.
func (a *answer) everywhere(m *analysis.Model, standing analysis.Standing) bool {
	return slices.Equal(a.standings(m), []analysis.Standing{standing})
}

// ranges are the medians of each server over the sweep: "1.21 to 1.26 times". Of
// many servers they are those of all together.
func (a *answer) ranges(models []*analysis.Model) string {
	if len(models) <= 3 {
		return words.Some(Each(models, func(m *analysis.Model) string {
			text := a.span(a.compared(m)) + " times"
			if len(models) > 1 {
				text = m.Name + " " + text
			}
			return text
		}))
	}
	var all []*analysis.Cell
	for _, m := range models {
		all = append(all, a.compared(m)...)
	}
	return a.span(all) + " times"
}

// span is the least and the greatest median of cells: "1.21 to 1.26".
func (a *answer) span(cells []*analysis.Cell) string {
	least, most := extremes(cells, func(c *analysis.Cell) analysis.Number { return a.of(c).Median })
	return strings.Join(slices.Compact([]string{words.Digits(a.of(least).Median, 2), words.Digits(a.of(most).Median, 2)}), " to ")
}

// grown is the growth of a ratio over the sweep from which on it is said.
const grown = 1.25

// grows says whether the ratio of a server grows over the sweep.
func (a *answer) grows(m *analysis.Model) bool {
	first, last := a.reach(m)
	return first != nil && a.of(last).Median > grown*a.of(first).Median
}

// growth says whose cost stays as it is along the sweep, and whose grows.
func (a *answer) growth() string {
	if !a.s.Load.Idles || !a.s.Growth.Reachable {
		return ""
	}
	var flat, grows []string
	reach := 1.0
	for _, m := range a.models {
		cells := having(along(a.s, m), func(c *analysis.Cell) bool { return c.CPUGrowth != nil })
		if len(cells) == 0 {
			continue
		}
		_, most := extremes(cells, func(c *analysis.Cell) analysis.Number { return analysis.Number(c.CPUGrowth.Reach()) })
		last := cells[len(cells)-1]
		switch {
		case most.CPUGrowth.Reach() <= 1+analysis.Close:
			flat, reach = append(flat, m.Name), max(reach, most.CPUGrowth.Reach())
		case last.CPUGrowth.Significant && last.CPUGrowth.Median > 1 && !a.grows(m): // else that is said with its end
			grows = append(grows, fmt.Sprintf("%s times for %s", words.Times(last.CPUGrowth.Median), m.Name))
		}
	}
	var parts []string
	if len(flat) > 0 {
		parts = append(parts, fmt.Sprintf("stays within ±%d%% for %s", int(math.Ceil(100*(reach-1))), words.Some(flat)))
	}
	if len(grows) > 0 {
		parts = append(parts, "grows "+words.Some(grows))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("Up to %s, the cost of a request %s.", at(a.s, a.ends[len(a.ends)-1]), strings.Join(parts, "; it "))
}

// ending says where a cheap choice ends: at a limit, or by growth.
func (a *answer) ending() string {
	var parts []string
	for _, m := range a.models {
		var does []string
		if first, last := a.reach(m); a.grows(m) {
			does = append(does, fmt.Sprintf("costs %s times at %s and %s times at %s", words.Digits(a.of(first).Median, 2), words.Integer(a.s.At(first.Point)), words.Digits(a.of(last).Median, 2), words.Integer(a.s.At(last.Point))))
		}
		if m.Limit != nil {
			does = append(does, "ends at "+words.Count(*m.Limit, "connection"))
		}
		if len(does) > 0 {
			parts = append(parts, m.Name+" "+strings.Join(does, "; it "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

// undecided names what could not be told, and the rounds that would.
func (a *answer) undecided() string {
	if !a.family.Reachable {
		return ""
	}
	rounds := 0
	var names []string
	for _, m := range a.models {
		open := having(a.compared(m), func(c *analysis.Cell) bool { return a.of(c).Standing() == analysis.Open })
		for _, c := range open {
			rounds = max(rounds, a.of(c).RoundsToTell())
		}
		if len(open) > 0 {
			places := Each(open, func(c *analysis.Cell) string { return words.Integer(a.s.At(c.Point)) })
			names = append(names, m.Name+" at "+words.Some(places))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("Not decided: %s. About %d rounds would.", words.Some(names), rounds)
}

// waiting is what users wait, in the open loop.
func (a *answer) waiting() string {
	t := &sentences{s: a.s}
	if t.responses(); len(t.all) > 0 {
		return t.all[0].Text
	}
	return ""
}
