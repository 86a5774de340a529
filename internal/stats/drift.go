package stats

import (
	"maps"
	"math"
	"slices"
)

// A Residual is the logarithm of a trial's cost over the median cost of all
// trials that are alike, in its round.
type Residual struct {
	Round int64
	Log   float64
}

// Drift is the trend of the rounds' levels, as a fraction: 0.01 is 1 % more each
// round. A round's level is the median of its residuals.
func Drift(residuals []Residual) (Trend, bool) {
	logs := map[int64][]float64{}
	for _, r := range residuals {
		logs[r.Round] = append(logs[r.Round], r.Log)
	}
	var rounds, levels []float64
	for _, round := range slices.Sorted(maps.Keys(logs)) {
		rounds, levels = append(rounds, float64(round)), append(levels, Summarise(logs[round]).Median)
	}
	t, ok := TrendOver(rounds, levels)
	t.Slope.Median, t.Slope.Lo, t.Slope.Hi = math.Expm1(t.Slope.Median), math.Expm1(t.Slope.Lo), math.Expm1(t.Slope.Hi)
	return t, ok
}

// Successive is the correlation of residuals that follow each other. It is false
// for those of one round, of which every one is 0, and where LagOne is.
func Successive(residuals []Residual) (Correlation, bool) {
	var logs []float64
	several := false
	for _, r := range residuals {
		logs = append(logs, r.Log)
		several = several || r.Round != residuals[0].Round
	}
	c, ok := LagOne(logs)
	return c, ok && several
}
