// Package stats says what samples allow to be said: medians with their
// intervals, paired comparisons, growth. It is pure: no clock, no machine, and
// what is drawn at random comes from a seed.
package stats

import (
	"math"
	"slices"
)

// Confidence is the least coverage that an interval aims at, and Alpha the
// chance of an error that a test allows.
const (
	Confidence = 0.95
	Alpha      = 0.05
)

// A Summary is the median of a sample, with an interval for the median of what
// the sample was drawn from. All three bear the unit of the sample.
type Summary struct {
	N              int // values in the sample
	Median, Lo, Hi float64

	// Coverage is the chance that an interval made so holds the true median,
	// from 0 to 1. It is at least Confidence from 6 values on; below, no such
	// interval exists, and Lo and Hi are the extremes with the coverage that
	// they have.
	Coverage float64
}

// Summarise is the median of xs and its order-statistic interval: the values
// k-th from either end, with the largest k that still reaches Confidence.
// It assumes independent values and nothing of their distribution. The
// coverage is exact for continuous ones, at least that much for others:
// 1 - 2·P(B < k), with B binomial (n, ½) (David and Nagaraja, Order
// Statistics, 3rd edition, section 7.1).
//
// golang.org/x/perf/benchmath makes such intervals too, but leans to the lower
// side at some n (at 8 it takes the 1st and the 7th value) and approximates
// past 30; a ratio and its inverse would then get different intervals.
func Summarise(xs []float64) Summary { return SummariseAt(xs, Confidence) }

// SummariseAt is Summarise with another coverage to reach.
func SummariseAt(xs []float64, confidence float64) Summary {
	n := len(xs)
	if n == 0 {
		return Summary{}
	}
	sorted := slices.Sorted(slices.Values(xs))
	k, coverage := Order(n, confidence)
	return Summary{N: n, Median: median(sorted), Lo: sorted[k-1], Hi: sorted[n-k], Coverage: coverage}
}

// Order is the greatest k, from 1, whose values from either end of n bound an
// interval that reaches the confidence, and its coverage. If none does, k is 1 and the
// coverage is that of the extremes.
func Order(n int, confidence float64) (k int, coverage float64) {
	tail := binomial(0, n, 0.5) // P(B < 1)
	for k = 1; ; k++ {
		more := tail + binomial(k, n, 0.5)
		if 2*k+1 > n || 1-2*more < confidence {
			return k, math.Max(0, 1-2*tail)
		}
		tail = more
	}
}

// median is the middle value, or the mean of the two middle ones.
func median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	a, b := sorted[n/2-1], sorted[n/2]
	if a == b {
		return a // infinities have no mean
	}
	return a/2 + b/2
}
