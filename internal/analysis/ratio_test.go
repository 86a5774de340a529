package analysis

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestAnyModelCanBeTheBaseline(t *testing.T) {
	r := recordtest.Sample(12)
	usual, other := Analyse(r, ""), Analyse(r, "netpoll")
	require.Equal(t, "epoll_lt", usual.Baseline)
	require.Equal(t, "netpoll", other.Baseline)
	require.Equal(t, 11, usual.CPU.Comparisons, "three models at four points, select past its limit")
	require.True(t, usual.CPU.Reachable)
	for _, n := range []int64{10, 100, 1000, 10000} {
		require.Nil(t, other.at("netpoll", n).CPURatio)
		there, back := usual.at("netpoll", n).CPURatio, other.at("epoll_lt", n).CPURatio
		require.InDelta(t, 1, float64(there.Median*back.Median), 1e-9, "the inverse")
		require.InDelta(t, 1, float64(there.Lo*back.Hi), 1e-9)
		require.Equal(t, there.Significant, back.Significant)
		require.True(t, there.Stands())
	}
}

func TestTheBaselineWasMeasuredEverywhere(t *testing.T) {
	for want, models := range map[string][]string{
		"epoll_et": {"select", "epoll_et", "netpoll"}, // select was not measured at 10,000
		"epoll_lt": {"epoll_et", "epoll_lt"},
		"select":   {"select"}, // no model was
	} {
		s := analyse(recordtest.Keep(recordtest.Sample(1), recordtest.Every, func(name string) bool {
			return slices.Contains(models, name)
		}))
		require.Equal(t, want, s.Baseline)
	}
	later := recordtest.Rename(recordtest.Rename(recordtest.Sample(1), "epoll_lt", "poll"), "epoll_et", "epoll_lt")
	require.Equal(t, "epoll_lt", analyse(later).Baseline, "though poll, which comes first, was measured everywhere too")
	builds := recordtest.Rename(recordtest.Rename(recordtest.Against(1, 1), "epoll_lt", "poll"), "epoll_lt@old", "poll@old")
	slices.Reverse(builds.Plan.Models)
	require.Equal(t, "poll", analyse(builds).Baseline, "this build's")
}

// Throughput is ranked where both servers were what bounded it.
func TestThroughputIsComparedWhereServersWereSaturated(t *testing.T) {
	r := recordtest.Sample(12)
	limited := &r.Trials[len(fourPoints)+1] // epoll_lt at 100 connections in the first round
	require.Equal(t, record.Cell{Model: "epoll_lt", Point: recordtest.Point(100)}, limited.Cell())
	limited.Warnings = []record.Warning{{Code: record.GeneratorLimited}}
	s := analyse(r)
	require.False(t, s.at("netpoll", 10).Saturated, "91 % of its processor")
	require.Nil(t, s.at("netpoll", 10).RequestsRatio)
	require.True(t, s.at("netpoll", 1000).Saturated)
	require.InDelta(t, 6120/7960.0, float64(s.at("netpoll", 1000).RequestsRatio.Median), 0.02)
	require.Nil(t, s.at("netpoll", 100).RequestsRatio, "the baseline's generator was the bottleneck")
	require.NotNil(t, s.at("netpoll", 100).CPURatio)
}

var fourPoints = []int64{10, 100, 1000, 10000}

func TestCostsAreAlsoRatiosToTheAnchor(t *testing.T) {
	s := analyse(recordtest.Sample(12))
	require.Equal(t, record.Cell{Model: "select", Point: recordtest.Point(10)}, s.Anchor)
	require.Equal(t, Number(1), s.at("select", 10).CPUAnchor.Median)
	require.InDelta(t, (5600+4300)/5643.0, float64(s.at("select", 1000).CPUAnchor.Median), 0.05)
	require.Nil(t, s.at("select", 10000).CPUAnchor, "never measured")
}

func TestASlowerCounterpartIsFound(t *testing.T) {
	s := analyse(recordtest.Against(14, 1.05))
	require.Equal(t, "89abcdef01234567", s.Against.Commit)
	require.Equal(t, "epoll_lt", s.Baseline)
	require.True(t, s.Model("epoll_lt@old").Old)
	require.Zero(t, s.CPU.Comparisons, "a counterpart is compared with its model alone")
	require.Equal(t, 4, s.CPUAgainst.Comparisons)
	require.True(t, s.CPUAgainst.Reachable)
	for _, n := range fourPoints {
		ratio := s.at("epoll_lt", n).CPUAgainst
		require.True(t, ratio.Significant)
		require.InDelta(t, 1/1.05, float64(ratio.Median), 0.01, "this build over the other one")
		require.Nil(t, s.at("epoll_lt@old", n).CPUAgainst)
		require.Nil(t, s.at("epoll_lt@old", n).CPURatio)
	}
}

func TestAnEqualCounterpartIsNotFound(t *testing.T) {
	s := analyse(recordtest.Against(18, 1))
	for _, n := range fourPoints {
		require.False(t, s.at("epoll_lt", n).CPUAgainst.Significant)
	}
	few := analyse(recordtest.Against(5, 1.05))
	require.False(t, few.CPUAgainst.Reachable)
	require.Equal(t, 6, few.CPUAgainst.RoundsNeeded)
	alone := analyse(recordtest.Sample(6))
	require.Nil(t, alone.Against)
	require.Nil(t, alone.CPUAgainst)
}
