package report

import "fmt"

// extent says how far the run can be trusted, by what its own trials show.
func (d *writer) extent() {
	b := block{heading: "How far to trust this run", list: true}
	measured := false
	for i := range d.s.Cells {
		measured = measured || d.s.Cells[i].CPU != nil
	}
	if measured {
		b.lines = append(b.lines, d.driftInWords(), d.correlationInWords())
	}
	if l := d.s.Trust.Little; l != nil {
		b.lines = append(b.lines, fmt.Sprintf(
			"Little's law: the mean number of requests in the system and the rate times the mean response time, which are counted apart, differ by at most %s%% in %s.",
			digits(100*float64(l.Off), 1), count(l.Trials, "trial")))
	}
	d.add(b)
}

func (d *writer) driftInWords() string {
	drift := d.s.Trust.Drift
	switch {
	case drift == nil || drift.EachRound.N < d.s.Trust.DriftRoundsNeeded:
		return fmt.Sprintf("Drift over the rounds cannot be told: that takes %d rounds at least.", d.s.Trust.DriftRoundsNeeded)
	case !drift.Significant:
		return fmt.Sprintf("Drift over the rounds: none that can be told from noise. The CPU time per request changed by %s a round.", drift.inWords())
	}
	return fmt.Sprintf("Drift over the rounds: the CPU time per request changed by %s a round, whatever the model, so the machine was not the same at the end as at the start. The ratios are taken within rounds, which takes most of it out; the times hold it.", drift.inWords())
}

func (drift *Drift) inWords() string {
	each := drift.EachRound
	return fmt.Sprintf("%s (%s interval %s to %s)", signedPercent(each.Median), percent(float64(each.Coverage)), signedPercent(each.Lo), signedPercent(each.Hi))
}

func (d *writer) correlationInWords() string {
	c := d.s.Trust.Correlation
	if c == nil {
		return "The correlation of successive trials cannot be told: that takes 2 rounds and 3 trials at least."
	}
	text := fmt.Sprintf("Successive trials: the CPU time per request, divided by the median of its cell, has a correlation of %s at lag 1 over %s; for independent trials it would be within ±%s in 95%% of runs.",
		digits(float64(c.R), 2), count(c.Trials, "trial"), digits(float64(c.Bound), 2))
	switch {
	case c.Told && c.R > 0:
		return text + " What disturbs a trial disturbs its neighbours too: one trial is no independent witness, which is why models are compared within rounds, and rounds are what is counted."
	case c.Told:
		return text + " Trials alternate more than chance would have it: look at what the machine does between them."
	}
	return text + " No dependence of one trial on the next can be told."
}
