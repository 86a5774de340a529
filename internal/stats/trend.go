package stats

import (
	"math"
	"slices"
)

// A Trend is how values change along an axis, such as the cost of a request
// over the rounds of a run.
type Trend struct {
	// Slope is the median of the slopes between all pairs of values, in their unit per unit of
	// the axis, with its interval. N is the number of values, not of pairs.
	Slope Summary

	P           float64 // of Kendall's test, two-sided: the chance of so much order in values that have none
	Significant bool    // P <= Alpha
}

const (
	// mostTrended bounds the pairs. Of more values, as many are taken at even distances.
	mostTrended = 1000

	// exactOrder is up to how many values Kendall's distribution is counted out;
	// above, a normal one with the same variance stands for it.
	exactOrder = 100
)

// TrendOver is the trend of ys at xs, which rise and are all different. It assumes
// that the values are independent; those of successive rounds are nearly so.
//
// The slope is that of Theil and Sen, with Sen's interval, which needs no distribution: the
// k-th slopes from either end, with the largest k that still reaches Confidence (Sen,
// JASA 63, 1968, 1379-1389). P is that of Kendall's test of rank correlation with
// the axis (Kendall, Biometrika 30, 1938, 81-93; Mann, Econometrica 13, 1945, 245-259).
// It is false for fewer than 3 values. No P is below Alpha for fewer than TrendNeeded.
func TrendOver(xs, ys []float64) (Trend, bool) {
	for len(ys) > mostTrended {
		xs, ys = everySecond(xs), everySecond(ys)
	}
	n := len(ys)
	if n < 3 {
		return Trend{}, false
	}
	var slopes []float64
	order := 0 // pairs that rise less pairs that fall
	for i := range n {
		for j := i + 1; j < n; j++ {
			slope := (ys[j] - ys[i]) / (xs[j] - xs[i])
			slopes = append(slopes, slope)
			switch {
			case slope > 0:
				order++
			case slope < 0:
				order--
			}
		}
	}
	slices.Sort(slopes)
	below := kendall(n)
	k, coverage := 1, 1-2*below(0)
	for ; 2*k < len(slopes) && 1-2*below(k) >= Confidence; k++ {
		coverage = 1 - 2*below(k)
	}
	t := Trend{Slope: Summary{
		N: n, Median: median(slopes), Lo: slopes[k-1], Hi: slopes[len(slopes)-k], Coverage: math.Max(0, coverage),
	}}
	falls := (len(slopes) - max(order, -order)) / 2
	t.P = math.Min(1, 2*below(falls))
	t.Significant = t.P <= Alpha
	return t, true
}

// TrendNeeded is the least number of values that can have a significant trend.
const TrendNeeded = 5

func everySecond(xs []float64) []float64 {
	var some []float64
	for i := 0; i < len(xs); i += 2 {
		some = append(some, xs[i])
	}
	return some
}

// kendall is the chance that at most that many of the pairs of n values fall, if every order
// of the values is as likely.
func kendall(n int) func(falls int) float64 {
	if n > exactOrder {
		pairs := float64(n*(n-1)) / 2
		deviation := math.Sqrt(float64(n*(n-1)*(2*n+5)) / 72)
		return func(falls int) float64 {
			return 0.5 * math.Erfc((pairs/2-float64(falls)-0.5)/deviation/math.Sqrt2)
		}
	}
	// The i-th value falls behind any number from 0 to i-1 of those before it,
	// each as likely.
	chance := []float64{1}
	for i := 2; i <= n; i++ {
		next := make([]float64, len(chance)+i-1)
		for falls, p := range chance {
			for more := range i {
				next[falls+more] += p / float64(i)
			}
		}
		chance = next
	}
	return func(falls int) float64 {
		sum := 0.0
		for _, p := range chance[:min(falls+1, len(chance))] {
			sum += p
		}
		return sum
	}
}
