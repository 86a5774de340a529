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
	var residuals []stats.Residual // of the measured trials, in the order in which they ran
	for _, t := range s.Trials {
		median, cost := s.cells[t.Cell()].Of(CPU), t.Value(CPU)
		if cost != nil && *cost > 0 && median.Median > 0 {
			residuals = append(residuals, stats.Residual{Round: t.Round, Log: math.Log(*cost / float64(median.Median))})
		}
	}
	if d, ok := stats.Drift(residuals); ok {
		s.Trust.Drift = &Drift{EachRound: interval(d.Slope), P: Number(d.P), Significant: d.Significant}
		if d.Significant {
			s.Warnings = append(s.Warnings, Warning{Warning: record.Warning{Code: DriftWarning}})
		}
	}
	if c, ok := stats.Successive(residuals); ok {
		s.Trust.Correlation = &Correlation{R: Number(c.R), Trials: c.N, Bound: Number(c.Bound), Told: c.Told()}
	}
	if s.LagOfRatios() > MostLag {
		s.Warnings = append(s.Warnings, Warning{Warning: record.Warning{Code: LagWarning}})
	}
	for _, t := range s.Trials {
		if x := t.Value(Little); x != nil {
			if s.Trust.Little == nil {
				s.Trust.Little = &LittlesLaw{}
			}
			s.Trust.Little.Trials++
			s.Trust.Little.Off = max(s.Trust.Little.Off, Number(math.Abs(*x-1)))
		}
	}
}

// A Warning is the first of its code, wherever it was raised.
type Warning struct {
	record.Warning
	Trials int `json:"trials"` // that carry it; 0: the record as a whole
}

// LagOfRatios is the greatest correlation, in any table of ratios, of a ratio
// with that of the round before.
func (s *Summary) LagOfRatios() (most Number) {
	for _, f := range []*Family{&s.CPU, &s.Requests, s.CPUAgainst, s.RequestsAgainst} {
		if f != nil && f.LagOne != nil {
			most = max(most, *f.LagOne)
		}
	}
	return most
}

// MostLag is the correlation of ratios above which the verdicts are not to be
// relied on: at 0.35, 10 to 30 % of simulated runs of equal servers name a
// difference, in place of 5 %.
const MostLag = 0.2

// DriftWarning and LagWarning are the codes of the warnings that the analysis
// adds. They have no text here: that is worded from Trust.Drift and LagOfRatios.
const (
	DriftWarning = "drift"
	LagWarning   = "ratios-correlated"
)

// gatherWarnings takes the codes of the record and of its trials, in the order
// in which they come.
func (s *Summary) gatherWarnings() {
	add := func(w record.Warning, trials int) {
		at := slices.IndexFunc(s.Warnings, func(have Warning) bool { return have.Code == w.Code })
		if at < 0 {
			at = len(s.Warnings)
			s.Warnings = append(s.Warnings, Warning{Warning: w})
		}
		s.Warnings[at].Trials += trials
	}
	for _, w := range s.Source.Warnings {
		add(w, 0)
	}
	for i := range s.Source.Trials {
		seen := map[string]bool{}
		for _, w := range s.Source.Trials[i].Warnings {
			add(w, one(!seen[w.Code]))
			seen[w.Code] = true
		}
	}
}
