package stats

import "math"

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
