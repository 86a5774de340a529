package stats

import (
	"maps"
	"math"
	"slices"
)

// A Pair is how much more one subject costs than the base in a round: a ratio,
// positive.
type Pair struct {
	Round int64
	Ratio float64
}

// A Comparison is how much more a subject costs than the base: a ratio, without
// unit.
type Comparison struct {
	Ratio Summary // over the rounds

	// P is the chance of a mean log ratio at least this far from 0 if the two
	// were alike; Adjusted is P corrected for all comparisons of its family.
	P, Adjusted float64

	// Significant is Adjusted <= Alpha. It alone ranks: whatever the interval
	// looks like, what is not significant is not a difference.
	Significant bool
}

// Compare makes comparisons that belong to one table and to the same rounds:
// family[j] holds the pairs of comparison j.
//
// Ratios are taken inside the rounds, since what disturbs a round moves both
// subjects; their logarithms are summarised, so that a ratio and its inverse
// agree. MaxT tests them all at once; P alone is Fisher's sign-flip test on the
// mean of the log ratios, two-sided.
func Compare(family [][]Pair, seed uint64) []Comparison {
	all := make([]Comparison, len(family))
	for j, t := range MaxT(logsByRound(family), seed) {
		all[j] = Comparison{Ratio: RatioOf(family[j]), P: t.P, Adjusted: t.Adjusted, Significant: t.Adjusted <= Alpha}
	}
	return all
}

// logsByRound are the log ratios of each comparison, one a round that any of
// them has, in order; NaN where a comparison lacks the round.
func logsByRound(family [][]Pair) [][]float64 {
	index := map[int64]int{}
	for _, pairs := range family {
		for _, p := range pairs {
			index[p.Round] = 0
		}
	}
	for i, round := range slices.Sorted(maps.Keys(index)) {
		index[round] = i
	}
	all := make([][]float64, len(family))
	for j, pairs := range family {
		all[j] = slices.Repeat([]float64{math.NaN()}, len(index))
		for _, p := range pairs {
			all[j][index[p.Round]] = p.logRatio()
		}
	}
	return all
}

// RatioOf is the ratio of a Comparison alone: how much more, and not whether.
func RatioOf(pairs []Pair) Summary {
	logs := make([]float64, len(pairs))
	for i, p := range pairs {
		logs[i] = p.logRatio()
	}
	return ratioOfLogs(logs)
}

func ratioOfLogs(logs []float64) Summary {
	s := Summarise(logs)
	if s.N > 0 {
		s.Median, s.Lo, s.Hi = math.Exp(s.Median), math.Exp(s.Lo), math.Exp(s.Hi)
	}
	return s
}

// LagOneOfRatios is LagOne of the log ratios of each comparison, in the order
// of its pairs. MaxT rests on rounds that do not depend on each other.
func LagOneOfRatios(family [][]Pair) (Correlation, bool) {
	series := make([][]float64, len(family))
	for j, pairs := range family {
		for _, p := range pairs {
			series[j] = append(series[j], p.logRatio())
		}
	}
	return LagOne(series...)
}

func (p Pair) logRatio() float64 { return math.Log(p.Ratio) }
