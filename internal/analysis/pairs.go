package analysis

import (
	"math"
	"slices"

	"github.com/iomodels/iomodels/internal/stats"
)

// pairs are a metric of a cell over that of another one, in the rounds that have
// both; none if one of the cells is nil. Of trials that took turns the ratio is
// that of their slices, so that it may differ a little from the quotient of
// their windows.
func pairs(base, other *Cell, of *Metric) (all []stats.Pair) {
	if base == nil || other == nil {
		return nil
	}
	bases := base.byRound(of)
	for _, t := range other.measured {
		x := t.Value(of)
		if x == nil || *x <= 0 || bases[t.Round] <= 0 {
			continue
		}
		ratio, ok := ratioOfSlices(base.inRound(t.Round), t, of)
		if !ok {
			ratio = *x / bases[t.Round]
		}
		all = append(all, stats.Pair{Round: t.Round, Ratio: ratio})
	}
	return all
}

// InTurns says whether ratios are those of slices.
func (s *Summary) InTurns() bool {
	return slices.ContainsFunc(s.Trials, func(t *Trial) bool { return t.Slices != nil })
}

// inRound is the cell's trial of a round; nil if it was not measured there.
func (c *Cell) inRound(round int64) *Trial { return c.rounds[round] }

// ratioOfSlices is the ratio by the slices of the same turns; false if the two
// trials did not take turns, or their slices were not recorded.
func ratioOfSlices(base, other *Trial, of *Metric) (float64, bool) {
	if of.slice == nil || !tookTurns(base, other) {
		return 0, false
	}
	return stats.RatioOfTurns(base.inSlices(of), other.inSlices(of))
}

// tookTurns says whether two trials of a round went through the same turns.
func tookTurns(a, b *Trial) bool {
	return a.Slices != nil && b.Slices != nil && a.Round == b.Round && (a.plan.TurnsOfSweep() || a.Point == b.Point)
}

// inSlices is the metric of each slice, up to a factor; NaN where it cannot be told.
func (t *Trial) inSlices(of *Metric) []float64 {
	counts, by := of.slice(t.Slices)
	values := make([]float64, len(counts))
	for k, n := range counts {
		values[k] = math.NaN()
		if n > 0 && by[k] > 0 {
			values[k] = float64(n) / float64(by[k])
		}
	}
	return values
}
