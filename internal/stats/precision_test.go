package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLooksAtARun(t *testing.T) {
	var looks []int
	for n := 0; len(looks) < 12; {
		n = NextLook(n)
		looks = append(looks, n)
	}
	require.Equal(t, []int{6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256}, looks)
	require.Equal(t, 6, NextLook(5))
	require.Equal(t, 12, NextLook(11))
}

func TestWhatCountsAsPrecise(t *testing.T) {
	for _, c := range []struct {
		what    string
		ratio   Summary
		wanted  float64
		width   float64
		precise bool
	}{
		{"the farther end counts", Summary{Median: 1, Lo: 0.99, Hi: 1.02, Coverage: 0.97}, 0.03, 0.02, true},
		{"a little too wide", Summary{Median: 1, Lo: 0.99, Hi: 1.031, Coverage: 0.97}, 0.03, 0.031, false},
		{"its inverse is as wide", Summary{Median: 1, Lo: 1 / 1.031, Hi: 1 / 0.99, Coverage: 0.97}, 0.03, 0.031, false},
		{"far from 1, 10 % will do", Summary{Median: 4, Lo: 3.7, Hi: 4.36, Coverage: 0.97}, 0.03, 0.09, true},
		{"and for its inverse", Summary{Median: 0.25, Lo: 1 / 4.36, Hi: 1 / 3.7, Coverage: 0.97}, 0.03, 0.09, true},
		{"but not more", Summary{Median: 4, Lo: 3.7, Hi: 4.5, Coverage: 0.97}, 0.03, 0.125, false},
		{"2 is not far", Summary{Median: 2, Lo: 1.9, Hi: 2.1, Coverage: 0.97}, 0.03, 2/1.9 - 1, false},
		{"who wants less has less there too", Summary{Median: 4, Lo: 3.6, Hi: 4.6, Coverage: 0.97}, 0.2, 0.15, true},
		{"five rounds have no such interval", Summary{Median: 1, Lo: 1, Hi: 1, Coverage: 0.9375}, 0.03, math.Inf(1), false},
		{"nor has none", Summary{}, 0.03, math.Inf(1), false},
	} {
		require.InDelta(t, c.width, Width(c.ratio), 0.002, c.what)
		require.Equal(t, c.precise, Precise(c.ratio, c.wanted), c.what)
	}
}

// Runs that go on until the intervals of all ratios are narrow enough, and in
// which all servers are alike. One ratio alone is the hardest case: its own
// width ends the run, in place of the widest of many.
func TestTheErrorOfRunsThatTheirWidthEnds(t *testing.T) {
	const runs = 2000
	for _, c := range []sequential{
		{servers: 2, points: 1, wanted: 0.03}, {servers: 2, points: 1, wanted: 0.05}, {servers: 2, points: 1, wanted: 0.1},
		{servers: 9, points: 4, wanted: 0.03}, {servers: 9, points: 4, wanted: 0.05}, {servers: 9, points: 4, wanted: 0.1},
	} {
		got := c.simulate(runs)
		t.Log(got)
		require.LessOrEqual(t, got.wrong, Alpha+3*math.Sqrt(Alpha*(1-Alpha)/runs))
		require.Positive(t, got.wrong, "a test that never rejects holds nothing")
		require.GreaterOrEqual(t, got.covered, Confidence-3*math.Sqrt(Alpha*(1-Alpha)/runs), "intervals of one run depend on each other, so they count as one")
	}
	t.Log(sequential{servers: 9, points: 4, wanted: 0.05, lag: 0.35}.simulate(runs)) // what the validity rests on
}

func TestTheSpreadOfLogRatios(t *testing.T) {
	var pairs []Pair
	for i, x := range []float64{0.1, 0.3, 0.2, -0.1} {
		pairs = append(pairs, Pair{Round: int64(i), Ratio: math.Exp(x)})
	}
	spread, n := Spread(pairs)
	require.Equal(t, 4, n)
	require.InDelta(t, 0.170783, spread, 1e-6) // R: sd(c(0.1, 0.3, 0.2, -0.1))
	spread, n = Spread(pairs[:1])
	require.Equal(t, 1, n)
	require.Zero(t, spread)
	spread, _ = Spread(nil)
	require.Zero(t, spread)
}

// Half the width takes about four times as many rounds.
func TestHowManyRoundsAPrecisionTakes(t *testing.T) {
	require.Equal(t, 6, RoundsFor(0, 0.03, 12, 10_000))
	require.Equal(t, 6, RoundsFor(0.03, 0.03, 0, 10_000), "there is nothing to wait for")
	coarse, fine := RoundsFor(0.05, 0.06, 12, 10_000), RoundsFor(0.05, 0.03, 12, 10_000)
	require.InDelta(t, 4, float64(fine)/float64(coarse), 1.4)
	require.LessOrEqual(t, RoundsFor(0.05, 0.03, 1, 10_000), fine)
	require.Zero(t, RoundsFor(0.5, 0.001, 12, 100), "more than there may be")
}
