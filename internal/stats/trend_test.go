package stats

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func index(n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = float64(i + 1)
	}
	return xs
}

// TestKendallAgreesWithEveryOrder holds the chances of |S| or more against all
// n! orders of n values, gone through with itertools.permutations in Python.
// Kendall's table (Rank Correlation Methods, 1948, appendix table 1) has one side of them:
// 0.031 and 0.016 for 8 values at S = 16 and 18.
func TestKendallAgreesWithEveryOrder(t *testing.T) {
	for _, test := range []struct {
		n, s int
		p    float64
	}{
		{3, 3, 0.3333333333333333}, {4, 6, 0.08333333333333333}, {5, 8, 0.08333333333333333}, {5, 10, 0.016666666666666666},
		{6, 9, 0.1361111111111111}, {6, 11, 0.05555555555555555}, {6, 13, 0.016666666666666666}, {7, 15, 0.03015873015873016},
		{8, 16, 0.06101190476190476}, {8, 18, 0.03115079365079365}, {8, 20, 0.014136904761904762}, {8, 28, 4.96031746031746e-05},
	} {
		pairs := test.n * (test.n - 1) / 2
		require.InDelta(t, test.p, 2*kendall(test.n)((pairs-test.s)/2), 1e-12, "n = %d, S = %d", test.n, test.s)
	}
}

func TestTrendByHand(t *testing.T) {
	trend, ok := TrendOver(index(4), []float64{1, 2, 3, 7})
	require.True(t, ok)
	require.InDelta(t, 1.5, trend.Slope.Median, 1e-12, "the slopes are 1, 1, 2, 1, 2.5 and 4")
	require.Equal(t, 1.0, trend.Slope.Lo)
	require.Equal(t, 4.0, trend.Slope.Hi)
	require.InDelta(t, 1-2.0/24, trend.Slope.Coverage, 1e-12, "4 values cannot give 95 %")
	require.InDelta(t, 2.0/24, trend.P, 1e-12)
	require.False(t, trend.Significant)

	trend, _ = TrendOver([]float64{1, 2, 4, 5, 6}, []float64{-1, -2, -4, -5, -6})
	require.Equal(t, Summary{N: 5, Median: -1, Lo: -1, Hi: -1, Coverage: 1 - 2.0/120}, trend.Slope, "a round may be missing")
	require.InDelta(t, 2.0/120, trend.P, 1e-12)
	require.True(t, trend.Significant)

	flat, _ := TrendOver(index(6), make([]float64, 6))
	require.Equal(t, 1.0, flat.P)
	_, ok = TrendOver(index(2), []float64{1, 2})
	require.False(t, ok)
}

func TestTrendNeededIsTheLeast(t *testing.T) {
	for n := 3; n <= 8; n++ {
		trend, ok := TrendOver(index(n), index(n))
		require.True(t, ok)
		require.Equal(t, n >= TrendNeeded, trend.Significant, "n = %d", n)
	}
}

// TestTrendsCoverWhatTheySay draws values about a line and counts how often the
// interval holds its slope, exactly and with the normal distribution.
func TestTrendsCoverWhatTheySay(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 42))
	for n, runs := range map[int]int{6: 4000, 12: 4000, exactOrder + 10: 300} {
		held, found := 0, 0
		var trend Trend
		for range runs {
			ys := make([]float64, n)
			for i := range ys {
				ys[i] = 0.3*float64(i) + random.ExpFloat64()
			}
			trend, _ = TrendOver(index(n), ys)
			if trend.Slope.Lo <= 0.3 && 0.3 <= trend.Slope.Hi {
				held++
			}
			for i := range ys {
				ys[i] -= 0.3 * float64(i)
			}
			if none, _ := TrendOver(index(n), ys); none.Significant {
				found++
			}
		}
		require.GreaterOrEqual(t, trend.Slope.Coverage, Confidence)
		require.InDelta(t, trend.Slope.Coverage, float64(held)/float64(runs), 0.04, "n = %d", n)
		require.LessOrEqual(t, float64(found)/float64(runs), Alpha+0.03, "n = %d", n)
	}
}

func TestVeryManyValuesAreThinned(t *testing.T) {
	trend, ok := TrendOver(index(5000), index(5000))
	require.True(t, ok)
	require.InDelta(t, 1, trend.Slope.Median, 1e-9)
	require.LessOrEqual(t, trend.Slope.N, mostTrended)
}
