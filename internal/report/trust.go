package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// Trust is what a run says of itself: how far its trials bear each other out.
type Trust struct {
	Drift             *Drift       `json:"drift"` // null: fewer than 3 rounds
	DriftRoundsNeeded int          `json:"drift_rounds_needed"`
	Correlation       *Correlation `json:"lag_1"`       // null: one round, or fewer than 3 trials
	Little            *Little      `json:"littles_law"` // null in a closed loop, where it is an identity
}

// A Drift is how the level of the CPU time per request changed over the rounds:
// of each round the median, over its trials, of the cost relative to the median of its cell.
type Drift struct {
	EachRound   Interval `json:"per_round"` // as a fraction: 0.01 is 1 % more each round
	P           Number   `json:"p"`
	Significant bool     `json:"significant"`
}

// A Correlation is that of trials that follow each other, in what is left of
// their costs when the median of each one's cell is taken out.
type Correlation struct {
	R      Number `json:"r"`
	Trials int    `json:"trials"`
	Bound  Number `json:"bound"` // that of independent trials exceeds it on either side 1 time in 20
	Told   bool   `json:"told"`
}

// Little is Little's law in the trials of an open loop.
type Little struct {
	Trials int    `json:"trials"`
	Off    Number `json:"most_off"` // how far from 1 the worst trial's Cell.Little is
}

func (d *derivation) trust() {
	d.s.Trust.DriftRoundsNeeded = stats.TrendNeeded
	residuals := d.residuals()
	d.drift(residuals)
	d.correlation(residuals)
	for _, cell := range d.figures {
		for _, f := range cell {
			if f.little == nil || d.s.ClosedLoop {
				continue
			}
			if d.s.Trust.Little == nil {
				d.s.Trust.Little = &Little{}
			}
			l := d.s.Trust.Little
			l.Trials++
			l.Off = max(l.Off, Number(math.Abs(*f.little-1)))
		}
	}
}

// A residual is the logarithm of a trial's cost over the median of its cell.
type residual struct {
	round int64
	log   float64
}

// residuals are those of the measured trials, in the order in which they ran.
func (d *derivation) residuals() []residual {
	medians := map[record.Cell]float64{}
	for i := range d.s.Cells {
		if c := &d.s.Cells[i]; c.CPU != nil && c.CPU.Median > 0 {
			medians[c.at()] = float64(c.CPU.Median)
		}
	}
	next := map[record.Cell]int{} // of the cell's figures, which are in the order of the trials
	var all []residual
	for i := range d.r.Trials {
		t := &d.r.Trials[i]
		cell := record.Cell{Model: t.Model, Point: record.Point{Connections: t.Connections}}
		if t.Outcome != record.Measured || next[cell] >= len(d.figures[cell]) {
			continue
		}
		f := d.figures[cell][next[cell]]
		next[cell]++
		if median := medians[cell]; median > 0 && f.cpu != nil && *f.cpu > 0 {
			all = append(all, residual{f.round, math.Log(*f.cpu / median)})
		}
	}
	return all
}

// drift looks for a trend of the rounds' levels, and warns of one.
func (d *derivation) drift(residuals []residual) {
	byRound := map[int64][]float64{}
	for _, r := range residuals {
		byRound[r.round] = append(byRound[r.round], r.log)
	}
	var rounds, levels []float64
	for round := int64(1); round <= d.s.Rounds; round++ {
		if logs := byRound[round]; len(logs) > 0 {
			rounds, levels = append(rounds, float64(round)), append(levels, stats.Summarise(logs).Median)
		}
	}
	trend, ok := stats.TrendOver(rounds, levels)
	if !ok {
		return
	}
	s := trend.Slope
	s.Median, s.Lo, s.Hi = math.Expm1(s.Median), math.Expm1(s.Lo), math.Expm1(s.Hi)
	drift := &Drift{EachRound: interval(s), P: Number(trend.P), Significant: trend.Significant}
	d.s.Trust.Drift = drift
	if drift.Significant {
		d.s.Warnings = append(d.s.Warnings, Warning{
			Code: "drift",
			Text: fmt.Sprintf("the CPU time per request changed by %s a round (%s to %s), whatever the model",
				signedPercent(drift.EachRound.Median), signedPercent(drift.EachRound.Lo), signedPercent(drift.EachRound.Hi)),
			Remedy: "trust the ratios, which are taken within rounds, more than the times; for publication, run it again once the machine has settled",
		})
	}
}

func (d *derivation) correlation(residuals []residual) {
	several := slices.ContainsFunc(residuals, func(r residual) bool { return r.round != residuals[0].round })
	if !several {
		return // every residual of one round is 0
	}
	var logs []float64
	for _, r := range residuals {
		logs = append(logs, r.log)
	}
	if c, ok := stats.LagOne(logs); ok {
		d.s.Trust.Correlation = &Correlation{R: Number(c.R), Trials: c.N, Bound: Number(c.Bound), Told: c.Told()}
	}
}

// signedPercent is a fraction as a percentage with its sign: "+0.42%".
func signedPercent(x Number) string {
	text := digits(100*float64(x), 2)
	if x > 0 {
		text = "+" + text
	}
	return text + "%"
}
