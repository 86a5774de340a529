package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record/recordtest"
)

// The rounds of a ratio are what it is the median of, in order.
func TestARatioHasItsRounds(t *testing.T) {
	s := Analyse(recordtest.Sample(7), "")
	for _, c := range s.Cells {
		r := c.CPURatio
		if r == nil {
			continue
		}
		require.Len(t, r.Rounds, 7)
		var above, below int
		for i, round := range r.Rounds {
			require.EqualValues(t, i+1, round.Round)
			above, below = above+one(round.Ratio > r.Median), below+one(round.Ratio < r.Median)
			require.Equal(t, c.Model == "epoll_et" && c.Connections == 1000 && round.Round == 2, round.Disturbed)
		}
		require.LessOrEqual(t, max(above, below), 4)
	}
}

// Another baseline compares as an analysis with it does, and leaves the Summary
// as it was.
func TestASummaryRelativeToAnotherBaseline(t *testing.T) {
	r := recordtest.Sample(6)
	s := Analyse(r, "")
	before := *s.Cell("netpoll", r.Plan.Sweep[0]).CPURatio
	baselines := []string{"select", "netpoll"}
	for i, again := range s.RelativeTo(baselines) {
		baseline := baselines[i]
		want := Analyse(r, baseline)
		require.Equal(t, baseline, again.Baseline)
		require.Equal(t, want.CPU, again.CPU)
		require.Equal(t, want.Requests, again.Requests)
		for i, c := range want.Cells {
			require.Equal(t, c.CPURatio, again.Cells[i].CPURatio)
			require.Equal(t, c.RequestsRatio, again.Cells[i].RequestsRatio)
			require.Same(t, again.Cells[i], again.Cell(c.Model, c.Point))
		}
	}
	require.Equal(t, before, *s.Cell("netpoll", r.Plan.Sweep[0]).CPURatio)
}
