package document

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
)

// A Format is how a number is written, and in which unit.
type Format int

// The formats.
const (
	Micros     Format = iota // nanoseconds as µs, three digits: 6.12, 61.2, 612
	Whole                    // no decimals
	Times                    // a ratio: two decimals
	PerRequest               // a count for each request: two decimals, and what is rarer as <0.01
	Slope                    // three digits down to a millionth, its interval by its ends
	General                  // a number of any kind, without an interval: whole if it is, else three digits, or two if it is small
)

// write is the median, and its interval if it is of several values.
func (f Format) write(i *analysis.Interval) (main, spread string) {
	x := float64(i.Median)
	places := 2
	switch f {
	case Micros:
		return three(x / 1000), half(i, 1000, decimals(x/1000))
	case Whole:
		places = 0
	case PerRequest:
		if x > 0 && x < 0.005 {
			return "<0.01", ""
		}
		return digits(x, 2), ""
	case Slope:
		if i.N > 1 {
			spread = "(" + fine(float64(i.Lo)) + " to " + fine(float64(i.Hi)) + ")"
		}
		return fine(x), spread
	case General:
		return general(x), ""
	}
	return digits(x, places), half(i, 1, places)
}

// half is the wider half of an interval, in units of unit; an interval of one
// value has none.
func half(i *analysis.Interval, unit float64, places int) string {
	if i.N < 2 {
		return ""
	}
	return "±" + digits(i.Half()/unit, places)
}

// integer is n with commas between thousands and a true minus sign: 10,000.
func integer(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// digits is x with so many decimals, in the form of integer.
func digits(x float64, decimals int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', decimals, 64), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	out := integer(n)
	if fraction != "" {
		out += "." + fraction
	}
	if x < 0 && strings.Trim(out, "0.,") != "" {
		out = "−" + out
	}
	return out
}

// decimals is how many digits after the point give x three significant ones.
func decimals(x float64) int {
	switch x = math.Abs(x); {
	case x < 10:
		return 2
	case x < 100:
		return 1
	}
	return 0
}

// three is x with three significant digits or so: 6.12, 61.2, 612, 6,120.
func three(x float64) string { return digits(x, decimals(x)) }

// fine is x with three significant digits down to a millionth: slopes are small.
func fine(x float64) string {
	places := decimals(x)
	for limit := 1.0; places < 6 && x != 0 && math.Abs(x) < limit; limit /= 10 {
		places++
	}
	return digits(x, places)
}

// general is x without decimals if it has none: 6, 0.53, 0.021.
func general(x float64) string {
	switch {
	case x == math.Trunc(x):
		return digits(x, 0)
	case math.Abs(x) < 0.1:
		return strconv.FormatFloat(x, 'g', 2, 64)
	}
	return three(x)
}

// times is a ratio with as many digits as it takes not to look like 1.
func times(x analysis.Number) string {
	text := digits(float64(x), 2)
	for decimals := 3; text == "1."+strings.Repeat("0", decimals-1) && x != 1 && decimals <= 6; decimals++ {
		text = digits(float64(x), decimals)
	}
	return text
}

// percent is a fraction as a whole per cent: "97%".
func percent(x analysis.Number) string { return digits(100*float64(x), 0) + "%" }

// signedPercent is a fraction as a percentage with its sign: "+0.42%".
func signedPercent(x analysis.Number) string {
	text := digits(100*float64(x), 2) + "%"
	if x > 0 {
		return "+" + text
	}
	return text
}

// share is a median between 0 and 1: "0.97".
func share(i *analysis.Interval) string {
	if i == nil {
		return Nothing
	}
	return digits(float64(i.Median), 2)
}

// Count is n things: "1 trial", "6 trials".
func Count[N int | int64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%s %ss", integer(int64(n)), thing)
}
