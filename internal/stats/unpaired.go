package stats

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"golang.org/x/perf/benchmath"
)

const (
	// resamples puts the 2.5th and the 97.5th percentile at whole places, the
	// 250th from either end (Davison and Hinkley, Bootstrap Methods, 1997,
	// section 5.2.3: the k-th of R values is the k/(R+1) quantile).
	resamples = 9999

	// bootstrapFrom is the least size of each sample at which the interval of
	// the bootstrap holds what it says; TestTheBootstrapCovers has the figures.
	bootstrapFrom = 5
)

// CompareUnpaired compares two samples whose values do not belong together in
// pairs, such as those of two records. All values are positive. It is the
// comparison of a family of one: Family corrects several.
//
// It assumes that the values of a sample are independent, and that nothing but
// what is compared sets the two samples apart. Of raw costs of two runs
// neither is true: trials that follow each other are correlated, and the
// machine of a later hour is another machine. Pass each round's cost relative to
// the anchor's of the same round (Relative), which takes out what a round or a run has in
// common, and say that it is weaker than Compare all the same.
//
// Ratio is the ratio of the medians (of the logarithms, so that a ratio and its
// inverse agree). Its interval is the percentile interval of a bootstrap:
// both samples drawn anew, with replacement, 9,999 times from seed (Efron and
// Tibshirani, An Introduction to the Bootstrap, 1993, sections 8.3 and 13.3). With fewer
// than 5 values in either sample, Lo and Hi are the extremes of the ratios that
// there are, and Coverage is 0: nothing is promised. N is the size of the smaller sample.
//
// P is that of the Mann-Whitney U-test (benchmath.AssumeNothing), two-sided and exact up to
// 50 values (25 with ties). P, corrected, decides; the interval says how much.
func CompareUnpaired(base, other []float64, seed uint64) Comparison {
	if len(base) == 0 || len(other) == 0 {
		return Comparison{P: 1, Adjusted: 1}
	}
	a, b := sortedLogs(base), sortedLogs(other)
	c := Comparison{Ratio: bootstrap(a, b, seed), P: uTest(a, b)}
	c.Ratio.Median, c.Ratio.Lo, c.Ratio.Hi = math.Exp(c.Ratio.Median), math.Exp(c.Ratio.Lo), math.Exp(c.Ratio.Hi)
	c.Adjusted = c.P
	c.Significant = c.Adjusted <= Alpha
	return c
}

// Relative are the ratios of pairs: what CompareUnpaired takes if they are those
// of a cell to the anchor.
func Relative(pairs []Pair) []float64 {
	ratios := make([]float64, len(pairs))
	for i, p := range pairs {
		ratios[i] = p.Ratio
	}
	return ratios
}

// LeastPUnpaired is the smallest P that CompareUnpaired can give for n and m
// values, however far apart they are: 2 of all choices of n out of n+m.
func LeastPUnpaired(n, m int) float64 {
	if n == 0 || m == 0 {
		return 1
	}
	all, _ := math.Lgamma(float64(n + m + 1))
	these, _ := math.Lgamma(float64(n + 1))
	those, _ := math.Lgamma(float64(m + 1))
	return math.Min(1, 2*math.Exp(these+those-all))
}

// ReachableUnpaired says whether one of a family of unpaired comparisons of n
// with m values could be significant at all.
func ReachableUnpaired(n, m, family int) bool {
	return LeastPUnpaired(n, m)*float64(max(1, family)) <= Alpha
}

// UnpairedNeeded is the least number of values in each of the two samples at
// which ReachableUnpaired.
func UnpairedNeeded(family int) int {
	n := 1
	for !ReachableUnpaired(n, n, family) {
		n++
	}
	return n
}

// Correct applies Holm's correction to comparisons that are made together.
func Correct(cs []Comparison) {
	p := make([]float64, len(cs))
	for i, c := range cs {
		p[i] = c.P
	}
	for i, adjusted := range Holm(p) {
		cs[i].Adjusted = adjusted
		cs[i].Significant = adjusted <= Alpha
	}
}

// Holm adjusts p values so that the chance of even one false rejection among
// them, at any level, is no more than that level (Holm 1979, step-down). The
// result is in the order of p.
func Holm(p []float64) []float64 {
	byP := make([]int, len(p))
	for i := range byP {
		byP[i] = i
	}
	slices.SortStableFunc(byP, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted := make([]float64, len(p))
	worst := 0.0
	for rank, i := range byP {
		worst = math.Max(worst, math.Min(1, float64(len(p)-rank)*p[i]))
		adjusted[i] = worst
	}
	return adjusted
}

// sortedLogs are the logarithms of xs in order, so that what is drawn from them does not
// depend on the order in which they came.
func sortedLogs(xs []float64) []float64 {
	logs := make([]float64, len(xs))
	for i, x := range xs {
		logs[i] = math.Log(x)
	}
	slices.Sort(logs)
	return logs
}

// bootstrap is the difference of the medians of b and a with its interval.
func bootstrap(a, b []float64, seed uint64) Summary {
	s := Summary{N: min(len(a), len(b)), Median: median(b) - median(a)}
	if s.N < bootstrapFrom {
		s.Lo, s.Hi = b[0]-a[len(a)-1], b[len(b)-1]-a[0]
		return s
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(a))<<32|uint64(len(b))))
	ofA, ofB := make([]float64, len(a)), make([]float64, len(b))
	differences := make([]float64, resamples)
	for i := range differences {
		differences[i] = -drawnMedian(random, a, ofA) + drawnMedian(random, b, ofB)
	}
	slices.Sort(differences)
	k := int(math.Round((resamples + 1) * (1 - Confidence) / 2))
	s.Lo, s.Hi, s.Coverage = differences[k-1], differences[resamples-k], Confidence
	return s
}

// drawnMedian is the median of as many values as into holds, drawn from xs
// with replacement.
func drawnMedian(random *rand.Rand, xs, into []float64) float64 {
	for i := range into {
		into[i] = xs[random.IntN(len(xs))]
	}
	slices.Sort(into)
	return median(into)
}

// uTest is the two-sided P of a and b being drawn from the same distribution;
// 1 if all values are equal. With ties, benchmath's depends on which sample comes first; the
// larger one is taken, so that a ratio and its inverse agree.
func uTest(a, b []float64) float64 {
	sample := func(xs []float64) *benchmath.Sample {
		return benchmath.NewSample(slices.Clone(xs), &benchmath.DefaultThresholds)
	}
	there := benchmath.AssumeNothing.Compare(sample(a), sample(b)).P
	back := benchmath.AssumeNothing.Compare(sample(b), sample(a)).P
	return math.Min(1, math.Max(there, back))
}
