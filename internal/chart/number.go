package chart

import (
	"math"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/words"
)

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
