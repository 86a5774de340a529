package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARatioComesFromTheSameTurns(t *testing.T) {
	drift := []float64{1, 1.3, 0.8, 2, 1.1, 0.9, 1.6, 1}
	base, other := make([]float64, len(drift)), make([]float64, len(drift))
	for k, d := range drift {
		base[k], other[k] = 6000*d, 1.25*6000*d
	}
	r, ok := RatioOfTurns(base, other)
	require.True(t, ok)
	require.InDelta(t, 1.25, r, 1e-12, "what a turn does to both is in neither")

	back, _ := RatioOfTurns(other, base)
	require.InDelta(t, 1, r*back, 1e-12, "the inverse")

	other[3] = 1e9
	r, _ = RatioOfTurns(base, other)
	require.InDelta(t, 1.25, r, 1e-12, "nor what hits a single slice")

	base[0], other[1] = math.NaN(), math.NaN()
	r, ok = RatioOfTurns(base, other[:6])
	require.True(t, ok)
	require.InDelta(t, 1.25, r, 1e-12, "a turn that one of them lacks is in neither")
	_, ok = RatioOfTurns([]float64{math.NaN()}, []float64{1})
	require.False(t, ok)
	_, ok = RatioOfTurns(nil, nil)
	require.False(t, ok)
}
