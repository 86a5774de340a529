package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// A Pair is one quantity of two subjects in the same round; both positive.
type Pair struct{ Base, Other float64 }

// A Comparison is how much more the other subject of pairs costs than the
// base: a ratio, without unit.
type Comparison struct {
	Ratio Summary // Other / Base, within rounds

	// P is the chance of a mean log ratio at least this far from 0 if the two
	// were alike; Adjusted is P after Holm's correction over its family.
	P, Adjusted float64

	// Significant is Adjusted <= Alpha. It alone ranks: whatever the interval
	// looks like, what is not significant is not a difference.
	Significant bool
}

const (
	exactUpTo = 40        // pairs: all choices of signs take some 0.2 s
	draws     = 1_000_000 // of signs above that: the least P is small enough for 50,000 comparisons
)

// Compare is the comparison of one family of one: Family corrects several.
//
// Ratios are taken inside the rounds, since what disturbs a round moves both
// subjects; their logarithms are summarised, so that a ratio and its inverse
// agree. P is that of Fisher's sign-flip test on the mean of the log ratios,
// two-sided: if the two are alike, each log ratio is as likely with either
// sign. It is exact up to 40 pairs; above, 1,000,000 draws from seed give
// (1+hits)/(1+draws) (Phipson and Smyth 2010, which never gives 0).
func Compare(pairs []Pair, seed uint64) Comparison {
	p := signFlip(logRatios(pairs), seed)
	return Comparison{Ratio: RatioOf(pairs), P: p, Adjusted: p, Significant: p <= Alpha}
}

// RatioOf is the ratio of a Comparison alone: how much more, and not whether.
func RatioOf(pairs []Pair) Summary {
	s := Summarise(logRatios(pairs))
	if s.N > 0 {
		s.Median, s.Lo, s.Hi = math.Exp(s.Median), math.Exp(s.Lo), math.Exp(s.Hi)
	}
	return s
}

func logRatios(pairs []Pair) []float64 {
	logs := make([]float64, len(pairs))
	for i, p := range pairs {
		logs[i] = math.Log(p.Other / p.Base)
	}
	return logs
}

// Family applies Holm's correction to comparisons that are made together.
func Family(cs []*Comparison) {
	p := make([]float64, len(cs))
	for i, c := range cs {
		p[i] = c.P
	}
	for i, adjusted := range Holm(p) {
		cs[i].Adjusted = adjusted
		cs[i].Significant = adjusted <= Alpha
	}
}

// Holm adjusts p values so that the chance of even one false rejection among
// them, at any level, is no more than that level (Holm 1979, step-down). The
// result is in the order of p.
func Holm(p []float64) []float64 {
	byP := make([]int, len(p))
	for i := range byP {
		byP[i] = i
	}
	sort.SliceStable(byP, func(i, j int) bool { return p[byP[i]] < p[byP[j]] })
	adjusted := make([]float64, len(p))
	worst := 0.0
	for rank, i := range byP {
		worst = math.Max(worst, math.Min(1, float64(len(p)-rank)*p[i]))
		adjusted[i] = worst
	}
	return adjusted
}

// LeastP is the smallest P that n pairs can give, however far apart they are.
func LeastP(n int) float64 {
	if n > exactUpTo {
		return 1.0 / (1 + draws)
	}
	return math.Min(1, 2*math.Pow(2, -float64(n)))
}

// Reachable says whether one of a family of comparisons over n pairs each
// could be significant at all.
func Reachable(n, family int) bool {
	return n > 0 && LeastP(n)*float64(max(1, family)) <= Alpha
}

// PairsNeeded is the least number of pairs at which Reachable; 0 if there is none.
func PairsNeeded(family int) int {
	for n := 1; n <= exactUpTo+1; n++ {
		if Reachable(n, family) {
			return n
		}
	}
	return 0
}

// signFlip is the two-sided P of the sum of xs among all choices of signs.
func signFlip(xs []float64, seed uint64) float64 {
	sum, size := 0.0, 0.0
	for _, x := range xs {
		sum += x
		size += math.Abs(x)
	}
	if size == 0 {
		return 1
	}
	// Sums that are equal but for rounding count as equal.
	bound := math.Abs(sum) - 1e-9*size
	switch {
	case bound <= 0:
		return 1
	case len(xs) > exactUpTo:
		return signFlipDrawn(xs, bound, seed)
	}
	return signFlipExact(xs, bound)
}

// signFlipExact counts the choices of signs whose sum is at least bound, which
// is positive, away from 0. It does not go through all 2^n of them: the sums of
// one half of xs are looked up among the sorted ones of the other (Horowitz and
// Sahni, JACM 21, 1974, 277-292).
func signFlipExact(xs []float64, bound float64) float64 {
	middle := (len(xs) + 1) / 2
	// A choice of signs and its opposite are equally far from 0, so the first
	// sign may stand.
	these, those := signedSums(xs[0], xs[1:middle]), signedSums(0, xs[middle:])
	slices.Sort(those)
	hits := 0
	for _, sum := range these {
		above, _ := slices.BinarySearch(those, bound-sum)
		below, _ := slices.BinarySearch(those, math.Nextafter(-bound-sum, math.Inf(1)))
		hits += len(those) - above + below
	}
	return float64(hits) / float64(len(these)*len(those))
}

// signedSums are the sums of from and xs with every choice of signs for xs.
func signedSums(from float64, xs []float64) []float64 {
	sums := append(make([]float64, 0, 1<<len(xs)), from)
	for _, x := range xs {
		for _, sum := range sums[:len(sums):len(sums)] {
			sums = append(sums, sum-x)
		}
		for i := range len(sums) / 2 {
			sums[i] += x
		}
	}
	return sums
}

func signFlipDrawn(xs []float64, bound float64, seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, uint64(len(xs))))
	hits := 0
	for range draws {
		flipped := 0.0
		var signs uint64
		for i, x := range xs {
			if i%64 == 0 {
				signs = random.Uint64()
			}
			if signs&1 == 1 {
				x = -x
			}
			signs >>= 1
			flipped += x
		}
		if math.Abs(flipped) >= bound {
			hits++
		}
	}
	return float64(1+hits) / (1 + draws)
}
