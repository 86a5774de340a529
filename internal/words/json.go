package words

import (
	"math"
	"strconv"
)

// A Number is written in JSON with nine significant digits: more than any
// measurement has, and few enough that processors which round a sum differently
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
