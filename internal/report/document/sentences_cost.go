package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// ratios says of each model where it differs from the base, and by how much: at
// the first and at the last point where it does. Of very many models it names
// the extremes.
func (t *sentences) ratios(r comparison, form string) {
	say := func(c *analysis.Cell) string {
		return fmt.Sprintf(form, c.Model, words.Times(r.of(c).Median), r.base, at(t.s, c.Point)) + " " + within(&r.of(c).Interval, words.Times)
	}
	var texts []string
	var all []*analysis.Cell
	for _, m := range r.models {
		found := t.standing(m, r.of)
		if len(found) == 0 {
			continue
		}
		first, last := found[0], found[len(found)-1]
		text := say(first)
		if last != first {
			text += fmt.Sprintf(", and %s times at %s %s", words.Times(r.of(last).Median), words.Integer(t.s.At(last.Point)), within(&r.of(last).Interval, words.Times))
		}
		texts, all = append(texts, text+"."), append(all, found...)
	}
	if len(texts) <= words.Most {
		t.sayEach(r.id, texts)
		return
	}
	byRatio := func(a, b *analysis.Cell) int { return cmp.Compare(r.of(a).Median, r.of(b).Median) }
	most, least := say(slices.MaxFunc(all, byRatio)), say(slices.MinFunc(all, byRatio))
	t.say(r.id, "%d models differ from %s, which is 1, at some point; the most and the least: %s; %s.", len(texts), r.base,
		strings.ToLower(most[:1])+most[1:], strings.ToLower(least[:1])+least[1:])
}

// standing are the cells of a model with a difference, along the sweep.
func (t *sentences) standing(m *analysis.Model, of func(*analysis.Cell) *analysis.Ratio) []*analysis.Cell {
	var found []*analysis.Cell
	for _, p := range t.s.Sweep {
		if c := t.s.Cell(m.Name, p); of(c).Stands() {
			found = append(found, c)
		}
	}
	return found
}

// unranked says that there were too few rounds, and how many it takes.
func (t *sentences) unranked() {
	if few := TooFew(t.s.CPU); few != "" {
		t.say("cpu-ratio", "No model is ranked by CPU time: %s. The intervals stand.", few)
	}
}

// alike names the models that could not be told from the baseline at any point,
// though there were rounds enough to tell.
func (t *sentences) alike() {
	names, over := alike(t.s)
	if t.s.CPU.Reachable && len(names) > 0 {
		t.say("cpu-ratio", "By CPU time per request %s could not be told from %s at any number of %s: the 95%% intervals of the ratio lie between %s and %s.",
			words.Some(names), t.s.Baseline, t.s.Axis.Name, words.Digits(over.Lo, 2), words.Digits(over.Hi, 2))
	}
}

// alike lists the models with intervals in every cell that both they and the
// baseline have, and a significant difference in none, and what their intervals
// span.
func alike(s *analysis.Summary) (names []string, over analysis.Interval) {
	var intervals []*analysis.Interval
	for _, m := range own(s) {
		var mine []*analysis.Interval
		sure := true
		for _, p := range s.Sweep {
			if r := s.Cell(m.Name, p).CPURatio; r != nil {
				mine = append(mine, &r.Interval)
				sure = sure && r.Sure() && !r.Significant
			}
		}
		if len(mine) > 0 && sure {
			names, intervals = append(names, m.Name), append(intervals, mine...)
		}
	}
	return names, span(intervals)
}

// span is an interval that holds all of them; none: the zero one.
func span(all []*analysis.Interval) analysis.Interval {
	if len(all) == 0 {
		return analysis.Interval{}
	}
	out := *all[0]
	for _, i := range all {
		out.Lo, out.Hi = min(out.Lo, i.Lo), max(out.Hi, i.Hi)
	}
	return out
}

// against says what differs between this build and the other one.
func (t *sentences) against() {
	f := t.s.CPUAgainst
	if f == nil || f.Comparisons == 0 {
		return
	}
	if few := TooFew(*f); few != "" {
		t.say("cpu-against", "This build cannot be told from the other one by CPU time: %s.", few)
		return
	}
	var found []string
	var intervals []*analysis.Interval
	for _, c := range t.s.Cells {
		r := c.CPUAgainst
		if r == nil {
			continue
		}
		intervals = append(intervals, &r.Interval)
		if r.Stands() {
			found = append(found, fmt.Sprintf("Per request, %s of this build takes %s times the CPU time of the other build's at %s %s.",
				c.Model, words.Times(r.Median), at(t.s, c.Point), within(&r.Interval, words.Times)))
		}
	}
	if len(found) == 0 {
		over := span(intervals)
		found = []string{fmt.Sprintf("By CPU time per request this build could not be told from the other one by any of the ratios (%s, %s): the 95%% intervals lie between %s and %s.",
			words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"), words.Digits(over.Lo, 2), words.Digits(over.Hi, 2))}
	}
	t.sayEach("cpu-against", found)
}

// responses compares the 99th percentiles at the last point at which all models
// were measured.
func (t *sentences) responses() {
	for i := len(t.s.Sweep) - 1; i >= 0 && !t.s.ClosedLoop; i-- {
		var cells []*analysis.Cell
		for _, m := range own(t.s) {
			if c := t.s.Cell(m.Name, t.s.Sweep[i]); p99(c).Sure() {
				cells = append(cells, c)
			}
		}
		if len(cells) > 0 && len(cells) == len(own(t.s)) {
			t.response(cells)
			return
		}
	}
}

func p99(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.P99) }

func (t *sentences) response(cells []*analysis.Cell) {
	byMedian := func(a, b *analysis.Cell) int { return cmp.Compare(p99(a).Median, p99(b).Median) }
	best, worst := slices.MinFunc(cells, byMedian), slices.MaxFunc(cells, byMedian)
	in := func(c *analysis.Cell) string {
		return fmt.Sprintf("to %s were answered within %s µs %s", c.Model, words.Micros(p99(c).Median), within(p99(c), words.Micros))
	}
	var intervals []*analysis.Interval
	for _, c := range cells {
		intervals = append(intervals, p99(c))
	}
	id, where, over := responseID(t.s, best.Point), at(t.s, best.Point), span(intervals)
	switch {
	case p99(best).Hi < p99(worst).Lo:
		t.say(id, "At %s, 99%% of the requests %s, and of those %s.", where, in(best), in(worst))
	case len(cells) == 1:
		t.say(id, "At %s, 99%% of the requests %s.", where, in(best))
	default:
		t.say(id, "At %s, the models' 99th percentiles of the response time overlap: all their 95%% intervals lie between %s and %s µs.", where, words.Micros(over.Lo), words.Micros(over.Hi))
	}
}
