package stats

import "math"

// A Correlation is how far values that follow each other are alike.
type Correlation struct {
	R float64 // from -1 to 1; 0 for independent values
	N int     // values

	// Bound is what R of N independent values exceeds, on either side, 1 time in
	// 20: 1.96/√N.
	Bound float64
}

// Told says whether the values depend on each other as far as can be seen.
func (c Correlation) Told() bool { return math.Abs(c.R) > c.Bound }

// LagOne is the correlation of each value with the one before it, in the order
// given: the products of neighbouring deviations from the mean over the squares
// of all deviations, and its bound. Of several series, each with a mean of its
// own, it is that of all products and squares together (NIST/SEMATECH e-Handbook of Statistical Methods,
// sections 1.3.5.12 and 1.3.3.1; Box and Jenkins 1976). Series of fewer than 3 values do not
// count; it is false if there are none, or none whose values differ.
func LagOne(series ...[]float64) (Correlation, bool) {
	products, squares, n := 0.0, 0.0, 0
	for _, xs := range series {
		if len(xs) < 3 {
			continue
		}
		mean := 0.0
		for _, x := range xs {
			mean += x / float64(len(xs))
		}
		for i, x := range xs {
			squares += (x - mean) * (x - mean)
			if i > 0 {
				products += (x - mean) * (xs[i-1] - mean)
			}
		}
		n += len(xs)
	}
	if squares == 0 {
		return Correlation{}, false
	}
	return Correlation{R: products / squares, N: n, Bound: 1.96 / math.Sqrt(float64(n))}, true
}
