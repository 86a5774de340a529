package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheUTestAgreesWithR holds P against the example of R's wilcox.test
// (permeability constants; Hollander and Wolfe, Nonparametric Statistical
// Methods, 1973, page 69f): W = 35, one-sided 0.1272. All 3,003 choices of 5 of the 15
// values, gone through in Python, have 764 that are as far out on either side.
func TestTheUTestAgreesWithR(t *testing.T) {
	term := []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	early := []float64{1.15, 0.88, 0.90, 0.74, 1.21}
	c := CompareUnpaired(early, term, 1)
	require.InDelta(t, 764.0/3003, c.P, 1e-12)
	require.False(t, c.Significant)
	require.Equal(t, 5, c.Ratio.N)
	require.InDelta(t, math.Sqrt(1.38*1.45)/0.90, c.Ratio.Median, 1e-12)
}

// TestTheBootstrapAgreesWithAllOfThem holds the interval against all 5^5 times
// 5^5 pairs of samples that could be drawn, gone through with itertools.product and
// statistics.median in Python: differences up to 12 have 1.84 % of them, up
// to 13 5.46 %, up to 34 96.05 %, up to 38 98.16 %.
func TestTheBootstrapAgreesWithAllOfThem(t *testing.T) {
	a, b := []float64{0, 1, 3, 7, 12}, []float64{20, 24, 25, 33, 41}
	require.Equal(t, Summary{N: 5, Median: 22, Lo: 13, Hi: 38, Coverage: 0.95}, bootstrap(a, b, 7))
	require.Equal(t, Summary{N: 5, Median: -22, Lo: -38, Hi: -13, Coverage: 0.95}, bootstrap(b, a, 7))
}

func TestUnpairedByHand(t *testing.T) {
	c := CompareUnpaired([]float64{3, 1, 2}, []float64{8, 4, 6}, 1)
	require.Equal(t, 3, c.Ratio.N)
	require.InDelta(t, 3, c.Ratio.Median, 1e-12)
	require.InDelta(t, 4.0/3, c.Ratio.Lo, 1e-12, "too few for the bootstrap: the least of all ratios")
	require.InDelta(t, 8, c.Ratio.Hi, 1e-12)
	require.Zero(t, c.Ratio.Coverage)
	require.InDelta(t, 0.1, c.P, 1e-12, "2 of the 20 choices of 3 of 6")

	same := []float64{5, 5, 5, 5, 5, 5}
	require.Equal(t, 1.0, CompareUnpaired(same, same, 1).P)
	require.Equal(t, 1.0, CompareUnpaired(same, same, 1).Ratio.Hi)
	require.Equal(t, Comparison{P: 1, Adjusted: 1}, CompareUnpaired(nil, same, 1))
	require.Equal(t, []float64{2, 0.5}, Relative([]Pair{{0, 2}, {1, 0.5}}))
}

func TestUnpairedIsAPureFunctionOfTheValues(t *testing.T) {
	a, b := []float64{5, 1, 4, 2, 3, 9}, []float64{7, 8, 2, 6, 3, 1, 4}
	c := CompareUnpaired(a, b, 3)
	require.Equal(t, []float64{5, 1, 4, 2, 3, 9}, a)
	require.Equal(t, c, CompareUnpaired([]float64{9, 5, 4, 3, 2, 1}, b, 3), "in whatever order")
	inverse := CompareUnpaired(b, a, 3)
	require.InDelta(t, c.P, inverse.P, 1e-12)
	require.InDelta(t, 1, c.Ratio.Median*inverse.Ratio.Median, 1e-12)
}

func TestWhatCanBeReachedUnpaired(t *testing.T) {
	// benchmath's table of the least P of two samples of one size: 0.1 for 3,
	// 0.02857… for 4, 0.0021645… for 6, 4.1135…e-05 for 9.
	for n, p := range map[int]float64{1: 1, 3: 0.1, 4: 0.02857142857142857, 6: 0.0021645021645021645, 9: 4.113533525298231e-05} {
		require.InEpsilon(t, p, LeastPUnpaired(n, n), 1e-9)
	}
	require.InEpsilon(t, 2.0/45, LeastPUnpaired(2, 8), 1e-9)
	require.Equal(t, 1.0, LeastPUnpaired(0, 9))
	require.False(t, ReachableUnpaired(3, 3, 1))
	require.True(t, ReachableUnpaired(6, 6, 20))
	require.Equal(t, 4, UnpairedNeeded(1))
	require.Equal(t, 6, UnpairedNeeded(20))
	least := CompareUnpaired([]float64{1, 2, 3, 4}, []float64{5, 6, 7, 8, 9}, 1)
	require.InEpsilon(t, LeastPUnpaired(4, 5), least.P, 1e-9)
}

// TestTheBootstrapCovers draws both samples from one distribution and counts
// how often the interval holds the ratio 1. A percentile bootstrap of medians errs to
// the wide side here: it held 0.95 to 0.98 of the time.
func TestTheBootstrapCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	const runs = 120
	for _, n := range []int{bootstrapFrom, 12} {
		for _, draw := range []func() float64{random.NormFloat64, random.ExpFloat64} {
			held, told := 0, 0
			for run := range runs {
				a, b := make([]float64, n), make([]float64, n)
				for i := range n {
					a[i], b[i] = math.Exp(0.1*draw()), math.Exp(0.1*draw())
				}
				c := CompareUnpaired(a, b, uint64(run))
				if c.Ratio.Lo <= 1 && 1 <= c.Ratio.Hi {
					held++
				}
				if c.Significant {
					told++
				}
			}
			// Four standard errors of a proportion.
			margin := 4 * math.Sqrt(Alpha*(1-Alpha)/runs)
			require.GreaterOrEqual(t, float64(held)/runs, Confidence-margin, "n = %d", n)
			require.Less(t, held, runs, "an interval that holds everything says nothing")
			require.LessOrEqual(t, float64(told)/runs, Alpha+margin, "n = %d", n)
		}
	}
}
