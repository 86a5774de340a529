package stats

import (
	"math"
	"slices"
)

// RatioOfTurns is how much more one subject costs than the base in a round in
// which they took turns: value k of each is its cost in turn k, positive or NaN.
// It is false if no turn has both.
func RatioOfTurns(base, other []float64) (float64, bool) {
	var logs []float64
	for k := range min(len(base), len(other)) {
		if log := math.Log(other[k] / base[k]); !math.IsNaN(log) {
			logs = append(logs, log)
		}
	}
	if len(logs) == 0 {
		return 0, false
	}
	slices.Sort(logs)
	return math.Exp(median(logs)), true
}
