package chart

import (
	"cmp"
	"math"
	"slices"
)

// A scale places values along one direction of a figure.
type scale struct {
	log      bool
	lo, hi   float64 // values at the two ends
	from, to float64 // places of the ends
}

// at is the place of a value; one outside stands at the nearer end.
func (s scale) at(x float64) float64 {
	share := (x - s.lo) / (s.hi - s.lo)
	if s.log {
		share = math.Log(max(x, s.lo)/s.lo) / math.Log(s.hi/s.lo)
	}
	return s.from + (s.to-s.from)*min(1, max(0, share))
}

// holds says whether an axis can hold a value: whether it is finite, and
// positive where that is needed. Values at the very ends of what a float64 can
// hold would overflow, and nobody measures them.
func holds(x float64, log bool) bool {
	const most = 1e150
	return math.Abs(x) <= most && (!log || x >= 1/most)
}

// extent is the least and the greatest of the values that an axis can hold, or
// something to draw an axis by if there are none.
func extent(values []float64, log bool) (lo, hi float64) {
	values = slices.DeleteFunc(values, func(x float64) bool { return !holds(x, log) })
	if len(values) == 0 {
		return 1, 10
	}
	return slices.Min(values), slices.Max(values)
}

// valueScale is the scale of a figure's values: from 0 where it is linear, with
// some air where it is logarithmic, and never so narrow that noise fills it.
func valueScale(values []float64, log bool) scale {
	lo, hi := extent(values, log)
	if log {
		lo, hi = lo/1.08, hi*1.08
		if narrow := 1.6; hi/lo < narrow {
			middle := math.Sqrt(lo * hi)
			lo, hi = middle/math.Sqrt(narrow), middle*math.Sqrt(narrow)
		}
		return scale{log: true, lo: lo, hi: hi}
	}
	lo, hi = min(0, lo), max(0, hi)
	if lo == hi {
		hi = 1
	}
	air := 0.04 * (hi - lo)
	if lo < 0 {
		lo -= air
	}
	if hi > 0 {
		hi += air
	}
	return scale{lo: lo, hi: hi}
}

// pointScale is the scale of what a sweep varies, with air at both ends.
func pointScale(values []float64, log bool) scale {
	lo, hi := extent(values, log)
	if log {
		air := math.Pow(hi/lo, 0.03)
		if hi < 1.001*lo {
			air = 2
		}
		return scale{log: true, lo: lo / air, hi: hi * air}
	}
	air := 0.03 * (hi - lo)
	if size := max(math.Abs(lo), math.Abs(hi)); air <= 1e-9*size {
		air = max(1, size/2)
	}
	return scale{lo: lo - air, hi: hi + air}
}

// ticks are those that an axis asks for, else some four to nine round values.
func (s scale) ticks(a Axis) []Tick {
	if len(a.Ticks) > 0 {
		return slices.DeleteFunc(slices.Clone(a.Ticks), func(t Tick) bool { return !(t.At >= s.lo && t.At <= s.hi) })
	}
	if s.log {
		for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}, {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}} {
			if at := s.logTicks(steps); len(at) >= 4 {
				return labelled(at, at[len(at)-1] < 10*at[0])
			}
		}
	}
	return labelled(s.linearTicks(), true)
}

// logTicks are the steps of each decade, or every second, third, … of them, so
// that there are at most nine.
func (s scale) logTicks(steps []float64) []float64 {
	var all, at []float64
	for e := math.Floor(math.Log10(s.lo)); e <= math.Ceil(math.Log10(s.hi)); e++ {
		for _, step := range steps {
			if x := step * math.Pow10(int(e)); x >= s.lo && x <= s.hi {
				all = append(all, x)
			}
		}
	}
	for i := 0; i < len(all); i += (len(all) + 8) / 9 {
		at = append(at, all[i])
	}
	return at
}

// linearTicks are multiples of 1, 2 or 5 times a power of ten.
func (s scale) linearTicks() []float64 {
	rough := (s.hi - s.lo) / 6
	unit := math.Pow10(int(math.Floor(math.Log10(rough))))
	step := 10 * unit
	for _, k := range []float64{5, 2, 1} {
		if k*unit >= rough {
			step = k * unit
		}
	}
	var at []float64
	for k := math.Ceil(s.lo/step - 1e-9); k*step <= s.hi*(1+1e-12); k++ {
		at = append(at, k*step)
	}
	return at
}

// labelled writes ticks with as many decimals as they have, even ones all with
// the same number, and all of them as powers of ten if one needs that.
func labelled(at []float64, even bool) []Tick {
	exponents, most := false, 0
	for _, x := range at {
		exponents = exponents || needsExponent(x)
		most = max(most, decimalsOf(x))
	}
	var ticks []Tick
	for _, x := range at {
		switch {
		case exponents:
			ticks = append(ticks, Tick{x, exponent(x, 9)})
		case even:
			ticks = append(ticks, Tick{x, digits(x, most)})
		default:
			ticks = append(ticks, Tick{x, digits(x, decimalsOf(x))})
		}
	}
	return ticks
}

// A tickPlace is where a tick and its label stand along a scale.
type tickPlace struct {
	Tick
	at, middle float64
}

const (
	tickMost = 130.0 // the most that the label of a tick may take
	labelGap = 6.0   // between two labels
)

// roomy places ticks and their labels, these between from and to and as long as
// size says. Labels that would touch others are left out: the last and the
// first stay, the others from the end on.
func (s scale) roomy(ticks []Tick, from, to float64, size func(label string) float64) []tickPlace {
	var all, kept []tickPlace
	for _, t := range ticks {
		t.Label = bodyType.fit(t.Label, tickMost)
		at, half := s.at(t.At), size(t.Label)/2
		all = append(all, tickPlace{t, at, min(max(at, from+half), to-half)})
	}
	slices.SortStableFunc(all, func(a, b tickPlace) int { return cmp.Compare(b.At, a.At) })
	if n := len(all); n > 2 {
		all = append([]tickPlace{all[0], all[n-1]}, all[1:n-1]...)
	}
	for _, t := range all {
		touches := func(k tickPlace) bool {
			return math.Abs(t.middle-k.middle) < (size(t.Label)+size(k.Label))/2+labelGap
		}
		if !slices.ContainsFunc(kept, touches) {
			kept = append(kept, t)
		}
	}
	return kept
}
