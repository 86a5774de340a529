package analysis

import (
	"testing"

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
	require.Equal(t, []record.Difference{
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
	old, sleeping := analyse(recordtest.Sample(2)), recordtest.Sample(2)
	_, refusal := Compare(old, old)
	require.Equal(t, &Refusal{Same: old.Record}, refusal)
	sleeping.ID, sleeping.Plan.Wait = "im1-other", "sleep"
	_, refusal = Compare(old, analyse(sleeping))
	require.Equal(t, &Refusal{Plans: []record.Difference{{What: "wait", Old: "ask-again", New: "sleep"}}}, refusal)
}

func TestARateThatWasFoundTwiceIsOneWorkload(t *testing.T) {
	_, refusal := Compare(analyse(recordtest.Sample(2)), analyse(recordtest.Rate(2)))
	require.Equal(t, record.Difference{What: "workload", Old: "idle", New: "rate"}, refusal.Plans[0])
	old := analyse(recordtest.Rate(2))
	for rate, refused := range map[int64]bool{5400: false, 5600: true} {
		other := recordtest.EachPoint(recordtest.Rate(2), func(p *record.Point) { p.Rate = rate })
		other.ID = "im1-other"
		c, refusal := Compare(old, analyse(other))
		require.Equal(t, refused, refusal != nil)
		if refused {
			require.Equal(t, []record.Difference{{What: "rate", At: &old.Sweep[0], Old: int64(5000), New: rate}}, refusal.Plans)
			continue
		}
		require.Len(t, c.Cells, 4*2)
		require.Len(t, c.SystemCalls, 4)
		require.NotNil(t, c.Cells[7].CPURatio)
		require.Empty(t, c.OnlyOld)
		require.Empty(t, c.OnlyNew)
		require.Equal(t, []record.Difference{{What: "rate", Old: int64(5000), New: rate}}, c.Differences, "a reason for caution")
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
