package report

import "math"

// against says what changed from the other build to this one.
func (t *teller) against() {
	f := t.s.CPUAgainst
	if f == nil || f.Comparisons == 0 {
		return
	}
	rounds := count(f.Rounds, "round")
	if !f.Reachable {
		text := ""
		if f.RoundsNeeded > 0 {
			text = "; that takes at least " + count(f.RoundsNeeded, "round")
		}
		t.tell("cpu-against", "This build cannot be told from the other one by CPU time: %s over %s cannot reach significance%s.", count(f.Comparisons, "comparison"), rounds, text)
		return
	}
	found := 0
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range t.s.Cells {
		c := &t.s.Cells[i]
		r := c.CPUAgainst
		if r == nil {
			continue
		}
		lo, hi = min(lo, float64(r.Lo)), max(hi, float64(r.Hi))
		if !r.stands() {
			continue
		}
		if found++; found <= mostTold {
			t.tell("cpu-against", "Per request, %s of this build takes %s times the CPU time of the other build's at %s %s.",
				c.Model, nearOne(r.Median), t.connections(c.Connections), withinRatio(r))
		}
	}
	switch {
	case found == 0:
		t.tell("cpu-against", "By CPU time per request this build could not be told from the other one by any of the ratios (%s, %s): the 95%% intervals lie between %s and %s.",
			count(f.Comparisons, "comparison"), rounds, digits(lo, 2), digits(hi, 2))
	case found > mostTold:
		t.tell("cpu-against", "The two builds differ in %d further cells: see the table.", found-mostTold)
	}
}
