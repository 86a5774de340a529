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
			ps = append(ps, Point{Round: int64(r), N: c, Cost: cost(r, c)})
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
	g, ok := Grow([]Point{{Round: 1, N: 0, Cost: 1}, {Round: 1, N: 1, Cost: 3}, {Round: 1, N: 2, Cost: 2}})
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

	_, ok = Grow([]Point{{Round: 1, N: 10, Cost: 1}, {Round: 2, N: 10, Cost: 1}})
	require.False(t, ok, "one N makes no line")
	_, ok = Grow(nil)
	require.False(t, ok)
	_, ok = Grow([]Point{{Round: 1, N: 10, Cost: 1}, {Round: 2, N: 20, Cost: 1}})
	require.False(t, ok, "no round has both")
}

// TestTheFitAgreesWithPublishedOnes fits the first set of Anscombe's quartet
// (The American Statistician 27, 1973, 17-21: 3.00 + 0.500 x); the further
// digits are those of statistics.linear_regression in Python.
func TestTheFitAgreesWithPublishedOnes(t *testing.T) {
	x := []float64{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5}
	y := []float64{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68}
	l := leastSquares(x, y)
	require.InDelta(t, 3.0000909090909, l.A, 1e-9)
	require.InDelta(t, 0.5000909090909, l.B, 1e-9)
}

func TestEachWaitTakesOutThatAScanServesSeveral(t *testing.T) {
	// A scan costs 4 ns a connection; the longer it takes, the more requests it serves.
	waits := map[float64]float64{10: 0.5, 100: 0.4, 1000: 0.2, 10000: 0.1}
	var points []Point
	for _, p := range rounds(6, func(r int, n float64) float64 { return 6000 + 100*float64(r) + 4*n*waits[n] }) {
		p.Waits = waits[p.N]
		points = append(points, p)
	}
	each, ok := EachWait(points)
	require.True(t, ok)
	require.InDelta(t, 4, each.Median, 1e-9)
	require.Equal(t, 6, each.N)
	perRequest, _ := Grow(points)
	require.Less(t, perRequest.B.Median, 1.0, "what a request bears of a scan is less")

	points[3].Waits = 0
	each, ok = EachWait(points)
	require.True(t, ok)
	require.Equal(t, 5, each.N, "a round that does not know its waits is left out")
	_, ok = EachWait(rounds(6, func(_ int, n float64) float64 { return n }))
	require.False(t, ok, "nothing counted")
	_, ok = EachWait([]Point{{1, 10, 5, 1}, {2, 10, 6, 1}})
	require.False(t, ok, "one N")
}

func TestACostIsExtrapolatedRoundByRound(t *testing.T) {
	g, ok := Grow(rounds(7, func(r int, n float64) float64 { return 6000 + float64(r)*n/1000 }))
	require.True(t, ok)
	far := g.At(1e6)
	require.InDelta(t, 10_000, far.Median, 1e-6)
	require.InDelta(t, 7000, far.Lo, 1e-6)
	require.InDelta(t, 13_000, far.Hi, 1e-6)
	require.Equal(t, 7, far.N)
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
