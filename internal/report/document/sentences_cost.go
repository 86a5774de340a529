package document

import (
	"fmt"
	"math"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
)

// ratios says of each model where it differs from the baseline, and by how
// much: at the first and at the last point where it does. Of very many models
// it names the extremes.
func (t *sentences) ratios(r comparison, form string) {
	var models [][]*analysis.Cell
	for _, name := range r.models {
		var found []*analysis.Cell
		for _, p := range t.s.Sweep {
			if c := t.s.Cell(name, p); r.of(c).Stands() {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			models = append(models, found)
		}
	}
	if len(models) > mostNamed {
		t.extremes(r, form, models)
		return
	}
	for _, found := range models {
		first, last := found[0], found[len(found)-1]
		text := t.ratio(r, form, first)
		if last != first {
			text += fmt.Sprintf(", and %s times at %s %s", times(r.of(last).Median), integer(t.s.At(last.Point)), withinRatio(r.of(last)))
		}
		t.say(r.id, "%s.", text)
	}
}

func (t *sentences) ratio(r comparison, form string, c *analysis.Cell) string {
	return fmt.Sprintf(form, c.Model, times(r.of(c).Median), r.base, at(t.s, c.Point)) + " " + withinRatio(r.of(c))
}

func withinRatio(r *analysis.Ratio) string { return within(times(r.Lo), times(r.Hi)) }

func (t *sentences) extremes(r comparison, form string, models [][]*analysis.Cell) {
	least, most := models[0][0], models[0][0]
	for _, found := range models {
		for _, c := range found {
			if r.of(c).Median < r.of(least).Median {
				least = c
			}
			if r.of(c).Median > r.of(most).Median {
				most = c
			}
		}
	}
	t.say(r.id, "%d models differ from %s, which is 1, at some point; the most and the least: %s; %s.", len(models), r.base,
		lower(t.ratio(r, form, most)), lower(t.ratio(r, form, least)))
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// unranked says that there were too few rounds, and how many it takes.
func (t *sentences) unranked() {
	if few := TooFew(t.s.CPU); few != "" {
		t.say("cpu-ratio", "No model is ranked by CPU time: %s. The intervals stand.", few)
	}
}

// alike names the models that could not be told from the baseline at any point,
// though there were rounds enough to tell.
func (t *sentences) alike() {
	names := alike(t.s)
	if !t.s.CPU.Reachable || len(names) == 0 {
		return
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, m := range names {
		for _, p := range t.s.Sweep {
			if r := t.s.Cell(m, p).CPURatio; r != nil {
				lo, hi = min(lo, float64(r.Lo)), max(hi, float64(r.Hi))
			}
		}
	}
	t.say("cpu-ratio", "By CPU time per request %s could not be told from %s at any number of %s: the 95%% intervals of the ratio lie between %s and %s.",
		someOf(names), t.s.Baseline, t.s.Axis.Name, digits(lo, 2), digits(hi, 2))
}

// alike lists the models with intervals in every cell that both they and the
// baseline have, and a significant difference in none.
func alike(s *analysis.Summary) []string {
	var names []string
	for _, m := range s.Models {
		cells, sure := 0, true
		for _, p := range s.Sweep {
			if r := s.Cell(m.Name, p).CPURatio; r != nil {
				cells++
				sure = sure && r.Sure() && !r.Significant
			}
		}
		if cells > 0 && sure {
			names = append(names, m.Name)
		}
	}
	return names
}

// against says what differs between this build and the other one.
func (t *sentences) against() {
	f := t.s.CPUAgainst
	if f == nil || f.Comparisons == 0 {
		return
	}
	const section = "cpu-against"
	if few := TooFew(*f); few != "" {
		t.say(section, "This build cannot be told from the other one by CPU time: %s.", few)
		return
	}
	var found []string
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range t.s.Cells {
		r := c.CPUAgainst
		if r == nil {
			continue
		}
		lo, hi = min(lo, float64(r.Lo)), max(hi, float64(r.Hi))
		if r.Stands() {
			found = append(found, fmt.Sprintf("Per request, %s of this build takes %s times the CPU time of the other build's at %s %s.",
				c.Model, times(r.Median), at(t.s, c.Point), withinRatio(r)))
		}
	}
	t.sayEach(section, found)
	if len(found) == 0 {
		t.say(section, "By CPU time per request this build could not be told from the other one by any of the ratios (%s, %s): the 95%% intervals lie between %s and %s.",
			Count(f.Comparisons, "comparison"), Count(f.Rounds, "round"), digits(lo, 2), digits(hi, 2))
	}
}

// responses compares the 99th percentiles at the last point at which all models
// were measured.
func (t *sentences) responses() {
	if t.s.ClosedLoop {
		return
	}
	for i := len(t.s.Sweep) - 1; i >= 0; i-- {
		var cells []*analysis.Cell
		for _, m := range own(t.s) {
			if c := t.s.Cell(m.Name, t.s.Sweep[i]); c.Of(analysis.P99).Sure() {
				cells = append(cells, c)
			}
		}
		if len(cells) > 0 && len(cells) == len(own(t.s)) {
			t.response(cells)
			return
		}
	}
}

func (t *sentences) response(cells []*analysis.Cell) {
	p99 := func(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.P99) }
	best, worst := cells[0], cells[0]
	lo, hi := p99(best).Lo, p99(best).Hi
	for _, c := range cells {
		if p99(c).Median < p99(best).Median {
			best = c
		}
		if p99(c).Median > p99(worst).Median {
			worst = c
		}
		lo, hi = min(lo, p99(c).Lo), max(hi, p99(c).Hi)
	}
	id, where := responseID(t.s, best.Point), at(t.s, best.Point)
	switch {
	case p99(best).Hi < p99(worst).Lo:
		t.say(id, "At %s, 99%% of the requests to %s were answered within %s, and of those to %s within %s.",
			where, best.Model, micros(p99(best)), worst.Model, micros(p99(worst)))
	case len(cells) == 1:
		t.say(id, "At %s, 99%% of the requests to %s were answered within %s.", where, best.Model, micros(p99(best)))
	default:
		t.say(id, "At %s, the models' 99th percentiles of the response time overlap: all their 95%% intervals lie between %s and %s µs.",
			where, three(float64(lo)/1000), three(float64(hi)/1000))
	}
}

// micros is an interval of nanoseconds in µs.
func micros(i *analysis.Interval) string {
	return three(float64(i.Median)/1000) + " µs " + within(three(float64(i.Lo)/1000), three(float64(i.Hi)/1000))
}
