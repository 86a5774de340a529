package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// adjusted are the corrected P values alone.
func adjusted(logs [][]float64) (ps []float64) {
	for _, t := range MaxT(logs, 0) {
		ps = append(ps, t.Adjusted)
	}
	return ps
}

// Values of R 4.2 with multtest 2.54: mt.maxT(X, test="pairt", side="abs", B=0).
func TestMaxTAgreesWithR(t *testing.T) {
	logs := [][]float64{
		{0.423, 0.172, 0.453, 0.211, 0.369, 0.471},
		{-0.126, -0.05, -0.005, 0.095, -0.022, -0.322},
		{-0.202, 0.191, 0.024, -0.145, 0.041, 0.193},
		{-0.031, -0.369, -0.32, -0.493, -0.233, -0.38},
		{0.116, 0.088, 0.155, -0.034, 0.093, -0.189},
	}
	require.InDeltaSlice(t, []float64{0.03125, 0.6875, 0.75, 0.0625, 0.75}, adjusted(logs), 1e-12)

	tied := [][]float64{logs[0], logs[0], logs[2], logs[3], negative(logs[3])}
	require.InDeltaSlice(t, []float64{0.03125, 0.03125, 0.71875, 0.03125, 0.03125}, adjusted(tied), 1e-12)
}

func negative(xs []float64) (out []float64) {
	for _, x := range xs {
		out = append(out, -x)
	}
	return out
}

func TestMaxTByHand(t *testing.T) {
	require.Empty(t, adjusted(nil))
	require.Equal(t, []float64{1}, adjusted([][]float64{{0.3}}), "one round tells nothing")
	require.Equal(t, []float64{1, 1}, adjusted([][]float64{{0, 0, 0}, {0, 0, 0}}), "no difference at all")
	// Two rounds have two vectors of signs. The second one takes the first
	// comparison to 0, and the other one as far as the first was observed.
	require.Equal(t, []float64{1, 1}, adjusted([][]float64{{0.1, 0.1}, {0.1, -0.1}}))
	require.Equal(t, []float64{0.5, 0.5}, adjusted([][]float64{{0.1, 0.1}, {0.3, 0.3}}))
}

// A round that a comparison lacks says nothing of it, and takes nothing from
// the others.
func TestMaxTOfAMissingRound(t *testing.T) {
	whole := [][]float64{{0.3, 0.2, 0.25, 0.3, 0.2, 0.3, 0.2}, {0.1, 0.2, -0.1, 0.05, 0.3, -0.2, 0.1}}
	lacking := [][]float64{whole[0], slices.Clone(whole[1])}
	lacking[1][3] = math.NaN()
	zero := [][]float64{whole[0], slices.Clone(whole[1])}
	zero[1][3] = 0
	require.Equal(t, MaxT(zero, 0), MaxT(lacking, 0))
	require.Equal(t, MaxT(whole, 0)[0], MaxT(lacking, 0)[0])
}

func TestDrawnVectorsAgreeWithAllOfThem(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var logs [][]float64
	for j := range 8 {
		logs = append(logs, noise(random, 13, 0.02*float64(j)))
	}
	z := standardised(logs)
	all, vectors := stepDown(z, everySign)
	drawn, of := stepDown(z, func(n int, flip func(int), count func()) { drawnSigns(n, drawnVectors, 5, flip, count) })
	for i := range all {
		p, q := float64(all[i].withWeaker)/float64(vectors), float64(drawn[i].withWeaker)/float64(of)
		require.InDelta(t, p, q, 5*math.Sqrt(p*(1-p)/float64(of))+1e-12)
	}
	require.Equal(t, MaxT(longer(logs), 7), MaxT(longer(logs), 7), "the same seed gives the same values")
}

// longer has more rounds than every vector of signs is gone through for.
func longer(logs [][]float64) (out [][]float64) {
	for _, d := range logs {
		out = append(out, slices.Concat(d, d))
	}
	return out
}

func noise(random *rand.Rand, rounds int, shift float64) (d []float64) {
	for range rounds {
		d = append(d, shift+0.1*random.NormFloat64())
	}
	return d
}

// Six rounds find what clearly differs among many that do not: Holm's
// correction would need nine.
func TestOneStrongEffectAmongManyNulls(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	logs := [][]float64{{0.5, 0.48, 0.52, 0.47, 0.55, 0.5}}
	for range 37 {
		logs = append(logs, noise(random, 6, 0))
	}
	p := adjusted(logs)
	require.Equal(t, 1.0/32, p[0])
	for _, q := range p[1:] {
		require.Greater(t, q, Alpha)
	}
}

// Runs in which all servers are alike name a difference in at most 5 of 100,
// with a shared baseline and noise that is skewed within the rounds.
func TestTheErrorOfWholeFamilies(t *testing.T) {
	const runs = 2000
	for _, rounds := range []int{6, 12} {
		rate := falseFindings(rounds, runs, 0)
		attainable := math.Floor(Alpha*math.Pow(2, float64(rounds-1))) / math.Pow(2, float64(rounds-1))
		bound := Alpha + 3*math.Sqrt(Alpha*(1-Alpha)/runs)
		t.Logf("%d rounds: %.1f %% of %d runs name a difference that is none; attainable: %.1f %%", rounds, 100*rate, runs, 100*attainable)
		require.LessOrEqual(t, rate, bound)
		require.Positive(t, rate, "a test that never rejects holds nothing")
	}
	for _, rounds := range []int{6, 12} { // what the validity rests on
		t.Logf("%d rounds, correlated at lag 1 by 0.35: %.1f %%", rounds, 100*falseFindings(rounds, runs, 0.35))
	}
}

// falseFindings is the share of runs of 9 servers at 4 points, all alike, in
// which a comparison to the first server is significant. Each cost is skewed
// (log-normal with occasional disturbances) and follows the one of the round
// before by the correlation at lag 1.
func falseFindings(rounds, runs int, lag float64) float64 {
	const servers, points = 9, 4
	random := rand.New(rand.NewPCG(uint64(rounds), uint64(100*lag)))
	wrong := 0
	for range runs {
		var logs [][]float64
		for range points {
			var costs [][]float64
			for range servers {
				costs = append(costs, skewed(random, rounds, lag))
			}
			logs = append(logs, toTheFirst(costs)...)
		}
		if slices.Min(adjusted(logs)) <= Alpha {
			wrong++
		}
	}
	return float64(wrong) / float64(runs)
}

// toTheFirst are the log ratios of servers to the first one, round by round;
// costs are logarithms.
func toTheFirst(costs [][]float64) (logs [][]float64) {
	for _, other := range costs[1:] {
		d := slices.Clone(other)
		for r := range d {
			d[r] -= costs[0][r]
		}
		logs = append(logs, d)
	}
	return logs
}

func skewed(random *rand.Rand, rounds int, lag float64) (costs []float64) {
	state := random.NormFloat64()
	for range rounds {
		costs = append(costs, 0.04*math.Exp(0.8*state))
		state = lag*state + math.Sqrt(1-lag*lag)*random.NormFloat64()
	}
	return costs
}

func BenchmarkMaxT(b *testing.B) {
	random := rand.New(rand.NewPCG(7, 8))
	var logs [][]float64
	for range 38 {
		logs = append(logs, noise(random, 12, 0.05))
	}
	for b.Loop() {
		MaxT(logs, 0)
	}
}
