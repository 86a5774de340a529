package record_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestWhatMakesTwoWorkloadsUnlike(t *testing.T) {
	old := recordtest.Sample(2)
	require.Empty(t, record.WorkloadDifferences(old, recordtest.Later(3)))
	ten, thousand := recordtest.Point(10), recordtest.Point(1000)
	sixteen, runtime := int64(16), "runtime"
	for _, c := range []struct {
		alter func(*record.Record)
		want  record.Difference
	}{
		{func(r *record.Record) { r.Plan.Wait = "sleep" }, record.Difference{What: "wait", Old: "ask-again", New: "sleep"}},
		{func(r *record.Record) { r.Plan.AcceptBatch = 1 }, record.Difference{What: "accept-batch", Old: "64", New: "1"}},
		{func(r *record.Record) { r.Plan.EventBatch = &sixteen }, record.Difference{What: "event-batch", Old: "256", New: "16"}},
		{func(r *record.Record) { r.Plan.ReadBuffer = &sixteen }, record.Difference{What: "read-buffer", Old: "16384", New: "16"}},
		{func(r *record.Record) { r.Plan.Syscalls = &runtime }, record.Difference{What: "syscalls", Old: "raw", New: "runtime"}},
		{func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Loops = 2 }) }, record.Difference{What: "loops", Old: "1", New: "2"}},
		{
			func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Depth = 16 }) },
			record.Difference{What: "depth", At: &ten, Old: int64(1), New: int64(16)},
		},
		{
			func(r *record.Record) {
				recordtest.EachPoint(r, func(p *record.Point) { p.Active = min(p.Active, 1005-p.Connections) })
			},
			record.Difference{What: "active", At: &thousand, Old: int64(10), New: int64(5)},
		},
		{
			func(r *record.Record) { r.Plan.Anchor.Model = "epoll_lt" },
			record.Difference{What: "anchor", Old: record.Cell{Model: "select", Point: ten}, New: record.Cell{Model: "epoll_lt", Point: ten}},
		},
		{
			func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Connections++ }) },
			record.Difference{What: "sweep", Old: old.Plan.Sweep, New: []record.Point{{Connections: 11, Active: 10, Depth: 1, Reply: 13, Loops: 1}}},
		},
	} {
		other := recordtest.Sample(2)
		if c.want.What == "sweep" {
			recordtest.Keep(other, func(p record.Point) bool { return p.Connections == 10 }, recordtest.Every)
		}
		c.alter(other)
		require.Equal(t, []record.Difference{c.want}, record.WorkloadDifferences(old, other))
	}
}

func TestWhatTwoRunsDidDifferentlyIsNamed(t *testing.T) {
	old, new := recordtest.Sample(1), recordtest.Trouble()
	second := int64(time.Second)
	new.Plan.DurationNs, new.Plan.SliceNs, new.Plan.TimeoutNs, new.Tool.Go = 2*second, &second, &second, "go1.27"
	new.Environment.Sysctls = []record.Pair{{Name: "net.core.somaxconn", Value: "128"}}
	new.Plan.Models[0].Command = "select"
	require.Equal(t, []record.Difference{
		{What: "sysctls", Of: "net.core.somaxconn", Old: "", New: "128"},
		{What: "duration_ns", Old: 800 * time.Millisecond, New: 2 * time.Second},
		{What: "slice_ns", Old: time.Duration(0), New: time.Second},
		{What: "turns", Old: "", New: "point"},
		{What: "timeout_ns", Old: 5 * time.Second, New: time.Second},
		{What: "rounds", Old: int64(1), New: int64(3)},
		{What: "server_cpus", Old: int64(1), New: int64(2)},
		{What: "client_cpus", Old: int64(1), New: int64(4)},
		{What: "go", Old: "go1.26.8", New: "go1.27"},
		{What: "command", Of: "select", Old: "", New: "select"},
		{What: "partial", Old: false, New: true},
	}, record.RunDifferences(old, new))
}

// A rate is found by measuring, so two runs that meant the same differ a little.
func TestAPointIsFoundByAPointThatIsAlike(t *testing.T) {
	plan := &recordtest.Rate(1).Plan
	for rate, found := range map[int64]bool{5000: true, 5400: true, 5600: false, 4600: true, 4500: false} {
		like := plan.Sweep[1]
		like.Rate = rate
		require.Equal(t, found, record.Alike(plan.Sweep[1], like), rate)
		p, ok := plan.PointLike(like)
		require.Equal(t, found, ok, rate)
		if found {
			require.Equal(t, plan.Sweep[1], p)
		}
	}
}
