package stats

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAShapeIsThatOfTheWholeInterval(t *testing.T) {
	for _, c := range []struct {
		n      int
		lo, hi float64
		want   Shape
	}{
		{6, 1.3, 4, Grows}, {6, 1.25, 4, Unclear}, {6, 0.8, 1.25, Flat}, {6, 0.79, 1, Unclear}, {6, 0.1, 0.2, Unclear}, {0, 0, 0, Unclear},
	} {
		require.Equal(t, c.want, ShapeOf(Summary{N: c.n, Lo: c.lo, Hi: c.hi}), c)
	}
}
