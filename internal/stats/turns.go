package stats

import (
	"math"
	"slices"
)

// trimmed is the share of turns that is left out at either end. The mean of the
// middle half follows a cost that varies by itself, as the median does not, and a
// turn that was hit alone does not move it, as it moves the mean.
const trimmed = 0.25

// RatioOfTurns is how much more one subject costs than the base in a round in
// which they took turns: the trimmed mean of the log ratios of the turns. Value k
// of each is its cost in turn k, positive or NaN. It is false if no turn has both.
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
	out := int(trimmed * float64(len(logs)))
	sum, middle := 0.0, logs[out:len(logs)-out]
	for _, log := range middle {
		sum += log
	}
	return math.Exp(sum / float64(len(middle))), true
}
