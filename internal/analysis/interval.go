package analysis

import (
	"math"

	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A Number is one as JSON has it.
type Number = words.Number

// An Interval is a median with its order-statistic interval.
type Interval struct {
	Median   Number `json:"median"`
	Lo       Number `json:"lo"`
	Hi       Number `json:"hi"`
	Coverage Number `json:"coverage"` // that the interval reaches, 0 to 1
	N        int    `json:"n"`        // trials or rounds in it
}

// Half is the wider half of the interval: median ± half holds it.
func (i Interval) Half() float64 { return float64(max(i.Hi-i.Median, i.Median-i.Lo)) }

// Sure says whether the interval is finite and reaches the coverage that a
// statement needs.
func (i *Interval) Sure() bool {
	return i != nil && i.Finite() && float64(i.Coverage) >= confidence
}

// AroundZero says whether the interval leaves open which side of 0 it is on.
func (i *Interval) AroundZero() bool { return i != nil && i.N > 1 && i.Lo <= 0 && i.Hi >= 0 }

// Finite says whether the interval has a place on an axis.
func (i *Interval) Finite() bool {
	sum := float64(i.Median + i.Hi - i.Lo) // one that is not finite makes no finite sum
	return !math.IsInf(sum, 0) && !math.IsNaN(sum)
}

// intervalOf is the median of xs with its interval; nil if there are none.
func intervalOf(xs []float64) *Interval {
	if len(xs) == 0 {
		return nil
	}
	return new(interval(stats.Summarise(xs)))
}

func interval(s stats.Summary) Interval {
	return Interval{Number(s.Median), Number(s.Lo), Number(s.Hi), Number(s.Coverage), s.N}
}
