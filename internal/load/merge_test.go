package load

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

func TestSplitLosesNothingAndSharesNoSource(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7} {
		whole := Spec{Addr: "127.0.0.1:80", Connections: 100_001, Active: 10, Duration: time.Second}
		parts, err := whole.Split(n)
		require.NoError(t, err)
		require.Len(t, parts, n)
		connections, active, seen := 0, 0, map[netip.Addr]bool{}
		for _, p := range parts {
			require.NoError(t, p.Validate())
			connections += p.Connections
			active += p.Active
			from, err := p.sources(netip.MustParseAddr("127.0.0.1"))
			require.NoError(t, err)
			for _, a := range from {
				require.False(t, seen[a], "%s belongs to two generators", a)
				seen[a] = true
			}
			require.GreaterOrEqual(t, len(from)*PerSource, p.Connections)
		}
		require.Equal(t, whole.Connections, connections)
		require.Equal(t, whole.Active, active)
	}
	_, err := Spec{Addr: "127.0.0.1:80", Connections: 100, Active: 1, Duration: time.Second}.Split(2)
	require.ErrorContains(t, err, "active")
}

// part is what one of several generators saw of its five connections.
func part(t *testing.T, latency int64) Result {
	t.Helper()
	h := record.NewLatency()
	require.NoError(t, h.RecordValues(latency, 10))
	text, err := record.EncodeLatency(h)
	require.NoError(t, err)
	return Result{
		Outcome: record.Measured, Requested: 5, Established: 5, Proven: 5, ProvenAfter: 5, Requests: 10,
		Window: time.Duration(latency), Latency: text,
		Errors: []record.ErrorCount{{Name: "reset", Count: 2, Excerpt: "first"}},
	}
}

func TestMergeAddsUpAndNeverAverages(t *testing.T) {
	sum, err := Merge(Spec{}, []Result{part(t, 1000), part(t, 9000)}, false)
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
}

// Those that were called off say that they were interrupted. That must not hide
// why, and what they proved counts.
func TestWhatEndedOneIsWhatEndedThemAll(t *testing.T) {
	calledOff := Result{Outcome: record.Failed, Reason: "interrupted", Partial: true, Requested: 5, Established: 5, Proven: 5}
	full := Result{Outcome: record.Limit, Requested: 5, Established: 5, Proven: 2, Refused: 3,
		Refusals: []record.ErrorCount{{Name: afterAccepting + Closed, Count: 3}}}
	hung := Result{Outcome: record.Failed, Requested: 5, Established: 5, Proven: 2,
		Errors: []record.ErrorCount{{Name: TimedOut, Count: 3}}}
	none := Result{Outcome: record.Failed, Requested: 5, Established: 5, Refused: 5,
		Refusals: []record.ErrorCount{{Name: afterAccepting + Closed, Count: 5}}}
	for about, c := range map[string]struct {
		parts   []Result
		partial bool
		outcome string
		says    string
		proven  int64
	}{
		"a limit":             {[]Result{calledOff, full, calledOff}, false, record.Limit, "holds 12 of 15 connections: 3 refused (accepted and closed)", 12},
		"all beyond it":       {[]Result{calledOff, none}, false, record.Limit, "holds 5 of 10", 5},
		"a hang":              {[]Result{calledOff, hung}, false, record.Failed, "3 of 10 connections were not proven: 3 × timeout", 7},
		"a limit and a hang":  {[]Result{full, hung}, false, record.Failed, "not proven", 4},
		"an interruption":     {[]Result{calledOff, calledOff}, true, record.Failed, "interrupted", 10},
		"one was interrupted": {[]Result{calledOff, full}, true, record.Failed, "interrupted", 7},
	} {
		sum, err := Merge(Spec{}, c.parts, c.partial)
		require.NoError(t, err)
		require.Equal(t, c.outcome, sum.Outcome, about)
		require.Contains(t, sum.Reason, c.says, about)
		require.Equal(t, c.partial, sum.Partial, about)
		require.Equal(t, c.proven, sum.Proven, about)
	}
}

func TestSplitSharesOutWhatIsUnderWayAndWhatIsOffered(t *testing.T) {
	whole := Spec{Addr: "127.0.0.1:80", Workload: workload.Rate.Name, Rate: 1000, Connections: 10, Duration: time.Second, Tolerate: 100, Seed: 7}
	parts, err := whole.Split(3)
	require.NoError(t, err)
	rate, tolerate := int64(0), int64(0)
	for i, p := range parts {
		require.Equal(t, []int{i, 3}, []int{p.Part, p.Parts})
		require.Equal(t, uint64(7), p.Seed)
		rate, tolerate = rate+p.Rate, tolerate+p.Tolerate
	}
	require.Equal(t, []int64{1000, 100}, []int64{rate, tolerate})

	whole.Rate = 2
	_, err = whole.Split(3)
	require.ErrorContains(t, err, "offer more")
}

// A port that was used is not free again at once, so that a single address
// would not carry a churn for long.
func TestEachGeneratorOfAChurnHasManySources(t *testing.T) {
	parts, err := Spec{Addr: "127.0.0.1:80", Workload: workload.Churn.Name, Connections: 10, Duration: time.Second}.Split(MaxParts / 8)
	require.NoError(t, err)
	seen := map[netip.Addr]bool{}
	for _, p := range parts {
		from, err := p.sources(netip.MustParseAddr("127.0.0.1"))
		require.NoError(t, err)
		require.Len(t, from, churnSources)
		for _, a := range from {
			require.False(t, seen[a], a)
			seen[a] = true
		}
	}
}

// Where the kernel's choice carries all the connections, none has to be given.
func TestElsewhereSourcesAreAskedForOnlyWhenTheyAreNeeded(t *testing.T) {
	s := Spec{Addr: "[::1]:80", Connections: PerSource, Duration: time.Second}
	parts, err := s.Split(2)
	require.NoError(t, err)
	require.Empty(t, parts[0].Sources)
	s.Connections++
	_, err = s.Split(2)
	require.ErrorContains(t, err, "2 source addresses")
}

func TestMemoryThatOneGeneratorDidNotSeeIsNotSeen(t *testing.T) {
	whole := Spec{Addr: "127.0.0.1:80", Connections: 10, Duration: time.Second}
	sum, err := Merge(whole, []Result{
		{RSSBefore: new(int64(3)), RSSHeld: new(int64(10))}, {RSSBefore: new(int64(4))},
	}, false)
	require.NoError(t, err)
	require.EqualValues(t, 7, *sum.RSSBefore)
	require.Nil(t, sum.RSSHeld)
}
