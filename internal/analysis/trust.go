package analysis

import (
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
	Little            *LittlesLaw  `json:"littles_law"` // null in a closed loop, where it is an identity
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

// LittlesLaw is how far it is off in the trials of an open loop.
type LittlesLaw struct {
	Trials int    `json:"trials"`
	Off    Number `json:"most_off"` // how far from 1 the worst trial's metric Little is
}

func (s *Summary) trust() {
	s.Trust.DriftRoundsNeeded = stats.TrendNeeded
	residuals := s.residuals()
	s.drift(residuals)
	s.correlation(residuals)
	for _, t := range s.Trials {
		x := t.Value(Little)
		if x == nil {
			continue
		}
		if s.Trust.Little == nil {
			s.Trust.Little = &LittlesLaw{}
		}
		s.Trust.Little.Trials++
		s.Trust.Little.Off = max(s.Trust.Little.Off, Number(math.Abs(*x-1)))
	}
}

// A residual is the logarithm of a trial's cost over the median of its cell.
type residual struct {
	round int64
	log   float64
}

// residuals are those of the measured trials, in the order in which they ran.
func (s *Summary) residuals() []residual {
	medians := map[record.Cell]float64{}
	for _, c := range s.Cells {
		if cost := c.Of(CPU); cost != nil && cost.Median > 0 {
			medians[c.Cell] = float64(cost.Median)
		}
	}
	var all []residual
	for _, t := range s.Trials {
		cost := t.Value(CPU)
		if median := medians[t.Cell()]; median > 0 && cost != nil && *cost > 0 {
			all = append(all, residual{t.Round, math.Log(*cost / median)})
		}
	}
	return all
}

// drift looks for a trend of the rounds' levels.
func (s *Summary) drift(residuals []residual) {
	byRound := map[int64][]float64{}
	for _, r := range residuals {
		byRound[r.round] = append(byRound[r.round], r.log)
	}
	var rounds, levels []float64
	for round := int64(1); round <= s.Rounds; round++ {
		if logs := byRound[round]; len(logs) > 0 {
			rounds, levels = append(rounds, float64(round)), append(levels, stats.Summarise(logs).Median)
		}
	}
	trend, ok := stats.TrendOver(rounds, levels)
	if !ok {
		return
	}
	slope := trend.Slope
	slope.Median, slope.Lo, slope.Hi = math.Expm1(slope.Median), math.Expm1(slope.Lo), math.Expm1(slope.Hi)
	s.Trust.Drift = &Drift{EachRound: interval(slope), P: Number(trend.P), Significant: trend.Significant}
	if trend.Significant {
		s.Warnings = append(s.Warnings, Warning{Code: DriftWarning})
	}
}

func (s *Summary) correlation(residuals []residual) {
	several := slices.ContainsFunc(residuals, func(r residual) bool { return r.round != residuals[0].round })
	if !several {
		return // every residual of one round is 0
	}
	var logs []float64
	for _, r := range residuals {
		logs = append(logs, r.log)
	}
	if c, ok := stats.LagOne(logs); ok {
		s.Trust.Correlation = &Correlation{R: Number(c.R), Trials: c.N, Bound: Number(c.Bound), Told: c.Told()}
	}
}
