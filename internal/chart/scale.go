package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/words"
)

// A scale places values along one direction of a figure.
type scale struct {
	log      bool
	lo, hi   float64 // at the two ends; of a logarithmic scale, powers of ten
	from, to float64 // places of the ends
}

const most = 1e150 // values near the ends of what a float64 can hold overflow, and nobody measures them

// holds says whether an axis can hold a value: whether it is finite, and
// positive where that is needed.
func holds(x float64, log bool) bool { return math.Abs(x) <= most && (!log || x >= 1/most) }

// newScale is a scale for values, with air at its ends, so that noise does not
// fill it. Linear scales of amounts begin at 0, without air.
func newScale(values []float64, log, amounts bool, from, to float64) scale {
	s := scale{log, math.Inf(1), math.Inf(-1), from, to}
	fromZero := amounts && !log
	if fromZero {
		s.lo, s.hi = 0, 0
	}
	for _, x := range values {
		if holds(x, log) {
			s.lo, s.hi = min(s.lo, s.along(x)), max(s.hi, s.along(x))
		}
	}
	if s.lo > s.hi {
		s.lo, s.hi = 0, 1 // there is nothing to draw an axis by
	}
	air, size := 0.04*(s.hi-s.lo), max(-s.lo, s.hi)
	switch {
	case log:
		air = max(air, 0.1) // a factor of 1.26
	case air < 1e-10*size || size == 0:
		air = max(1, size/2)
	}
	if !fromZero || s.lo < 0 {
		s.lo -= air
	}
	if !fromZero || s.hi > 0 || s.lo == 0 {
		s.hi += air
	}
	return s
}

// along is a value in the unit of lo and hi.
func (s scale) along(x float64) float64 {
	if s.log {
		return math.Log10(max(x, 1/most))
	}
	return x
}

// at is the place of a value; one outside stands at the nearer end.
func (s scale) at(x float64) float64 {
	return s.past(max(s.lo, min(s.hi, s.along(x))))
}

// past is the place of what along gives, beyond the ends too.
func (s scale) past(along float64) float64 { return s.from + (s.to-s.from)*(along-s.lo)/(s.hi-s.lo) }

// ticks are those that an axis asks for, else four to nine round values or so:
// powers of ten, those and parts of them, or multiples of one step.
func (s scale) ticks(own []Tick) []Tick {
	outside := func(x float64) bool { return !(s.along(x) >= s.lo && s.along(x) <= s.hi) }
	if len(own) > 0 {
		return slices.DeleteFunc(slices.Clone(own), func(t Tick) bool { return outside(t.At) })
	}
	if !s.log {
		return multiples(s.lo, s.hi)
	}
	every := math.Ceil((s.hi - s.lo) / 9)
	for _, parts := range [][]float64{{1}, {1, 3}, {1, 2, 5}} {
		var at []float64
		for e := every * math.Floor(s.lo/every); e <= s.hi; e += every {
			for _, part := range parts {
				at = append(at, part*math.Pow10(int(e)))
			}
		}
		if at = slices.DeleteFunc(at, outside); len(at) >= 4 {
			return labelled(at, 0)
		}
	}
	return multiples(math.Pow(10, s.lo), math.Pow(10, s.hi))
}

// multiples are ticks at those of 1, 2 or 5 times a power of ten.
func multiples(lo, hi float64) []Tick {
	rough := (hi - lo) / 6
	step := math.Pow10(int(math.Floor(math.Log10(rough))))
	for _, factor := range []float64{2, 2.5, 2} {
		if step < rough {
			step *= factor
		}
	}
	var at []float64
	for k := math.Ceil(lo / step); k*step <= hi; k++ {
		at = append(at, k*step)
	}
	return labelled(at, decimalsOf(step))
}

// labelled writes ticks with as many decimals as they have, or at least as given,
// and all of them as powers of ten if one needs that.
func labelled(at []float64, decimals int) (ticks []Tick) {
	for _, x := range at {
		label := words.Digits(x, max(decimals, decimalsOf(x)))
		if slices.ContainsFunc(at, needsExponent) {
			label = exponent(x, 10)
		}
		ticks = append(ticks, Tick{x, label})
	}
	return ticks
}

// needsExponent says whether a number has more zeros than anybody wants to count.
func needsExponent(x float64) bool { return math.Abs(x) >= 1e9 || x != 0 && math.Abs(x) < 1e-5 }

var exponents = strings.NewReplacer("e+00", "e0", "e-0", "e−", "e+0", "e", "e+", "e", "-", "−")

// exponent is x with so many significant digits and a power of ten: 1.5e9, 1e−9.
func exponent(x float64, digits int) string {
	if x == 0 {
		return "0"
	}
	return exponents.Replace(strconv.FormatFloat(words.Rounded(x, digits), 'e', -1, 64))
}

// decimalsOf is how many decimals a round value has, without its rounding error.
func decimalsOf(x float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(words.Rounded(x, 12), 'f', -1, 64), ".")
	return len(fraction)
}

// short is a value with three significant digits, and a whole number whole.
func short(x float64) string { return like(x, x) }

// like is x with the decimals that short gives to another value.
func like(x, other float64) string {
	size, decimals := math.Abs(other), words.Decimals(other)
	switch {
	case needsExponent(size):
		return exponent(x, 3)
	case size == math.Trunc(size) && x == math.Trunc(x):
		decimals = 0
	case size > 0 && size < 0.1:
		decimals = 1 - int(math.Floor(math.Log10(size)))
	}
	return words.Digits(x, decimals)
}

// said is the value of a point in words: "7.96~ µs (7.10 to 8.90), limit 1,012".
func (p Point) said(unit string) string {
	out := short(p.Y) + p.Marks
	if unit != "" {
		out += " " + unit
	}
	if p.ranged() {
		out += " (" + like(p.Lo, p.Y) + " to " + like(p.Hi, p.Y) + ")"
	}
	if p.Label != "" {
		out += ", " + p.Label
	}
	return out
}
