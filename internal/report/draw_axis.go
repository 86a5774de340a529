package report

import "math"

// A ruler maps values to places along one direction of a picture.
type ruler struct {
	lo, hi   float64 // values at the two ends
	log      bool
	from, to float64 // places of the ends
}

// at is the place of a value; one outside stands at the nearer end.
func (s ruler) at(x float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		lo, hi, x = math.Log(lo), math.Log(hi), math.Log(max(x, lo))
	}
	share := (x - lo) / (hi - lo)
	return s.from + (s.to-s.from)*min(1, max(0, share))
}

// extent is the least and the greatest of values.
type extent struct{ lo, hi float64 }

func nowhere() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) hold(xs ...float64) {
	for _, x := range xs {
		e.lo, e.hi = min(e.lo, x), max(e.hi, x)
	}
}

// extent is the extent of a figure's values, intervals included.
func (f *Figure) extent() extent {
	e := nowhere()
	for _, s := range append(append([]Series{}, f.Series...), f.Guides...) {
		for _, p := range s.Points {
			e.hold(p.Y, p.Lo, p.Hi)
		}
	}
	return e
}

// valueScale is the ruler of a figure's values: from 0 where it is linear, with
// some air where it is logarithmic, and never so narrow that noise fills it.
func valueScale(e extent, log bool) ruler {
	if log {
		lo, hi := e.lo/1.08, e.hi*1.08
		if narrow := 1.6; hi/lo < narrow {
			middle := math.Sqrt(lo * hi)
			lo, hi = middle/math.Sqrt(narrow), middle*math.Sqrt(narrow)
		}
		return ruler{lo: lo, hi: hi, log: true}
	}
	lo, hi := min(0, e.lo), max(0, e.hi)
	if lo == hi {
		hi = 1
	}
	air := 0.04 * (hi - lo)
	if lo < 0 {
		lo -= air
	}
	return ruler{lo: lo, hi: hi + air}
}

// pointScale is the ruler of what a sweep varies, with air at both ends.
func pointScale(e extent, log bool) ruler {
	if log {
		air := math.Pow(e.hi/e.lo, 0.03)
		if e.lo == e.hi {
			air = 2
		}
		return ruler{lo: e.lo / air, hi: e.hi * air, log: true}
	}
	air := 0.03 * (e.hi - e.lo)
	if air == 0 {
		air = 1
	}
	return ruler{lo: e.lo - air, hi: e.hi + air}
}

// ticks are some four to nine round values on the ruler.
func (s ruler) ticks() []Tick {
	if s.log {
		for _, steps := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}, {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}} {
			if ticks := s.logTicks(steps); len(ticks) >= 4 {
				return thin(ticks, 9)
			}
		}
	}
	return s.linearTicks()
}

func (s ruler) logTicks(steps []float64) []Tick {
	var ticks []Tick
	for e := int(math.Floor(math.Log10(s.lo))); e <= int(math.Ceil(math.Log10(s.hi))); e++ {
		for _, step := range steps {
			decimals := max(0, -e)
			if step != math.Trunc(step) {
				decimals = max(0, 1-e)
			}
			if x := step * math.Pow10(e); x >= s.lo && x <= s.hi {
				ticks = append(ticks, Tick{x, digits(x, decimals)})
			}
		}
	}
	return ticks
}

// thin leaves every second tick, every third, …, until there are at most so many.
func thin(ticks []Tick, most int) []Tick {
	each := (len(ticks) + most - 1) / most
	var out []Tick
	for i := 0; i < len(ticks); i += each {
		out = append(out, ticks[i])
	}
	return out
}

// linearTicks are multiples of 1, 2 or 5 times a power of ten.
func (s ruler) linearTicks() []Tick {
	rough := (s.hi - s.lo) / 6
	unit := math.Pow10(int(math.Floor(math.Log10(rough))))
	step := unit
	for _, k := range []float64{1, 2, 5, 10} {
		if step = k * unit; step >= rough {
			break
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var ticks []Tick
	for k := math.Ceil(s.lo/step - 1e-9); k*step <= s.hi*(1+1e-12); k++ {
		ticks = append(ticks, Tick{k * step, digits(k*step, decimals)})
	}
	return ticks
}
