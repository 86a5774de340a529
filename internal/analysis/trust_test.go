package analysis

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestDriftIsToldAndWarnedOf(t *testing.T) {
	s := analyse(recordtest.Scale(recordtest.Sample(12), func(_ int, t *record.Trial) float64 { return 0.5 * math.Exp(0.03*float64(t.Round)) }))
	require.True(t, s.Trust.Drift.Significant)
	require.InDelta(t, math.Expm1(0.03), float64(s.Trust.Drift.EachRound.Median), 0.02, "and the pace of the sample's rounds")
	warns := func(w Warning) bool { return w == Warning{Warning: record.Warning{Code: DriftWarning}} }
	require.True(t, slices.ContainsFunc(s.Warnings, warns))

	still := analyse(recordtest.Sample(6))
	require.False(t, still.Trust.Drift.Significant)
	require.False(t, slices.ContainsFunc(still.Warnings, warns))
	require.Equal(t, 5, still.Trust.DriftRoundsNeeded)
	require.Nil(t, analyse(recordtest.Sample(2)).Trust.Drift)
}

// Ratios that follow those of the round before are warned of: the test that
// ranks takes rounds for independent.
func TestCorrelatedRatiosAreWarnedOf(t *testing.T) {
	warned := func(s *Summary) bool {
		return slices.ContainsFunc(s.Warnings, func(w Warning) bool { return w.Code == LagWarning })
	}
	require.False(t, warned(analyse(recordtest.Sample(12))))
	s := analyse(recordtest.Scale(recordtest.Sample(12), func(_ int, t *record.Trial) float64 {
		if t.Model == "epoll_lt" { // for half of the run
			return 0.6 + 0.3*float64(t.Round/7)
		}
		return 0.8
	}))
	require.Greater(t, float64(s.LagOfRatios()), 0.5)
	require.Equal(t, s.LagOfRatios(), *s.CPU.LagOne)
	require.True(t, warned(s))
	require.Nil(t, analyse(recordtest.Sample(2)).CPU.LagOne, "two rounds are too few")
}

// What befell every cell marks none of them.
func TestOnlyACellThatStandsOutIsMarked(t *testing.T) {
	disturb := func(r *record.Record, which func(*record.Trial) bool) *Summary {
		for i := range r.Trials {
			t := &r.Trials[i]
			t.Warnings = nil
			if t.Outcome == record.Measured && which(t) {
				t.Warnings = []record.Warning{{Code: record.Disturbed}}
			}
		}
		return analyse(r)
	}
	marked := func(s *Summary) (names []string) {
		for _, c := range s.Cells {
			if c.StandsOut {
				names = append(names, c.Model)
			}
		}
		return names
	}
	require.Empty(t, marked(disturb(recordtest.Sample(12), func(t *record.Trial) bool { return t.Round%2 == 0 })), "every cell alike")
	require.Empty(t, marked(disturb(recordtest.Sample(12), func(t *record.Trial) bool { return t.Round == 3 && t.Model == "netpoll" && t.Connections == 10 })), "once is chance")
	require.Equal(t, []string{"netpoll"}, marked(disturb(recordtest.Sample(12), func(t *record.Trial) bool { return t.Model == "netpoll" && t.Connections == 10 })))
}

func TestTheCorrelationOfSuccessiveTrialsIsTold(t *testing.T) {
	// The pace of each round of Sample is shared by all of its trials.
	s := analyse(recordtest.Sample(12))
	require.True(t, s.Trust.Correlation.Told)
	require.Greater(t, float64(s.Trust.Correlation.R), 0.5)
	require.Equal(t, 15*12, s.Trust.Correlation.Trials, "those that were measured")

	flipping := recordtest.Sample(6)
	round := len(flipping.Trials) / 6
	for i := range flipping.Trials { // every round alike, and every second trial dearer
		if first, trial := &flipping.Trials[i%round], &flipping.Trials[i]; trial.ServerCPUNs != nil {
			cost := *first.ServerCPUNs
			trial.ServerCPUNs, trial.Requests = &cost, first.Requests
		}
	}
	s = analyse(recordtest.Scale(flipping, func(i int, _ *record.Trial) float64 { return 0.8 + 0.1*float64((i+i/round)%2) }))
	require.True(t, s.Trust.Correlation.Told)
	require.Less(t, float64(s.Trust.Correlation.R), -0.5)
	require.Nil(t, analyse(recordtest.Sample(1)).Trust.Correlation, "one round leaves nothing")
}

func TestLittlesLawIsCheckedInTheOpenLoop(t *testing.T) {
	r := recordtest.Rate(2)
	for i := range r.Trials {
		h, err := record.DecodeLatency(r.Trials[i].Latency)
		require.NoError(t, err)
		r.Trials[i].InSystemNs = number(int64(h.Mean() * float64(h.TotalCount())))
	}
	*r.Trials[3].InSystemNs = *r.Trials[3].InSystemNs * 5 / 4
	s := analyse(r)
	require.Equal(t, len(r.Trials), s.Trust.Little.Trials)
	require.InDelta(t, 0.25, float64(s.Trust.Little.Off), 1e-6)
	require.InDelta(t, 1, float64(s.Cells[0].Of(Little).Median), 1e-6)
	require.Nil(t, analyse(recordtest.Sample(2)).Trust.Little, "an identity in a closed loop")
}
