package stats

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// michelson are the 100 determinations of the velocity of light of 1879, in
// thousands of km/s above 299, in the order in which they were made.
var michelson = []float64{
	.85, .74, .90, 1.07, .93, .85, .95, .98, .98, .88, 1.00, .98, .93, .65, .76, .81, 1.00, 1.00, .96, .96,
	.96, .94, .96, .94, .88, .80, .85, .88, .90, .84, .83, .79, .81, .88, .88, .83, .80, .79, .76, .80,
	.88, .88, .88, .86, .72, .72, .62, .86, .97, .95, .88, .91, .85, .87, .84, .84, .85, .84, .84, .84,
	.89, .81, .81, .82, .80, .77, .76, .74, .75, .76, .91, .92, .89, .86, .88, .72, .84, .85, .85, .78,
	.89, .84, .78, .81, .76, .81, .79, .81, .82, .85, .87, .87, .81, .74, .81, .94, .95, .80, .81, .87,
}

// TestLagOneAgreesWithNIST holds it against the certified values of the Statistical
// Reference Datasets of NIST, univariate: Michelso and NumAcc1.
func TestLagOneAgreesWithNIST(t *testing.T) {
	c, ok := LagOne(michelson)
	require.True(t, ok)
	require.InDelta(t, 0.535199668621283, c.R, 1e-12)
	require.InDelta(t, 0.196, c.Bound, 1e-12)
	require.True(t, c.Told())

	c, ok = LagOne([]float64{10000001, 10000003, 10000002})
	require.True(t, ok)
	require.InDelta(t, -0.5, c.R, 1e-9)
	require.Equal(t, 3, c.N)

	_, ok = LagOne([]float64{1, 2})
	require.False(t, ok)
	_, ok = LagOne([]float64{4, 4, 4, 4})
	require.False(t, ok)
}

func TestTheBoundOfLagOneHoldsForIndependentValues(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	const runs = 4000
	told, toldOfCorrelated := 0, 0
	for range runs {
		free, bound := make([]float64, 60), make([]float64, 60)
		last := 0.0
		for i := range free {
			free[i] = random.NormFloat64()
			last = 0.5*last + random.NormFloat64()
			bound[i] = last
		}
		if c, _ := LagOne(free); c.Told() {
			told++
		}
		if c, _ := LagOne(bound); c.Told() {
			toldOfCorrelated++
		}
	}
	require.InDelta(t, 0.05, float64(told)/runs, 0.02)
	require.Greater(t, float64(toldOfCorrelated)/runs, 0.8)
}
