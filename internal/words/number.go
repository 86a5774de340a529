// Package words writes numbers and lists as every text of the project has them.
package words

import (
	"math"
	"strconv"
	"strings"
)

// Integer is n with commas between thousands and a true minus sign: 10,000.
func Integer[N int | int64](n N) string { return Digits(float64(n), 0) }

// Digits is x with so many decimals, in the form of Integer.
func Digits[N ~float64](x N, decimals int) string {
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

// Whole is x without decimals.
func Whole[N ~float64](x N) string { return Digits(x, 0) }

// Decimals is how many digits after the point give x three significant ones.
func Decimals[N ~float64](x N) int {
	switch x = max(x, -x); {
	case x < 10:
		return 2
	case x < 100:
		return 1
	}
	return 0
}

// Fine is x with three significant digits down to a millionth: slopes are small.
func Fine[N ~float64](x N) string {
	places := Decimals(x)
	for limit := N(1); places < 6 && x != 0 && max(x, -x) < limit; limit /= 10 {
		places++
	}
	return Digits(x, places)
}

// Micros is a number of nanoseconds in µs, with three significant digits.
func Micros[N ~float64](x N) string { return Digits(x/1000, Decimals(x/1000)) }

// General is x without decimals if it has none: 6, 0.53, 0.021.
func General[N ~float64](x N) string {
	switch size := max(x, -x); {
	case float64(x) == math.Trunc(float64(x)):
		return Digits(x, 0)
	case size < 0.1:
		return strconv.FormatFloat(float64(x), 'g', 2, 64)
	}
	return Digits(x, Decimals(x))
}

// Times is a ratio with as many digits as it takes not to look like 1.
func Times[N ~float64](x N) string {
	text := Digits(x, 2)
	for decimals := 3; text == "1."+strings.Repeat("0", decimals-1) && x != 1 && decimals <= 6; decimals++ {
		text = Digits(x, decimals)
	}
	return text
}

// Percent is a fraction as a whole per cent: "97%".
func Percent[N ~float64](x N) string { return Digits(100*x, 0) + "%" }

// SignedPercent is a fraction as a percentage with its sign: "+0.42%".
func SignedPercent[N ~float64](x N) string {
	text := Digits(100*x, 2) + "%"
	if x > 0 {
		text = "+" + text
	}
	return text
}

// Rounded is x with so many significant digits.
func Rounded(x float64, digits int) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64) // FormatFloat wrote it
	return x
}

// Against is how a stands to b, neither below 0: "12 % above", "3 % below", and,
// past a factor of 3, where no percentage says anything, "1,811 times".
func Against[N ~float64](a, b N) string {
	switch {
	case b == 0 && a > 0:
		return "above 0, which is"
	case a > 3*b:
		return Digits(a/b, Decimals(a/b)) + " times"
	case a >= b:
		return Whole(100*(a-b)/max(b, 1)) + " % above"
	}
	return Whole(100*(b-a)/b) + " % below"
}
