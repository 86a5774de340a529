package chart

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Few values far from the others are clipped, and nothing else is.
func TestWhatIsClipped(t *testing.T) {
	for _, c := range []struct {
		values  []float64
		clipped []float64
		why     string
	}{
		{[]float64{0.9, 1, 1.2, 60}, []float64{60}, "one that would take most of the axis"},
		{[]float64{0.01, 0.9, 1, 1.2}, []float64{0.01}, "at the lower end too"},
		{[]float64{0.9, 1, 1.2, 2.6}, nil, "what stands beside the others leaves them room"},
		{[]float64{1, 60}, nil, "nobody can tell which of two is the odd one"},
		{[]float64{1, 1.1, 50, 60}, nil, "two of four are no exception"},
		{[]float64{1, 3, 9, 27, 81}, nil, "a curve that grows has no gap"},
		{[]float64{0.9, 1, 1, 1.1, 1.1, 1.2, 40, 60}, []float64{40, 60}, "two of eight are one"},
		{[]float64{1, 1.1, 0, 60}, nil, "0 is not so many times less"},
	} {
		f := &Figure{Y: Axis{Bulk: true}, Series: []Series{{}}}
		for i, y := range c.values {
			f.Series[0].Points = append(f.Series[0].Points, At(float64(i), y))
		}
		lo, hi := f.bulk()
		var clipped []float64
		for _, y := range c.values {
			if y < lo || y > hi {
				clipped = append(clipped, y)
			}
		}
		require.Equal(t, c.clipped, clipped, c.why)
	}
}

// The number of a clipped value stands in the picture, in words on its point,
// and the note says what the arrow is; on a linear scale too.
func TestAClippedValueIsSaid(t *testing.T) {
	for _, opts := range []Options{{}, {Linear: true}} {
		p := look(t, SVGWith(ratio(), opts))
		require.Contains(t, p.words, "59.4 ")
		require.Contains(t, p.words, "117 ")
		require.Contains(t, p.words, "An arrow is a value beyond the end of the axis.")
		require.Contains(t, p.points, "19,000: 117 (112 to 122)")
	}
	require.NotContains(t, look(t, SVG(sweep())).words, "arrow")
}

// Strips of any values stay within their pictures.
func TestStripsHoldAnything(t *testing.T) {
	for _, values := range [][]float64{{1, 1}, {1e-12, 3}, {0.9, 1e9}, {-1, 0, 1}, {118, 117, 123}} {
		s := Strip{Style: StyleOf("poll", nil), Number: Point{Y: values[0], Lo: values[0], Hi: values[1]}, Base: 1}
		for i := range 40 {
			s.Values = append(s.Values, Point{X: float64(i + 1), Y: values[i%len(values)], Hollow: i%2 == 0})
		}
		require.Empty(t, look(t, s.SVG()).faults(), values)
	}
}
