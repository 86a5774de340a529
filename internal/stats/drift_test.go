package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// drifting has three trials in each of 6 rounds, which cost 2 % more each time.
// One trial of each round is off, in turn dearer and cheaper.
func drifting() (all []Residual) {
	for round := range int64(6) {
		level := math.Log(1.02) * float64(round)
		all = append(all, Residual{round + 1, level}, Residual{round + 1, level}, Residual{round + 1, level + float64(2*(round%2)-1)})
	}
	return all
}

func TestDriftIsThatOfTheMediansOfTheRounds(t *testing.T) {
	trend, ok := Drift(drifting())
	require.True(t, ok)
	require.True(t, trend.Significant)
	require.InDelta(t, 0.02, trend.Slope.Median, 1e-12)
	require.InDelta(t, 0.02, trend.Slope.Hi, 1e-12)
	require.Equal(t, 6, trend.Slope.N, "rounds")
	_, ok = Drift(drifting()[:6])
	require.False(t, ok, "two rounds")
}

func TestOneRoundHasNoCorrelation(t *testing.T) {
	_, ok := Successive(drifting()[:3])
	require.False(t, ok)
	c, ok := Successive(drifting())
	require.True(t, ok)
	require.Equal(t, 18, c.N)
}
