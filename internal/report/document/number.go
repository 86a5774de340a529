package document

import (
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
	x, half := i.Median, analysis.Number(i.Half())
	places := 2
	switch f {
	case Micros:
		x, half = x/1000, half/1000
		places = decimals(x)
	case Whole:
		places = 0
	case PerRequest:
		if x > 0 && x < 0.005 {
			return "<0.01", ""
		}
		return digits(x, places), ""
	case Slope:
		if main = fine(x); i.N > 1 {
			spread = "(" + fine(i.Lo) + " to " + fine(i.Hi) + ")"
		}
		return main, spread
	case General:
		return general(x), ""
	}
	if i.N > 1 {
		spread = "±" + digits(half, places)
	}
	return digits(x, places), spread
}

// integer is n with commas between thousands and a true minus sign: 10,000.
func integer(n int64) string { return digits(float64(n), 0) }

// digits is x with so many decimals, in the form of integer.
func digits[N ~float64](x N, decimals int) string {
	out := strconv.FormatFloat(math.Abs(float64(x)), 'f', decimals, 64)
	whole, _, _ := strings.Cut(out, ".")
	for i := len(whole) - 3; i > 0 && whole[0] != '+'; i -= 3 { // no comma in +Inf
		out = out[:i] + "," + out[i:]
	}
	if x < 0 && strings.Trim(out, "0.,") != "" {
		out = "−" + out
	}
	return out
}

// decimals is how many digits after the point give x three significant ones.
func decimals[N ~float64](x N) int {
	switch x = max(x, -x); {
	case x < 10:
		return 2
	case x < 100:
		return 1
	}
	return 0
}

// fine is x with three significant digits down to a millionth: slopes are small.
func fine(x analysis.Number) string {
	places := decimals(x)
	for limit := analysis.Number(1); places < 6 && x != 0 && max(x, -x) < limit; limit /= 10 {
		places++
	}
	return digits(x, places)
}

// micros is a number of nanoseconds in µs, with three significant digits.
func micros(x analysis.Number) string { return digits(x/1000, decimals(x/1000)) }

func whole(x analysis.Number) string { return digits(x, 0) }

// general is x without decimals if it has none: 6, 0.53, 0.021.
func general(x analysis.Number) string {
	switch size := max(x, -x); {
	case float64(x) == math.Trunc(float64(x)):
		return digits(x, 0)
	case size < 0.1:
		return strconv.FormatFloat(float64(x), 'g', 2, 64)
	}
	return digits(x, decimals(x))
}

// times is a ratio with as many digits as it takes not to look like 1.
func times(x analysis.Number) string {
	text := digits(x, 2)
	for decimals := 3; text == "1."+strings.Repeat("0", decimals-1) && x != 1 && decimals <= 6; decimals++ {
		text = digits(x, decimals)
	}
	return text
}

// percent is a fraction as a whole per cent: "97%".
func percent(x analysis.Number) string { return digits(100*x, 0) + "%" }

// signedPercent is a fraction as a percentage with its sign: "+0.42%".
func signedPercent(x analysis.Number) string {
	text := digits(100*x, 2) + "%"
	if x > 0 {
		text = "+" + text
	}
	return text
}

// within is a 95 % interval in brackets.
func within(i *analysis.Interval, write func(analysis.Number) string) string {
	return "(95% interval " + write(i.Lo) + " to " + write(i.Hi) + ")"
}

// told is a median with its 95 % interval in brackets.
func told(i *analysis.Interval, write func(analysis.Number) string) string {
	return write(i.Median) + " " + within(i, write)
}

// Count is n things: "1 trial", "6 trials".
func Count[N int | int64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return integer(int64(n)) + " " + thing + "s"
}
