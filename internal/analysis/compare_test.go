package analysis

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestAChangeIsFoundAndAMachineThatIsFasterIsNone(t *testing.T) {
	c, refusal := Compare(analyse(recordtest.Sample(12)), analyse(recordtest.Later(12)))
	require.Nil(t, refusal)
	require.Len(t, c.Cells, 4*4)
	for _, cell := range c.Cells {
		switch {
		case cell.Model == "select" && cell.Connections == 1000:
			require.InDelta(t, 0.8, float64(cell.CPURatio.Median), 0.03)
			require.True(t, cell.CPURatio.Significant)
		case cell.Model == "select" && cell.Connections == 10:
			require.Nil(t, cell.CPURatio, "the anchor")
			require.Equal(t, c.OldAnchor, *cell.OldCPU)
			require.Equal(t, c.NewAnchor, *cell.NewCPU)
		case cell.Model == "select":
			require.Equal(t, cell.Connections == 10000, cell.CPURatio == nil, "past its limit")
		default:
			require.False(t, cell.CPURatio.Significant, cell)
			require.InDelta(t, 1, float64(cell.CPURatio.Median), 0.03)
		}
	}
	require.True(t, c.CPU.Reachable)
	require.Equal(t, 14, c.CPU.Comparisons)
	require.Len(t, c.SystemCalls, 4)
	require.Equal(t, c.SystemCalls[0].Old, c.SystemCalls[0].New)
	require.Equal(t, []Difference{
		{What: "kernel", Old: "6.18.0 #1 SMP PREEMPT_DYNAMIC", New: "6.19.1 #1 SMP"},
		{What: "cpu_accounting", Old: "", New: "interrupt time left out"},
	}, c.Differences)
}

func TestTwoRecordsOfOneBuildDoNotDiffer(t *testing.T) {
	other := shaped(recordtest.Later(12), "select", func(n, _ int64) float64 {
		if n == 1000 {
			return 1 / 0.8
		}
		return 1
	})
	c, refusal := Compare(analyse(recordtest.Sample(12)), analyse(other))
	require.Nil(t, refusal)
	for _, cell := range c.Cells {
		require.False(t, cell.CPURatio != nil && cell.CPURatio.Significant, cell)
	}
}

func TestUnlikeWorkloadsAreRefused(t *testing.T) {
	old := analyse(recordtest.Sample(2))
	_, refusal := Compare(old, old)
	require.Equal(t, &Refusal{Same: old.Record}, refusal)
	ten, thousand := recordtest.Point(10), recordtest.Point(1000)
	sixteen, runtime := int64(16), "runtime"
	for _, c := range []struct {
		alter func(*record.Record)
		want  Difference
	}{
		{func(r *record.Record) { r.Plan.Wait = "sleep" }, Difference{What: "wait", Old: "ask-again", New: "sleep"}},
		{func(r *record.Record) { r.Plan.AcceptBatch = 1 }, Difference{What: "accept-batch", Old: "64", New: "1"}},
		{func(r *record.Record) { r.Plan.EventBatch = &sixteen }, Difference{What: "event-batch", Old: "256", New: "16"}},
		{func(r *record.Record) { r.Plan.ReadBuffer = &sixteen }, Difference{What: "read-buffer", Old: "16384", New: "16"}},
		{func(r *record.Record) { r.Plan.Syscalls = &runtime }, Difference{What: "syscalls", Old: "raw", New: "runtime"}},
		{func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Loops = 2 }) }, Difference{What: "loops", Old: "1", New: "2"}},
		{
			func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Depth = 16 }) },
			Difference{What: "depth", At: &ten, Old: int64(1), New: int64(16)},
		},
		{
			func(r *record.Record) {
				recordtest.EachPoint(r, func(p *record.Point) { p.Active = min(p.Active, 1005-p.Connections) })
			},
			Difference{What: "active", At: &thousand, Old: int64(10), New: int64(5)},
		},
		{
			func(r *record.Record) { r.Plan.Anchor.Model = "epoll_lt" },
			Difference{What: "anchor", Old: record.Cell{Model: "select", Point: ten}, New: record.Cell{Model: "epoll_lt", Point: ten}},
		},
		{
			func(r *record.Record) { recordtest.EachPoint(r, func(p *record.Point) { p.Connections++ }) },
			Difference{What: "sweep", Old: old.Sweep, New: []record.Point{{Connections: 11, Active: 10, Depth: 1, Reply: 13, Loops: 1}}},
		},
	} {
		other := recordtest.Sample(2)
		if c.want.What == "sweep" {
			recordtest.Keep(other, func(p record.Point) bool { return p.Connections == 10 }, recordtest.Every)
		}
		c.alter(other)
		other.ID = "im1-other"
		_, refusal := Compare(old, analyse(other))
		require.Equal(t, &Refusal{Plans: []Difference{c.want}}, refusal)
	}
}

func TestARateThatWasFoundTwiceIsOneWorkload(t *testing.T) {
	_, refusal := Compare(analyse(recordtest.Sample(2)), analyse(recordtest.Rate(2)))
	require.Equal(t, Difference{What: "workload", Old: "idle", New: "rate"}, refusal.Plans[0])
	old := analyse(recordtest.Rate(2))
	for rate, refused := range map[int64]bool{5400: false, 5600: true} {
		other := recordtest.EachPoint(recordtest.Rate(2), func(p *record.Point) { p.Rate = rate })
		other.ID = "im1-other"
		c, refusal := Compare(old, analyse(other))
		require.Equal(t, refused, refusal != nil)
		if refused {
			require.Equal(t, []Difference{{What: "rate", At: &old.Sweep[0], Old: int64(5000), New: rate}}, refusal.Plans)
			continue
		}
		require.Len(t, c.Cells, 4*2)
		require.Len(t, c.SystemCalls, 4)
		require.NotNil(t, c.Cells[7].CPURatio)
		require.Empty(t, c.OnlyOld)
		require.Empty(t, c.OnlyNew)
		require.Equal(t, []Difference{{What: "rate", Old: int64(5000), New: rate}}, c.Differences, "a reason for caution")
	}
}

func TestWhatOnlyOneRecordHasIsNamed(t *testing.T) {
	old, new := recordtest.Sample(2), recordtest.Sample(2)
	old.Plan.Models = append(old.Plan.Models, record.Model{Name: "poll"})
	new.Plan.Sweep = append(new.Plan.Sweep[:3:3], recordtest.Point(20000))
	new.ID = "im1-other"
	c, refusal := Compare(analyse(old), analyse(new))
	require.Nil(t, refusal)
	require.Equal(t, Unmatched{Models: []string{"poll"}, Points: []record.Point{recordtest.Point(10000)}}, c.OnlyOld)
	require.Equal(t, Unmatched{Points: []record.Point{recordtest.Point(20000)}}, c.OnlyNew)
	require.Len(t, c.Cells, 4*3)
}

func TestWhatTwoRunsDidDifferentlyIsNamed(t *testing.T) {
	old, new := recordtest.Sample(1), recordtest.Trouble()
	second := int64(time.Second)
	new.Plan.DurationNs, new.Plan.SliceNs, new.Plan.TimeoutNs, new.Tool.Go = 2*second, &second, &second, "go1.27"
	new.Environment.Sysctls = []record.Pair{{Name: "net.core.somaxconn", Value: "128"}}
	new.Plan.Models[0].Command = "select"
	c, refusal := Compare(analyse(old), analyse(new))
	require.Nil(t, refusal)
	require.Equal(t, []Difference{
		{What: "sysctls", Of: "net.core.somaxconn", Old: "", New: "128"},
		{What: "duration_ns", Old: 800 * time.Millisecond, New: 2 * time.Second},
		{What: "slice_ns", Old: time.Duration(0), New: time.Second},
		{What: "timeout_ns", Old: 5 * time.Second, New: time.Second},
		{What: "rounds", Old: int64(1), New: int64(3)},
		{What: "server_cpus", Old: int64(1), New: int64(2)},
		{What: "client_cpus", Old: int64(1), New: int64(4)},
		{What: "go", Old: "go1.26.8", New: "go1.27"},
		{What: "command", Of: "select", Old: "", New: "select"},
		{What: "partial", Old: false, New: true},
	}, c.Differences)
}

func TestOneTrialEachIsNoReasonToFail(t *testing.T) {
	old, new := recordtest.Sample(1), recordtest.Later(1)
	c, refusal := Compare(analyse(old), analyse(new))
	require.Nil(t, refusal)
	require.False(t, c.CPU.Reachable)
	for i := range new.Trials {
		if trial := &new.Trials[i]; trial.Model == "select" && trial.Connections == 10 {
			trial.Outcome, trial.Reason = record.Failed, "why"
		}
	}
	_, refusal = Compare(analyse(old), analyse(new))
	require.Equal(t, &Refusal{NoAnchor: New, Anchor: record.Cell{Model: "select", Point: recordtest.Point(10)}}, refusal)
}
