package stats

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

const (
	everySignUpTo = 24        // rounds: 8 million vectors of signs
	drawnVectors  = 1_000_000 // above that
)

// A Tested is what a test of one comparison among several comes to: the chance
// of what was observed if its two subjects were alike, from 0 to 1. P is that of
// the comparison alone, Adjusted that of all together.
type Tested struct{ P, Adjusted float64 }

// MaxT tests comparisons that were made in the same rounds: the chance of even
// one false rejection among them, at any level, is no more than that level, if
// Adjusted decides. logs[j][r] is the log ratio of comparison j in round r; NaN:
// the round lacks it. The result is in the order of logs.
//
// It is the step-down procedure of Westfall and Young (Resampling-Based
// Multiple Testing, 1993) with the signs of whole rounds flipped together, as
// Romano and Wolf have it (Econometrica 73, 2005, 1237-1282): under the null
// hypothesis a round's ratios are as likely with all their signs turned. Flips
// that are shared keep the correlation of comparisons which share a baseline,
// so 6 rounds can rank, however many comparisons there are. It assumes rounds
// that are symmetric and independent of each other.
//
// Up to 24 rounds every vector of signs counts; above, 1,000,000 drawn from
// seed, the same for all comparisons, and P is (1+hits)/(1+vectors), which
// never gives 0 (Phipson and Smyth 2010).
func MaxT(logs [][]float64, seed uint64) []Tested {
	z := standardised(logs)
	if len(z) == 0 {
		return slices.Repeat([]Tested{{1, 1}}, len(logs))
	}
	signs, drawn := everySign, 0
	if len(z) > everySignUpTo {
		signs = func(n int, flip func(round int), count func()) { drawnSigns(n, drawnVectors, seed, flip, count) }
		drawn = 1
	}
	hits, vectors := stepDown(z, signs)
	all := make([]Tested, len(logs))
	share := func(count int) float64 { return float64(count+drawn) / float64(vectors+drawn) }
	worst := 0.0
	for _, h := range hits { // from the strongest to the weakest
		worst = math.Max(worst, share(h.withWeaker))
		all[h.comparison] = Tested{P: share(h.alone), Adjusted: worst}
	}
	return all
}

// standardised turns logs into rows, one a round, and divides each comparison
// by the root of its sum of squares, which no flip changes: so the sum of its
// values is monotone in Student's t. A comparison of zeros stays one of zeros.
func standardised(logs [][]float64) (rows [][]float64) {
	rounds := 0
	for _, d := range logs {
		rounds = max(rounds, len(d))
	}
	for range rounds {
		rows = append(rows, make([]float64, len(logs)))
	}
	for j, d := range logs {
		squares := 0.0
		for _, x := range d {
			if !math.IsNaN(x) {
				squares += x * x
			}
		}
		for r, x := range d {
			if !math.IsNaN(x) && squares > 0 {
				rows[r][j] = x / math.Sqrt(squares)
			}
		}
	}
	return rows
}

// A hit is in how many vectors of signs a comparison reached what was observed
// of it, alone, and as the greatest of itself and all weaker ones.
type hit struct{ comparison, alone, withWeaker int }

// stepDown goes through the vectors of signs. Sums that are equal but for
// rounding count as equal.
func stepDown(z [][]float64, signs func(n int, flip func(round int), count func())) (hits []hit, vectors int) {
	sums := make([]float64, len(z[0]))
	for _, row := range z {
		for j, x := range row {
			sums[j] += x
		}
	}
	slack := 1e-9 * math.Sqrt(float64(len(z)))
	bounds := make([]float64, len(sums))
	for j, sum := range sums {
		bounds[j] = math.Abs(sum) - slack
		hits = append(hits, hit{comparison: j})
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(bounds[b.comparison], bounds[a.comparison]) })
	rows := make([][]float64, len(z)) // each round's values with the sign that they bear now
	for r := range z {
		rows[r] = slices.Clone(z[r])
	}
	signs(len(z), func(round int) {
		for j, x := range rows[round] {
			sums[j] -= 2 * x
			rows[round][j] = -x
		}
	}, func() {
		vectors++
		most := 0.0
		for i := len(hits) - 1; i >= 0; i-- {
			h := &hits[i]
			sum, bound := math.Abs(sums[h.comparison]), bounds[h.comparison]
			if most = max(most, sum); most >= bound {
				h.withWeaker++
			}
			if sum >= bound {
				h.alone++
			}
		}
	})
	return hits, vectors
}

// everySign goes through all vectors in which the first sign stands, since a
// vector and its opposite give the same sums: in Gray's order, one flip a step.
func everySign(n int, flip func(round int), count func()) {
	count()
	for i := uint64(1); i < 1<<(n-1); i++ {
		flip(1 + bits.TrailingZeros64(i))
		count()
	}
}

// drawnSigns goes through vectors drawn from seed, each made from the one before.
func drawnSigns(n, vectors int, seed uint64, flip func(round int), count func()) {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	for range vectors {
		for from := 0; from < n; from += 64 {
			signs := random.Uint64()
			for r := from; r < min(n, from+64); r++ {
				if signs&1 == 1 {
					flip(r)
				}
				signs >>= 1
			}
		}
		count()
	}
}

// LeastP is the smallest P that n rounds can give, whatever the number of
// comparisons.
func LeastP(n int) float64 {
	if n > everySignUpTo {
		return 1.0 / (1 + drawnVectors)
	}
	return math.Min(1, 2*math.Pow(2, -float64(n)))
}

// Reachable says whether a comparison over n rounds could be significant at all.
func Reachable(n int) bool { return LeastP(n) <= Alpha }

// RoundsNeeded is the least number of rounds that is Reachable: 2^-5 is the
// first power below Alpha.
const RoundsNeeded = 6
