package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSummariseByHand(t *testing.T) {
	for _, test := range []struct {
		xs   []float64
		want Summary
	}{
		{nil, Summary{}},
		{[]float64{7}, Summary{1, 7, 7, 7, 0}},
		{[]float64{9, 1}, Summary{2, 5, 1, 9, 0.5}},
		{[]float64{3, 1, 2, 5, 4}, Summary{5, 3, 1, 5, 0.9375}},
		{[]float64{6, 5, 4, 3, 2, 1}, Summary{6, 3.5, 1, 6, 0.96875}},
		// 1 - 2·(1+8)/256: the second of eight reaches no 95 %.
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8}, Summary{8, 4.5, 1, 8, 1 - 2.0/256}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, Summary{9, 5, 2, 8, 1 - 2*10.0/512}},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, Summary{12, 6.5, 3, 10, 1 - 2*79.0/4096}},
	} {
		got := Summarise(test.xs)
		require.InDelta(t, test.want.Coverage, got.Coverage, 1e-12, "%v", test.xs)
		got.Coverage = test.want.Coverage
		require.Equal(t, test.want, got)
	}
}

func TestSummariseKeepsTheOrderOfItsArgument(t *testing.T) {
	xs := []float64{3, 1, 2}
	Summarise(xs)
	require.Equal(t, []float64{3, 1, 2}, xs)
}

// TestIntervalsCoverWhatTheySay draws many samples from a skewed distribution
// of known median and counts how often the interval holds it.
func TestIntervalsCoverWhatTheySay(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const samples = 20_000
	for _, n := range []int{2, 3, 5, 6, 8, 9, 12, 20, 40} {
		held := 0
		var s Summary
		for range samples {
			xs := make([]float64, n)
			for i := range xs {
				xs[i] = random.ExpFloat64()
			}
			s = Summarise(xs)
			if s.Lo <= math.Ln2 && math.Ln2 <= s.Hi {
				held++
			}
		}
		// Four standard errors of a proportion.
		margin := 4 * math.Sqrt(s.Coverage*(1-s.Coverage)/samples)
		require.InDelta(t, s.Coverage, float64(held)/samples, margin, "n = %d", n)
		require.True(t, n < 6 || s.Coverage >= Confidence)
	}
}

func pairs(ratios ...float64) []Pair {
	ps := make([]Pair, len(ratios))
	for i, r := range ratios {
		ps[i] = Pair{Round: int64(i), Ratio: r}
	}
	return ps
}

// alone is the comparison of a family of one.
func alone(ps []Pair) Comparison { return Compare([][]Pair{ps}, 0)[0] }

func TestCompareByHand(t *testing.T) {
	c := alone(pairs(1.1, 1.2, 1.3, 1.4, 1.5, 1.6))
	require.InDelta(t, math.Sqrt(1.3*1.4), c.Ratio.Median, 1e-12, "the median of logs, as a ratio")
	require.InDelta(t, 1.1, c.Ratio.Lo, 1e-12)
	require.InDelta(t, 1.6, c.Ratio.Hi, 1e-12)
	require.Equal(t, 2.0/64, c.P, "all of one sign: only two of 64 choices are as far out")
	require.True(t, c.Significant)

	require.Equal(t, 1.0, alone(pairs(1, 1, 1)).P)
	require.Equal(t, 1.0, alone(pairs(2, 0.5)).P)
	require.Equal(t, 1.0, alone(pairs(2)).P, "one pair says nothing")
	require.Equal(t, 0.5, alone(pairs(2, 2)).P)
	require.False(t, alone(nil).Significant)
	require.Empty(t, Compare(nil, 0))
	// Logs 3, 2, -1 in units of ln 2: sums of at least 4: ±(3,2,1), ±(3,2,-1): 4 of 8.
	require.Equal(t, 0.5, alone(pairs(8, 4, 0.5)).P)
}

// Rounds are matched by their numbers, wherever a comparison lacks some.
func TestComparisonsAreOfTheSameRounds(t *testing.T) {
	whole, lacking := pairs(1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.4), pairs(1.3, 0.9, 1.2, 1.1, 0.8, 1.2, 1.3)
	lacking = slices.Delete(lacking, 2, 3)
	all := Compare([][]Pair{whole, lacking}, 0)
	slices.Reverse(lacking)
	slices.Reverse(whole)
	require.Equal(t, all, Compare([][]Pair{whole, lacking}, 0), "their order is that of the rounds")
	require.Equal(t, []int{7, 6}, []int{all[0].Ratio.N, all[1].Ratio.N})
	require.Equal(t, 2.0/128, all[0].Adjusted)
}

func TestComparisonsAgreeWithTheirInverse(t *testing.T) {
	there, back := []Pair{}, []Pair{}
	random := rand.New(rand.NewPCG(3, 4))
	for round := range int64(9) {
		p := Pair{round, (1.3 + random.Float64()) / (1 + random.Float64())}
		there, back = append(there, p), append(back, Pair{round, 1 / p.Ratio})
	}
	a, b := alone(there), alone(back)
	require.Equal(t, a.P, b.P)
	require.InDelta(t, 1, a.Ratio.Median*b.Ratio.Median, 1e-12)
	require.InDelta(t, 1, a.Ratio.Lo*b.Ratio.Hi, 1e-12)
}

func TestTheSignsAreAllGoneThrough(t *testing.T) {
	random := rand.New(rand.NewPCG(51, 52))
	for n := 1; n <= 14; n++ {
		xs := make([]float64, n)
		sum := 0.0
		for i := range xs {
			xs[i] = float64(random.IntN(9) - 3) // whole numbers, so that sums are equal often
			sum += xs[i]
		}
		hits := 0
		for signs := range 1 << n {
			flipped := 0.0
			for i, x := range xs {
				flipped += x * float64(1-2*(signs>>i&1))
			}
			if math.Abs(flipped) >= math.Abs(sum) {
				hits++
			}
		}
		require.Equal(t, float64(hits)/float64(int(1)<<n), signFlip(xs), "%v", xs)
	}
}

// signFlip is the P of one comparison alone.
func signFlip(logs []float64) float64 { return MaxT([][]float64{logs}, 0)[0].P }

func TestHolmByHand(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.03, 0.06, 0.06, 0.02},
		Holm([]float64{0.01, 0.04, 0.03, 0.005}), 1e-12)
	require.Equal(t, []float64{1, 1}, Holm([]float64{0.9, 0.6}))
	require.Empty(t, Holm(nil))
}

func TestWhatCanBeReached(t *testing.T) {
	require.False(t, Reachable(5), "2/32 > 0.05")
	require.True(t, Reachable(6))
	require.False(t, Reachable(0))
	require.Equal(t, 1.0/32, LeastP(RoundsNeeded))
	require.False(t, Reachable(RoundsNeeded-1))
	require.Equal(t, LeastP(30), alone(pairs(slices.Repeat([]float64{1.2}, 30)...)).P)
}

func TestADifferenceIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	var ps []Pair
	for n := range int64(12) {
		ps = append(ps, Pair{n, 1.1 * math.Exp(0.02*random.NormFloat64())})
	}
	c := Compare([][]Pair{ps, pairs(1.1, 0.9), pairs(1, 1, 1)}, 0)[0]
	require.True(t, c.Significant)
	require.InDelta(t, 1.1, c.Ratio.Median, 0.03)
}
