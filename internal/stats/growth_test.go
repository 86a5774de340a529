package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

var sweep = []float64{10, 100, 1000, 10000}

func rounds(n int, cost func(round int, n float64) float64) []Point {
	var ps []Point
	for r := 1; r <= n; r++ {
		for _, c := range sweep {
			ps = append(ps, Point{int64(r), c, cost(r, c)})
		}
	}
	return ps
}

func TestGrowFindsALine(t *testing.T) {
	g, ok := Grow(rounds(6, func(r int, n float64) float64 { return 6000 + 100*float64(r) + 4.25*n }))
	require.True(t, ok)
	require.InDelta(t, 4.25, g.B.Median, 1e-9)
	require.InDelta(t, 4.25, g.B.Lo, 1e-9)
	require.InDelta(t, 6350, g.A.Median, 1e-6)
	require.InDelta(t, 6100, g.A.Lo, 1e-6)
	require.InDelta(t, 6600, g.A.Hi, 1e-6)
	require.InDelta(t, 0.96875, g.A.Coverage, 1e-12)
	require.InDelta(t, 0, g.Off, 1e-9)
	require.Equal(t, sweep, g.Ns)
}

func TestGrowByHand(t *testing.T) {
	// Least squares through (0,1), (1,3), (2,2): slope ½, intercept 1½.
	g, ok := Grow([]Point{{1, 0, 1}, {1, 1, 3}, {1, 2, 2}})
	require.True(t, ok)
	require.InDelta(t, 0.5, g.B.Median, 1e-12)
	require.InDelta(t, 1.5, g.A.Median, 1e-12)
	require.InDelta(t, 0.5, g.Off, 1e-12, "1½ where 1 was measured")
}

func TestNoiseIsNotTakenForACurve(t *testing.T) {
	noisy, _ := Grow(rounds(6, func(r int, n float64) float64 { return 6000 * (1 + float64((r*7+int(n))%5)/10) }))
	require.Zero(t, noisy.Off)
	curved, _ := Grow(rounds(6, func(r int, n float64) float64 { return (6000 + 300*math.Log10(n)) * (1 + float64(r)/1000) }))
	require.InDelta(t, 0.04, curved.Off, 0.02)
}

func TestGrowLeavesOutRoundsThatLackAnN(t *testing.T) {
	ps := rounds(3, func(_ int, n float64) float64 { return 1000 + n })
	g, ok := Grow(ps[:len(ps)-1])
	require.True(t, ok)
	require.Equal(t, 2, g.B.N)

	_, ok = Grow([]Point{{1, 10, 1}, {2, 10, 1}})
	require.False(t, ok, "one N makes no line")
	_, ok = Grow(nil)
	require.False(t, ok)
	_, ok = Grow([]Point{{1, 10, 1}, {2, 20, 1}})
	require.False(t, ok, "no round has both")
}

// TestGrowthIntervalsCover simulates runs whose rounds share a disturbance and
// whose errors grow with the cost.
func TestGrowthIntervalsCover(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	const runs = 2000
	held := 0
	for range runs {
		g, ok := Grow(rounds(9, func(_ int, n float64) float64 {
			return (6000 + 4*n) * (1 + 0.05*random.NormFloat64())
		}))
		require.True(t, ok)
		if g.B.Lo <= 4 && 4 <= g.B.Hi {
			held++
		}
	}
	require.InDelta(t, 1-2*10.0/512, float64(held)/runs, 0.02)
}

func TestCross(t *testing.T) {
	fit := func(a, b float64) Growth {
		g, ok := Grow(rounds(6, func(r int, n float64) float64 { return a + b*n*(1+float64(r)/100) }))
		require.True(t, ok)
		return g
	}
	flat, steep := fit(7000, 0.01), fit(6000, 4)
	c, ok := Cross(flat, steep)
	require.True(t, ok)
	require.InDelta(t, 1000/(3.99*1.035), c.N.Median, 0.1)
	require.Less(t, c.N.Lo, c.N.Median)
	require.False(t, c.Extrapolated)

	_, ok = Cross(steep, flat)
	require.False(t, ok, "the flat one does not pass the steep one")
	_, ok = Cross(fit(5000, 0), fit(6000, 4))
	require.False(t, ok, "dearer from the start")

	far, ok := Cross(fit(7000, 0), fit(6000, 0.01))
	require.True(t, ok)
	require.True(t, far.Extrapolated)
	require.InDelta(t, 1000/(0.01*1.035), far.N.Median, 100)
}

func TestACrossingThatSomeRoundsLackIsNone(t *testing.T) {
	flat, _ := Grow(rounds(6, func(_ int, _ float64) float64 { return 7000 }))
	steep, _ := Grow(rounds(6, func(r int, n float64) float64 { return 6000 + float64(r-3)*n }))
	require.True(t, steep.B.Median > 0)
	_, ok := Cross(flat, steep)
	require.False(t, ok)
	require.True(t, math.IsInf(crossAt(Line{7000, 0}, Line{6000, -1}), 1))
}
