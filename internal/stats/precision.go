package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The width of its intervals may decide how many rounds a run has. Only the
// width does: a run that goes on until something is significant finds what is
// not there.

// NextLook is the first number of rounds above n after which such a run is
// looked at: 6, 8, 12, 16, 24, 32, 48, … From look to look an interval shrinks
// by an eighth or so, and few looks give chance few occasions to end a run.
func NextLook(n int) int {
	for look := RoundsNeeded; ; look *= 2 {
		if n < look {
			return look
		}
		if between := look + look/3; n < between {
			return between
		}
	}
}

// Far is from where on a ratio, or its inverse, is so large that its second
// digit changes no decision, and EnoughFar the width that is enough there.
const (
	Far       = 2
	EnoughFar = 0.1
)

// WidthWanted is the Width at which a ratio counts as precise, in a run that
// wants the given one.
func WidthWanted(ratio Summary, wanted float64) float64 {
	if max(ratio.Median, 1/ratio.Median) > Far {
		return math.Max(wanted, EnoughFar)
	}
	return wanted
}

// Width is how far the interval of a ratio reaches from its median: 0.03 is
// ±3 %. It is that of the farther end, as a factor, so that a ratio and its
// inverse have the same one. It is infinite where the interval does not reach
// Confidence.
func Width(ratio Summary) float64 {
	if ratio.Coverage < Confidence {
		return math.Inf(1)
	}
	return max(ratio.Hi/ratio.Median, ratio.Median/ratio.Lo) - 1
}

// Precise says whether the interval of a ratio is as narrow as is wanted.
func Precise(ratio Summary, wanted float64) bool { return Width(ratio) <= WidthWanted(ratio, wanted) }

// Spread is the standard deviation of the log ratio of a round, and how many
// rounds it is from; 0 from fewer than 2.
func Spread(pairs []Pair) (spread float64, rounds int) {
	mean, squares := 0.0, 0.0 // Welford's sums
	for i, p := range pairs {
		from := p.logRatio() - mean
		mean += from / float64(i+1)
		squares += from * (p.logRatio() - mean)
	}
	return math.Sqrt(squares / math.Max(1, float64(len(pairs)-1))), len(pairs)
}

// RoundsFor is about how many rounds it takes until so many ratios are as
// precise as is wanted, if the log ratios of their rounds vary by spread; 0: more
// than most. It is the median of simulated runs with normal noise, all ratios
// independent and near 1.
func RoundsFor(spread, wanted float64, ratios, most int) int {
	random := rand.New(rand.NewPCG(uint64(ratios), 1))
	var ends []float64
	for range 21 {
		ends = append(ends, simulatedEnd(random, spread, wanted, ratios, most))
	}
	slices.Sort(ends)
	if rounds := median(ends); rounds <= float64(most) {
		return int(rounds)
	}
	return 0
}

// simulatedEnd is the number of rounds of one such run; infinite: more than most.
func simulatedEnd(random *rand.Rand, spread, wanted float64, ratios, most int) float64 {
	logs := make([][]float64, ratios)
	for n := NextLook(0); n <= most; n = NextLook(n) {
		precise := true
		for j := range logs {
			for len(logs[j]) < n {
				logs[j] = append(logs[j], spread*random.NormFloat64())
			}
			if precise = Precise(ratioOfLogs(logs[j]), wanted); !precise {
				break
			}
		}
		if precise {
			return float64(n)
		}
	}
	return math.Inf(1)
}
