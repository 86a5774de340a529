package bench

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// Comma is a whole number with commas between thousands.
func Comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Round keeps four significant digits of a number that is not whole, which is
// more than any of these measurements has.
func Round(x float64) float64 {
	if x != math.Trunc(x) {
		x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	}
	return x
}

// Percentile sorts durations, and is the one that p per cent of them are below.
func Percentile(all []time.Duration, p float64) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, int(p*float64(len(all))/100))]
}

// MicrosPerCall is the mean time of one of n calls, in microseconds.
func MicrosPerCall(n int, call func()) float64 {
	began := time.Now()
	for range n {
		call()
	}
	return float64(time.Since(began).Nanoseconds()) / 1e3 / float64(n)
}
