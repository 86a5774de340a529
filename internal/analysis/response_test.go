package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/stats"
)

// The histograms of the trials are merged, never averaged: a percentile of all
// requests lies between those of the single trials, and none is shown that a
// handful of requests would decide.
func TestResponseTimesAreOfAllRequests(t *testing.T) {
	r := recordtest.Rate(3)
	s := analyse(r)
	require.Len(t, s.Responses, 4*2)
	response := s.Responses[1]
	require.Equal(t, "epoll_lt", response.Model)
	require.Equal(t, int64(10), response.Connections)
	all := record.NewLatency()
	for _, trial := range r.Trials {
		if trial.Cell() == response.Cell {
			h, err := record.DecodeLatency(trial.Latency)
			require.NoError(t, err)
			all.Merge(h)
		}
	}
	spread := false
	for _, q := range response.Quantiles {
		require.Equal(t, float64(all.ValueAtQuantile(100*(1-1/q.Beyond))), q.All)
		require.LessOrEqual(t, q.Lo, q.All)
		require.GreaterOrEqual(t, q.Hi, q.All)
		spread = spread || q.Lo < q.Hi
		require.GreaterOrEqual(t, float64(all.TotalCount())/q.Beyond, float64(stats.Beyond))
	}
	require.True(t, spread)
	require.Empty(t, analyse(recordtest.Sample(2)).Responses, "a closed loop restates throughput")
}
