package report

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// slower makes each trial dearer by a factor that depends on when it ran.
func slower(r *record.Record, by func(i int, t *record.Trial) float64) {
	for i := range r.Trials {
		if t := &r.Trials[i]; t.ServerCPUNs != nil {
			t.ServerCPUNs = ptr(int64(float64(*t.ServerCPUNs) * by(i, t)))
		}
	}
}

func TestDriftIsToldAndWarnedOf(t *testing.T) {
	drifting := sample(t, 12)
	slower(drifting, func(_ int, t *record.Trial) float64 { return 0.5 * math.Exp(0.03*float64(t.Round)) })
	s := Summarise(finish(t, drifting))
	require.True(t, s.Trust.Drift.Significant)
	require.InDelta(t, math.Expm1(0.03), float64(s.Trust.Drift.EachRound.Median), 0.02, "and the pace of the sample's rounds")
	warns := func(w Warning) bool { return w.Code == "drift" }
	require.True(t, slices.ContainsFunc(s.Warnings, warns))
	require.Contains(t, render(t, "text", Options{}, drifting), "the machine was not the same at the end")

	still := Summarise(finish(t, sample(t, 6)))
	require.False(t, still.Trust.Drift.Significant)
	require.False(t, slices.ContainsFunc(still.Warnings, warns))

	short := finish(t, sample(t, 4))
	require.Contains(t, render(t, "text", Options{}, short), "Drift over the rounds cannot be told: that takes 5 rounds at least.")
}

func TestTheCorrelationOfSuccessiveTrialsIsReported(t *testing.T) {
	// The pace of each round in sample is shared by all of its trials.
	s := Summarise(finish(t, sample(t, 12)))
	require.True(t, s.Trust.Correlation.Told)
	require.Greater(t, float64(s.Trust.Correlation.R), 0.5)
	require.Equal(t, 15*12, s.Trust.Correlation.Trials, "what was measured")

	flipping := sample(t, 6)
	for i := range flipping.Trials { // every round alike, and every second trial dearer
		if of := i % (len(flipping.Trials) / 6); flipping.Trials[i].ServerCPUNs != nil {
			flipping.Trials[i].ServerCPUNs = flipping.Trials[of].ServerCPUNs
			flipping.Trials[i].Requests, flipping.Trials[i].Latency = flipping.Trials[of].Requests, flipping.Trials[of].Latency
			flipping.Trials[i].Counters = nil
		}
	}
	slower(flipping, func(i int, _ *record.Trial) float64 { return 0.8 + 0.1*float64((i+i/16)%2) })
	s = Summarise(finish(t, flipping))
	require.True(t, s.Trust.Correlation.Told)
	require.Less(t, float64(s.Trust.Correlation.R), -0.5)
	require.Contains(t, render(t, "text", Options{Width: 200}, flipping), "Trials alternate more than chance would have it")

	require.Nil(t, Summarise(finish(t, sample(t, 1))).Trust.Correlation, "one round leaves nothing")
}

func TestLittlesLawIsCheckedInTheOpenLoop(t *testing.T) {
	r := sampleRate(t, 2)
	for i := range r.Trials {
		h, err := record.DecodeLatency(r.Trials[i].Latency)
		require.NoError(t, err)
		sum := h.Mean() * float64(h.TotalCount())
		r.Trials[i].InSystemNs = ptr(int64(sum))
	}
	r.Trials[3].InSystemNs = ptr(*r.Trials[3].InSystemNs * 5 / 4)
	s := Summarise(finish(t, r))
	require.Equal(t, len(r.Trials), s.Trust.Little.Trials)
	require.InDelta(t, 0.25, float64(s.Trust.Little.Off), 1e-6)
	require.InDelta(t, 1, float64(s.Cells[0].Little.Median), 1e-6)
	require.Contains(t, render(t, "text", Options{}, r), "differ by at most 25.0% in 16 trials")
	require.Nil(t, Summarise(finish(t, sample(t, 2))).Trust.Little, "an identity in a closed loop")
}

func TestCostsAreAlsoRatiosToTheAnchor(t *testing.T) {
	s := Summarise(finish(t, sample(t, 12)))
	require.Equal(t, record.Cell{Model: "select", Point: record.Point{Connections: 10}}, s.Anchor)
	require.Equal(t, Number(1), s.cell("select", 10).CPUAnchor.Median)
	require.InDelta(t, (5600+4300)/5643.0, float64(s.cell("select", 1000).CPUAnchor.Median), 0.05)
	require.Nil(t, s.cell("select", 10000).CPUAnchor, "never measured")
}

func TestGrowthIsAlsoOfAWaitAndFarAway(t *testing.T) {
	s := Summarise(finish(t, sample(t, 12)))
	growth := map[string]*Growth{}
	for _, m := range s.Models {
		growth[m.Name] = m.Growth
	}
	require.Equal(t, int64(10), *growth["select"].Active)
	require.InDelta(t, 4.3/0.21, float64(growth["select"].EachWait.Median), 2, "0.21 waits a request")
	require.Nil(t, growth["netpoll"].EachWait, "it does not count them")
	require.Nil(t, growth["select"].Million, "it holds 1,016")
	require.LessOrEqual(t, float64(growth["epoll_lt"].Million.Lo), 6100+0.02e6)
	require.GreaterOrEqual(t, float64(growth["epoll_lt"].Million.Hi), 6100+0.02e6)

	percentage := sample(t, 6)
	for i := range percentage.Plan.Sweep {
		p := &percentage.Plan.Sweep[i]
		p.Active = p.Connections / 10
	}
	for i := range percentage.Trials {
		percentage.Trials[i].Active = percentage.Trials[i].Connections / 10
	}
	for i := range percentage.SystemCalls {
		percentage.SystemCalls[i].Active = 1
	}
	g := Summarise(finish(t, percentage)).Models[1].Growth
	require.Nil(t, g.Active)
	require.Nil(t, g.Million, "not only idle connections grow")
	require.Nil(t, g.EachWait)
}

func TestCrossingsAreSaidInWords(t *testing.T) {
	s := Summarise(finish(t, sample(t, 12)))
	require.NotEmpty(t, s.Crossings)
	require.Equal(t, "select", s.Crossings[0].Steep)
	require.Equal(t, "select costs more than epoll_lt from 37 connections on (95% interval 21 to 60)",
		crossingInWords(Crossing{Steep: "select", Flat: "epoll_lt", Connections: Interval{37, 21, 60, 0.961, 12}}))
	require.Empty(t, Summarise(finish(t, sample(t, 5))).Crossings, "5 rounds give no interval of 95 %")
}
