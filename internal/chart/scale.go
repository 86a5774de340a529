package chart

import (
	"cmp"
	"math"
	"slices"
)

// A scale places values along one direction of a figure.
type scale struct {
	lo, hi   float64 // values at the two ends
	log      bool
	from, to float64 // places of the ends
}

// at is the place of a value; one outside stands at the nearer end.
func (s scale) at(x float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		lo, hi, x = math.Log(lo), math.Log(hi), math.Log(max(x, lo))
	}
	share := (x - lo) / (hi - lo)
	return s.from + (s.to-s.from)*min(1, max(0, share))
}

// holds says whether a value can stand on an axis. What is closer to the ends
// of what a float64 can hold than any measurement could not be scaled.
func holds(x float64, log bool) bool {
	const most = 1e300
	return math.Abs(x) <= most && (!log || x >= 1/most)
}

// An extent is the least and the greatest of values that an axis can hold.
type extent struct{ lo, hi float64 }

func nowhere() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) hold(log bool, xs ...float64) {
	for _, x := range xs {
		if holds(x, log) {
			e.lo, e.hi = min(e.lo, x), max(e.hi, x)
		}
	}
}

// orElse is e, or something to draw an axis by if there are no values.
func (e extent) orElse(lo, hi float64) extent {
	if e.lo > e.hi {
		return extent{lo, hi}
	}
	return e
}

// valueScale is the scale of a figure's values: from 0 where it is linear, with
// some air where it is logarithmic, and never so narrow that noise fills it.
func valueScale(e extent, log bool) scale {
	if log {
		e = e.orElse(1, 10)
		lo, hi := e.lo/1.08, e.hi*1.08
		if narrow := 1.6; hi/lo < narrow {
			middle := math.Sqrt(lo) * math.Sqrt(hi)
			lo, hi = middle/math.Sqrt(narrow), middle*math.Sqrt(narrow)
		}
		return scale{lo: lo, hi: hi, log: true}
	}
	e.hold(false, 0)
	if e.lo == e.hi {
		e.hi = 1
	}
	air := 0.04 * (e.hi - e.lo)
	if e.lo < 0 {
		e.lo -= air
	}
	if e.hi > 0 {
		e.hi += air
	}
	return scale{lo: e.lo, hi: e.hi}
}

// pointScale is the scale of what a sweep varies, with air at both ends.
func pointScale(e extent, log bool) scale {
	e = e.orElse(1, 10)
	if log {
		air := math.Pow(e.hi/e.lo, 0.03)
		if e.lo == e.hi {
			air = 2
		}
		return scale{lo: e.lo / air, hi: e.hi * air, log: true}
	}
	air := 0.03 * (e.hi - e.lo)
	if size := max(math.Abs(e.lo), math.Abs(e.hi)); air < 1e-9*size || air == 0 {
		air = max(1, size/2)
	}
	return scale{lo: e.lo - air, hi: e.hi + air}
}

// ticksOf are the ticks that an axis asks for and the scale can hold, else some
// four to nine round values.
func (s scale) ticksOf(a Axis) []Tick {
	if len(a.Ticks) > 0 {
		return slices.DeleteFunc(slices.Clone(a.Ticks), func(t Tick) bool {
			return !(t.At >= s.lo && t.At <= s.hi)
		})
	}
	if s.log {
		for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}, {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}} {
			if at := s.logTicks(steps); len(at) >= 4 {
				return labelled(thin(at, 9), false)
			}
		}
	}
	return labelled(s.linearTicks(), true)
}

func (s scale) logTicks(steps []float64) []float64 {
	var at []float64
	for e := int(math.Floor(math.Log10(s.lo))); e <= int(math.Ceil(math.Log10(s.hi))); e++ {
		for _, step := range steps {
			if x := step * math.Pow10(e); x >= s.lo && x <= s.hi {
				at = append(at, x)
			}
		}
	}
	return at
}

// thin leaves every second tick, every third, …, until there are at most so many.
func thin(at []float64, most int) []float64 {
	each := (len(at) + most - 1) / most
	var out []float64
	for i := 0; i < len(at); i += each {
		out = append(out, at[i])
	}
	return out
}

// linearTicks are multiples of 1, 2 or 5 times a power of ten.
func (s scale) linearTicks() []float64 {
	rough := (s.hi - s.lo) / 6
	unit := math.Pow10(int(math.Floor(math.Log10(rough))))
	step := unit
	for _, k := range []float64{1, 2, 5, 10} {
		if step = k * unit; step >= rough {
			break
		}
	}
	var at []float64
	for k := math.Ceil(s.lo/step - 1e-9); k*step <= s.hi*(1+1e-12); k++ {
		at = append(at, k*step)
	}
	return at
}

// labelled writes ticks with as many decimals as they have, those at equal steps
// with the same number, and all of them as powers of ten if one needs that.
func labelled(at []float64, even bool) []Tick {
	ticks := make([]Tick, len(at))
	exponents, most := false, 0
	for _, x := range at {
		exponents = exponents || math.Abs(x) >= exponentFrom || x != 0 && math.Abs(x) < exponentBelow
		most = max(most, decimalsOf(x))
	}
	for i, x := range at {
		switch {
		case exponents:
			ticks[i] = Tick{x, exponent(x, 9)}
		case even:
			ticks[i] = Tick{x, digits(x, most)}
		default:
			ticks[i] = Tick{x, digits(x, decimalsOf(x))}
		}
	}
	return ticks
}

// A tickPlace is where a tick and its label stand along a scale.
type tickPlace struct {
	Tick
	at, middle float64
}

// roomy places ticks and their labels, these between from and to and as long as
// size says. Labels that would touch others are left out: the last and the
// first stay, the others from the end on.
func (s scale) roomy(ticks []Tick, from, to float64, size func(label string) float64) []tickPlace {
	var all []tickPlace
	for _, t := range ticks {
		t.Label = bodyType.fit(t.Label, tickMost)
		at, half := s.at(t.At), size(t.Label)/2
		all = append(all, tickPlace{t, at, min(max(at, from+half), to-half)})
	}
	slices.SortStableFunc(all, func(a, b tickPlace) int { return cmp.Compare(b.At, a.At) })
	if n := len(all); n > 2 {
		all = append([]tickPlace{all[0], all[n-1]}, all[1:n-1]...)
	}
	var kept []tickPlace
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

const (
	tickMost = 130.0 // the most that the label of a tick may take
	labelGap = 6.0   // between two labels
)
