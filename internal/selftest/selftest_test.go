package selftest

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/stats"
)

// made are rounds with such deviations.
func made(deviations ...float64) (rounds []round) {
	for _, d := range deviations {
		rounds = append(rounds, round{100, 100 * (1 + d)})
	}
	return rounds
}

// times are n times x.
func times(n int, x float64) []float64 { return slices.Repeat([]float64{x}, n) }

func TestTheVerdictOnRounds(t *testing.T) {
	const by = "a neighbour sang"
	for about, c := range map[string]struct {
		rounds    []round
		disturbed string
		verdict   Verdict
		why       string
		deviation float64
	}{
		"right":                     {made(times(15, 0.01)...), "", OK, "", 0.01},
		"too much":                  {made(times(15, 0.07)...), "", Off, "it deviates by more than is allowed", 0.07},
		"too little":                {made(times(15, -0.07)...), "", Off, "it deviates by more than is allowed", -0.07},
		"too much, disturbed":       {made(times(15, 0.07)...), by, CannotTell, "the machine was disturbed: " + by, 0.07},
		"right although disturbed":  {made(times(15, 0.01)...), by, OK, "", 0.01},
		"an outlier to either side": {made(append([]float64{-3, 3}, times(13, 0.01)...)...), "", OK, "", 0.01},
		"all but one are too much":  {made(append([]float64{0}, times(14, 0.07)...)...), "", Off, "it deviates by more", 0.07},
		"two to a side":             {made(append([]float64{3, 3}, times(13, 0.01)...)...), "", CannotTell, "differ from each other", 0.01},
		"around the bound":          {made(append(times(7, 0.04), times(8, 0.06)...)...), "", CannotTell, "differ from each other", 0.06},
		"too few rounds":            {made(times(10, 0.07)...), "", CannotTell, "only 10 rounds could be measured in time", 0},
		"too few, disturbed":        {made(times(10, 0.01)...), by, CannotTell, "10 rounds could be measured in time, and the machine was disturbed: " + by, 0},
		"none":                      {nil, by, CannotTell, "the time was up", 0},
		"what cannot be compared":   {made(times(15, math.NaN())...), "", CannotTell, "differ from each other", math.NaN()},
	} {
		t.Run(about, func(t *testing.T) {
			check := Check{Allowed: 0.05, Disturbed: c.disturbed}
			check.judge(c.rounds, relative)
			require.Equal(t, c.verdict, check.Verdict, check.Why)
			require.Contains(t, check.Why, c.why)
			require.Equal(t, c.why == "", check.Why == "")
			require.Equal(t, len(c.rounds), check.Rounds)
			require.InDelta(t, c.deviation, float64(check.Deviation), 1e-9)
		})
	}
}

func TestADifferenceIsJudgedAsItIs(t *testing.T) {
	var rounds []round
	for range repeats {
		rounds = append(rounds, round{truth: 0.05, measured: 0.08})
	}
	c := Check{Allowed: 0.04}
	c.judge(rounds, difference)
	require.Equal(t, OK, c.Verdict)
	require.InDelta(t, 0.03, float64(c.Hi), 1e-9)
}

func TestADifferenceWhoseIntervalHoldsZeroIsNotFound(t *testing.T) {
	for _, c := range []struct {
		measured float64
		verdict  Verdict
	}{{0.03, OK}, {0.016, OK}, {0, CannotTell}, {-0.005, CannotTell}, {0.08, Off}} {
		check := Check{Allowed: 0.04}
		check.judge(slices.Repeat([]round{{0.034, c.measured}}, repeats), difference)
		check.mustBeFound()
		require.Equal(t, c.verdict, check.Verdict, c.measured)
	}
}

func TestAnExactCountIsExact(t *testing.T) {
	var c Check
	c.exact(980, 980)
	require.Equal(t, OK, c.Verdict)
	c = Check{}
	c.exact(980, 979)
	require.Equal(t, Off, c.Verdict)
	require.Equal(t, "979 were counted of 980", c.Why)
}

// Of how many values the extremes may be left out: the chance that fewer than k
// of n values are on one side of the median, twice, is within a check's share.
func TestTheIntervalKeepsToItsErrorRate(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 0, 10: 0, 11: 1, 12: 1, 14: 1, 15: 2, 20: 4} {
		k, coverage := stats.Order(n, confidence)
		enough := coverage >= confidence
		require.Equal(t, want > 0, enough, n)
		if enough {
			require.LessOrEqual(t, tail(n, k), Error/timed, n)
			require.Greater(t, tail(n, k+1), Error/timed, "no more could be left out of %d", n)
		}
	}
}

// tail is twice the chance of fewer than k heads in n throws, counted out.
func tail(n, k int) float64 {
	less := 0
	for throws := range 1 << n {
		heads := 0
		for i := range n {
			heads += throws >> i & 1
		}
		if heads < k {
			less++
		}
	}
	return 2 * float64(less) / math.Pow(2, float64(n))
}

func TestOffGoesBeforeCannotTell(t *testing.T) {
	all := func(verdicts ...Verdict) (checks []Check) {
		for _, v := range verdicts {
			checks = append(checks, Check{Verdict: v})
		}
		return checks
	}
	require.Equal(t, OK, Overall(all(OK, NotTried, OK)))
	require.Equal(t, CannotTell, Overall(all(OK, CannotTell)))
	require.Equal(t, Off, Overall(all(CannotTell, Off, OK)))
}
