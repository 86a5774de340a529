package stats

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Values of pbinom(k-1, n, p, lower.tail=FALSE) of R, and by hand.
func TestAtLeast(t *testing.T) {
	require.InDelta(t, 0.5, AtLeast(1, 1, 0.5), 1e-12)
	require.InDelta(t, 11.0/16, AtLeast(2, 4, 0.5), 1e-12)
	require.InDelta(t, 1-0.9*0.9*0.9, AtLeast(1, 3, 0.1), 1e-12)
	require.InDelta(t, 0.01*0.01*0.01, AtLeast(3, 3, 0.01), 1e-15)
	require.Equal(t, []float64{1, 0, 1}, []float64{AtLeast(0, 5, 0.1), AtLeast(1, 5, 0), AtLeast(5, 5, 1)})
}
