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
		ps[i] = Pair{Base: 1000 * float64(i+1), Other: r * 1000 * float64(i+1)}
	}
	return ps
}

func TestCompareByHand(t *testing.T) {
	c := Compare(pairs(1.1, 1.2, 1.3, 1.4, 1.5, 1.6), 0)
	require.InDelta(t, math.Sqrt(1.3*1.4), c.Ratio.Median, 1e-12, "the median of logs, as a ratio")
	require.InDelta(t, 1.1, c.Ratio.Lo, 1e-12)
	require.InDelta(t, 1.6, c.Ratio.Hi, 1e-12)
	require.Equal(t, 2.0/64, c.P, "all of one sign: only two of 64 choices are as far out")
	require.True(t, c.Significant)

	require.Equal(t, 1.0, Compare(pairs(1, 1, 1), 0).P)
	require.Equal(t, 1.0, Compare(pairs(2, 0.5), 0).P)
	require.Equal(t, 1.0, Compare(pairs(2), 0).P, "one pair says nothing")
	require.Equal(t, 0.5, Compare(pairs(2, 2), 0).P)
	require.False(t, Compare(nil, 0).Significant)
	// Logs 3, 2, -1 in units of ln 2: sums of at least 4: ±(3,2,1), ±(3,2,-1): 4 of 8.
	require.Equal(t, 0.5, Compare(pairs(8, 4, 0.5), 0).P)
}

func TestComparisonsAgreeWithTheirInverse(t *testing.T) {
	there, back := []Pair{}, []Pair{}
	random := rand.New(rand.NewPCG(3, 4))
	for range 9 {
		p := Pair{1 + random.Float64(), 1.3 + random.Float64()}
		there, back = append(there, p), append(back, Pair{p.Other, p.Base})
	}
	a, b := Compare(there, 0), Compare(back, 0)
	require.Equal(t, a.P, b.P)
	require.InDelta(t, 1, a.Ratio.Median*b.Ratio.Median, 1e-12)
	require.InDelta(t, 1, a.Ratio.Lo*b.Ratio.Hi, 1e-12)
}

func TestDrawnSignsAgreeWithAllOfThem(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	xs := make([]float64, 16)
	for i := range xs {
		xs[i] = random.NormFloat64() + 0.45
	}
	sum, size := 0.0, 0.0
	for _, x := range xs {
		sum, size = sum+x, size+math.Abs(x)
	}
	exact := signFlip(xs, 0)
	drawn := signFlipDrawn(xs, math.Abs(sum)-1e-9*size, 42)
	require.InDelta(t, exact, drawn, 4*math.Sqrt(exact*(1-exact)/draws))
	require.Equal(t, drawn, signFlipDrawn(xs, math.Abs(sum)-1e-9*size, 42), "the same seed gives the same P")

	many := make([]float64, 30)
	for i := range many {
		many[i] = 1.2
	}
	require.Equal(t, LeastP(30), Compare(pairs(many...), 1).P)
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
		require.InDelta(t, float64(hits)/float64(int(1)<<n), signFlip(xs, 0), 1e-15, "%v", xs)
	}
	alike := make([]float64, exactUpTo)
	for i := range alike {
		alike[i] = 0.05
	}
	require.Equal(t, LeastP(exactUpTo), signFlip(alike, 0))
}

func TestHolmByHand(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.03, 0.06, 0.06, 0.02},
		Holm([]float64{0.01, 0.04, 0.03, 0.005}), 1e-12)
	require.Equal(t, []float64{1, 1}, Holm([]float64{0.9, 0.6}))
	require.Empty(t, Holm(nil))
}

func TestWhatCanBeReached(t *testing.T) {
	require.False(t, Reachable(5, 1), "2/32 > 0.05")
	require.True(t, Reachable(6, 1))
	require.False(t, Reachable(6, 2))
	require.True(t, Reachable(12, 102))
	require.False(t, Reachable(12, 103))
	require.True(t, Reachable(30, 5000))
	require.False(t, Reachable(0, 1))
	require.Equal(t, 6, PairsNeeded(1))
	require.Equal(t, 9, PairsNeeded(11))
	require.Equal(t, 19, PairsNeeded(10_000))
	require.Equal(t, 26, PairsNeeded(1_000_000))
}

// TestAlikeModelsAreRarelyTold runs many whole families in which all models
// are the same, with rounds that move them all, and counts the families with
// even one false difference.
func TestAlikeModelsAreRarelyTold(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	const runs, cells, rounds = 1500, 6, 12
	wrong := 0
	for range runs {
		var family []*Comparison
		for range cells {
			var ps []Pair
			for range rounds {
				round := math.Exp(0.3 * random.NormFloat64())
				cost := func() float64 { return 6000 * round * math.Exp(0.05*random.NormFloat64()) }
				ps = append(ps, Pair{cost(), cost()})
			}
			c := Compare(ps, 0)
			family = append(family, &c)
		}
		Family(family)
		if slices.ContainsFunc(family, func(c *Comparison) bool { return c.Significant }) {
			wrong++
		}
	}
	rate := float64(wrong) / runs
	require.LessOrEqual(t, rate, Alpha+4*math.Sqrt(Alpha*(1-Alpha)/runs))
	require.Positive(t, wrong, "a test that never rejects holds nothing")
}

func TestADifferenceIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	var ps []Pair
	for range 12 {
		round := math.Exp(0.3 * random.NormFloat64())
		ps = append(ps, Pair{6000 * round, 6600 * round * math.Exp(0.02*random.NormFloat64())})
	}
	c := Compare(ps, 0)
	Family([]*Comparison{&c, {P: 1}, {P: 1}})
	require.True(t, c.Significant)
	require.InDelta(t, 1.1, c.Ratio.Median, 0.03)
}
