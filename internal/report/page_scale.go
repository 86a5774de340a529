package report

import (
	"math"
	"slices"
	"strconv"
)

// A scale places values between two edges of a plot, in pixels. page.js has
// the same rules, so that a figure does not jump when it is drawn anew.
type scale struct {
	log      bool
	lo, hi   float64 // values at the edges
	from, to float64 // pixels at the edges
}

// at is where x stands. What a logarithm cannot show stands at the low edge.
func (s scale) at(x float64) float64 {
	share := (x - s.lo) / (s.hi - s.lo)
	if s.log {
		share = 0
		if x > 0 {
			share = math.Log(x/s.lo) / math.Log(s.hi/s.lo)
		}
	}
	return s.from + min(1, max(0, share))*(s.to-s.from)
}

// span gives a scale over the values with some air around them; a linear one starts at 0.
func span(log bool, values []float64, from, to float64) scale {
	s := scale{log: log, lo: math.Inf(1), hi: math.Inf(-1), from: from, to: to}
	for _, x := range values {
		if drawable(x) && (!log || x > 0) {
			s.lo, s.hi = min(s.lo, x), max(s.hi, x)
		}
	}
	if math.IsInf(s.lo, 1) {
		s.lo, s.hi = 1, 10
	}
	const air = 0.05
	switch {
	case log && s.hi < 1.5*s.lo:
		s.lo, s.hi = s.lo/2, s.hi*2
	case log:
		by := math.Pow(s.hi/s.lo, air)
		s.lo, s.hi = s.lo/by, s.hi*by
	default:
		s.lo = min(0, s.lo*(1+air))
		s.hi = max(0, s.hi*(1+air))
		if s.lo == s.hi {
			s.hi = 1
		}
	}
	return s
}

// drawable says whether x has a place on a linear axis.
func drawable(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }

// ticks are the values that bear a label, and those between them that do not.
func (s scale) ticks() (labelled, between []float64) {
	if !s.log || s.hi < 3*s.lo { // within so little, equal steps say more than digits
		return s.evenTicks(), nil
	}
	first, last := int(math.Floor(math.Log10(s.lo))), int(math.Ceil(math.Log10(s.hi)))
	bear := labelledDigits(math.Log10(s.hi / s.lo))
	for k := first; k <= last; k++ {
		for digit := 1; digit <= 9; digit++ {
			x := power(digit, k)
			switch {
			case x < s.lo || x > s.hi:
			case slices.Contains(bear, digit):
				labelled = append(labelled, x)
			default:
				between = append(between, x)
			}
		}
	}
	if len(labelled) < 2 {
		return s.evenTicks(), nil
	}
	return labelled, between
}

// labelledDigits are those of each decade that bear a label: more of them if
// there are few decades.
func labelledDigits(decades float64) []int {
	switch {
	case decades < 1.05:
		return []int{1, 2, 3, 5, 7}
	case decades < 2.2:
		return []int{1, 2, 5}
	}
	return []int{1}
}

// power is digit × 10ᵏ without the error that multiplying by 0.1 would add.
func power(digit, k int) float64 {
	x, _ := strconv.ParseFloat(strconv.Itoa(digit)+"e"+strconv.Itoa(k), 64)
	return x
}

// evenTicks are some five round values at equal steps.
func (s scale) evenTicks() []float64 {
	rough := (s.hi - s.lo) / 5
	k := int(math.Floor(math.Log10(rough)))
	step := power(1, k+1)
	for _, digit := range []int{5, 2} {
		if power(digit, k) >= rough {
			step = power(digit, k)
		}
	}
	var ticks []float64
	for i := math.Ceil(s.lo / step); i*step <= s.hi*(1+1e-9); i++ {
		ticks = append(ticks, i*step)
	}
	return ticks
}

// tickText is a tick's value as a reader writes it: 10,000 or 0.2.
func tickText(x float64) string {
	if math.Abs(x) >= 1e15 {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	places := 0
	for math.Abs(rounded*math.Pow10(places)-math.Round(rounded*math.Pow10(places))) > 1e-6 && places < 9 {
		places++
	}
	return digits(rounded, places)
}
