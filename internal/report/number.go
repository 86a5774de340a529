package report

import (
	"math"
	"strconv"
	"strings"
)

// A Number is written in JSON with nine significant digits: more than any
// figure has, and few enough that processors which round a sum differently
// still write the same bytes.
type Number float64

// MarshalJSON writes the number; one that JSON lacks, such as infinity, is null.
func (n Number) MarshalJSON() ([]byte, error) {
	f := float64(n)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, f, 'g', 9, 64), nil
}

// integer is n with commas between thousands: 10,000.
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

// digits is x with the number of decimals, thousands separated, a true minus sign.
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

// plusMinus is an interval's median ± its wider half, in units of unit.
// An interval of one value has no halves.
func plusMinus(i Interval, unit float64) string {
	median := float64(i.Median) / unit
	if i.N < 2 {
		return three(median)
	}
	return three(median) + " ±" + digits(i.half()/unit, decimals(median))
}

// wholePlusMinus is plusMinus without decimals.
func wholePlusMinus(i Interval) string {
	if i.N < 2 {
		return digits(float64(i.Median), 0)
	}
	return digits(float64(i.Median), 0) + " ±" + digits(i.half(), 0)
}

// percent is a fraction as a whole per cent: "97%".
func percent(x float64) string { return digits(100*x, 0) + "%" }

// count is n things: "1 trial", "6 trials".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return integer(int64(n)) + " " + thing + "s"
}
