package analysis

import (
	"math"
	"strconv"
)

// A Number is written in JSON with nine significant digits: more than any
// metric has, and few enough that processors which round a sum differently
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

// A Ratio is a cell's metric over that of another cell, within rounds.
type Ratio struct {
	Interval
	P           Number `json:"p"`
	Adjusted    Number `json:"p_adjusted"` // corrected over the family
	Significant bool   `json:"significant"`
}

// Stands says whether the ratio is a difference: by the one rule that ranks,
// and in an interval that agrees.
func (r *Ratio) Stands() bool {
	return r != nil && r.Significant && r.Sure() && (r.Lo > 1 || r.Hi < 1)
}
