package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// Requests that got no reply waited longest and are in no histogram: without them
// an overloaded server would look quick.
func TestAPercentileAmongTheUnansweredIsNotKnown(t *testing.T) {
	r := recordtest.Rate(3)
	whole := analyse(r)
	first := whole.Cells[0]
	var one int // trial of the first cell
	for i := range r.Trials {
		if r.Trials[i].Cell() == first.Cell {
			one = i
		}
	}
	trial := &r.Trials[one]
	*trial.Unsent = trial.Requests / 20 // in addition: 4.8 % of all
	*trial.Offered += *trial.Unsent
	some := analyse(r).Cell(first.Model, first.Point)
	require.Nil(t, some.Of(P99), "the slowest round does not know it")
	require.Nil(t, some.Of(P9999))
	require.NotNil(t, some.Of(P50))
	require.Greater(t, some.Of(P50).Hi, first.Of(P50).Lo)
	require.NotNil(t, some.Of(CPU))
	for i := range r.Trials {
		require.Equal(t, i == one, *r.Trials[i].Offered > r.Trials[i].Requests)
	}
}
