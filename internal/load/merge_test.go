package load

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func TestSplitLosesNothingAndSharesNoSource(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7} {
		whole := Spec{Addr: "127.0.0.1:80", Connections: 100_001, Active: 10, Duration: time.Second}
		parts, err := whole.Split(n)
		require.NoError(t, err)
		require.Len(t, parts, n)
		connections, active, seen := 0, 0, map[string]bool{}
		for _, p := range parts {
			require.NoError(t, p.Validate())
			connections += p.Connections
			active += p.Active
			for _, a := range p.Sources {
				require.False(t, seen[a], "%s belongs to two generators", a)
				seen[a] = true
			}
		}
		require.Equal(t, whole.Connections, connections)
		require.Equal(t, whole.Active, active)
	}
	_, err := Spec{Addr: "127.0.0.1:80", Connections: 100, Active: 1, Duration: time.Second}.Split(2)
	require.ErrorContains(t, err, "active")
}

func TestMergeAddsUpAndNeverAverages(t *testing.T) {
	part := func(latency int64, outcome string) Result {
		h := record.NewLatency()
		require.NoError(t, h.RecordValues(latency, 10))
		text, err := record.EncodeLatency(h)
		require.NoError(t, err)
		return Result{
			Outcome: outcome, Requested: 5, Established: 5, Proven: 5, ProvenAfter: 5, Requests: 10,
			Window: time.Duration(latency), Latency: text,
			Errors: []record.ErrorCount{{Name: "reset", Count: 2, Excerpt: "first"}},
		}
	}
	sum, err := Merge([]Result{part(1000, record.Measured), part(9000, record.Measured)})
	require.NoError(t, err)
	require.Equal(t, record.Measured, sum.Outcome)
	require.EqualValues(t, 10, sum.Proven)
	require.EqualValues(t, 20, sum.Requests)
	require.Equal(t, 9000*time.Nanosecond, sum.Window)
	require.Equal(t, []record.ErrorCount{{Name: "reset", Count: 4, Excerpt: "first"}}, sum.Errors)
	h, err := record.DecodeLatency(sum.Latency)
	require.NoError(t, err)
	require.EqualValues(t, 20, h.TotalCount())
	require.InDelta(t, 1000, h.ValueAtPercentile(50), 1)
	require.InDelta(t, 9000, h.ValueAtPercentile(60), 9)

	sum, err = Merge([]Result{part(1, record.Measured), part(1, record.Failed), part(1, record.Limit)})
	require.NoError(t, err)
	require.Equal(t, record.Limit, sum.Outcome, "the limit is why the rest was given up")
}
