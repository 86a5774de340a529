package stats

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchmath"
)

// TestTheSignFlipAgreesWithFisher holds P against the first test of the kind:
// Darwin's 15 pairs of maize, crossed less self-fertilised, in eighths of an inch. Fisher
// (The Design of Experiments, 1935, section 21) counted that 863 of the 32,768
// choices of signs give a total of 314 or more, and as many one of -314 or less.
func TestTheSignFlipAgreesWithFisher(t *testing.T) {
	darwin := []float64{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}
	require.Equal(t, 2*863.0/32768, signFlip(darwin))
}

// TestIntervalsAreTheTabulatedOnes holds the order statistics and their coverage against
// whole-number arithmetic in Python (math.comb): k is the largest with
// 1 - 2·(C(n,0) + … + C(n,k-1))/2^n >= 0.95. Tables of the sign test have the same k
// (Conover, Practical Nonparametric Statistics, 3rd edition, table A3).
func TestIntervalsAreTheTabulatedOnes(t *testing.T) {
	for _, test := range []struct {
		n, k     int
		coverage float64
	}{
		{6, 1, 0.96875}, {7, 1, 0.984375}, {8, 1, 0.9921875}, {9, 2, 0.9609375}, {10, 2, 0.978515625}, {11, 2, 0.98828125},
		{12, 3, 0.96142578125}, {15, 4, 0.96484375}, {20, 6, 0.9586105346679688}, {25, 8, 0.9567147493362427},
		{30, 10, 0.9572260547429323}, {31, 10, 0.9705506265163422}, {40, 14, 0.9615226917157997},
		{50, 18, 0.9671608624357315}, {100, 40, 0.9647997997822952},
	} {
		k, coverage := Order(test.n, Confidence)
		require.Equal(t, test.k, k, "n = %d", test.n)
		require.InDelta(t, test.coverage, coverage, 1e-9, "n = %d", test.n)
	}
}

// TestBenchmathAgreesWhereItIsSymmetric holds the intervals against those of
// golang.org/x/perf/benchmath, up to the 30 values for which that counts exactly. Where
// it leaves out more values below than above, or the other way round, it reaches less
// coverage than what is symmetric, and both still reach 95 %.
func TestBenchmathAgreesWhereItIsSymmetric(t *testing.T) {
	symmetric := 0
	for n := 6; n <= 30; n++ {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = float64(i + 1)
		}
		ours := Summarise(xs)
		theirs := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(xs), &benchmath.DefaultThresholds), Confidence)
		require.InDelta(t, theirs.Center, ours.Median, 1e-12, "n = %d", n)
		if theirs.Lo+theirs.Hi != float64(n+1) {
			require.Less(t, theirs.Confidence, ours.Coverage, "n = %d", n)
			require.GreaterOrEqual(t, theirs.Confidence, Confidence, "n = %d", n)
			continue
		}
		symmetric++
		require.Equal(t, theirs.Lo, ours.Lo, "n = %d", n)
		require.Equal(t, theirs.Hi, ours.Hi, "n = %d", n)
		require.InDelta(t, theirs.Confidence, ours.Coverage, 1e-9, "n = %d", n)
	}
	require.Greater(t, symmetric, 5)
}

// TestHolmAgreesWithR holds it against p.adjust(p, "holm") of R.
func TestHolmAgreesWithR(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.05, 0.08, 0.09, 0.09, 0.09},
		Holm([]float64{0.01, 0.02, 0.03, 0.04, 0.05}), 1e-12)
	require.InDeltaSlice(t, []float64{0.09, 0.09, 0.05, 0.09, 0.08},
		Holm([]float64{0.05, 0.03, 0.01, 0.04, 0.02}), 1e-12)
}
