package document

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func TestDriftIsSaidAndWarnedOf(t *testing.T) {
	d := of(recordtest.Scale(recordtest.Sample(12), func(_ int, t *record.Trial) float64 { return 0.5 * math.Exp(0.03*float64(t.Round)) }))
	require.Contains(t, said(d, "trust"), "The machine was not the same at the end")
	require.Regexp(t, `drift: the CPU time per request changed by \+\d\.\d\d% per round \(.* interval .*\), whatever the model. Remedy: trust the ratios`, said(d, "warnings"))
	require.NotContains(t, said(of(recordtest.Sample(6)), "warnings"), "drift")
	require.Contains(t, said(of(recordtest.Sample(4)), "trust"), "Drift over the rounds cannot be told: that takes at least 5 rounds.")
}

func TestTheCorrelationOfSuccessiveTrialsIsSaid(t *testing.T) {
	require.Contains(t, said(of(recordtest.Sample(12)), "trust"), "trials are not independent")
	require.Contains(t, said(of(recordtest.Sample(1)), "trust"), "The correlation of successive trials cannot be told")
	for c, want := range map[analysis.Correlation]string{
		{R: -0.6, Trials: 90, Bound: 0.2, Told: true}: "has a correlation of −0.60 at lag 1 over 90 trials. For independent trials it would be within ±0.20 in 95% of runs. Trials alternate",
		{R: 0.1, Trials: 90, Bound: 0.2}:              "No dependence of one trial on the next can be told.",
	} {
		require.Contains(t, correlation(&c), want)
	}
}

func TestLittlesLawIsSaidInTheOpenLoop(t *testing.T) {
	r := recordtest.Rate(2)
	for i := range r.Trials {
		h, err := record.DecodeLatency(r.Trials[i].Latency)
		require.NoError(t, err)
		sum := int64(h.Mean() * float64(h.TotalCount()))
		if i == 3 {
			sum = sum * 5 / 4
		}
		r.Trials[i].InSystemNs = &sum
	}
	require.Contains(t, said(of(r), "trust"), "They differ by at most 25.0% in 16 trials.")
	require.NotContains(t, said(of(recordtest.Sample(2)), "trust"), "Little")
}

func TestCrossingsAreSaid(t *testing.T) {
	d := of(recordtest.Sample(12))
	require.Regexp(t, `(?m)^By the lines fitted to both, select costs more than .*epoll_lt from 1\d\d connections on \(95% interval \d+ to 1\d\d\)`, said(d, "growth"))
	c := analysis.Crossing{Steep: "select", Flat: "epoll_lt", Connections: analysis.Interval{Median: 37, Lo: 21, Hi: 60, Coverage: 0.961, N: 12}}
	steep := d.Summary.Model("select")
	require.Equal(t, "By the lines fitted to both, select costs more than epoll_lt from 37 connections on (95% interval 21 to 60).", crossed(d.Summary, steep, []analysis.Crossing{c}))
	c.Extrapolated = true
	require.Contains(t, crossed(d.Summary, steep, []analysis.Crossing{c}), "on, EXTRAPOLATED beyond what was measured (95% interval")
	require.Contains(t, said(of(recordtest.Sample(5)), "growth"), "No two lines cross that could be told apart: see the intervals of a and b. An interval of 95% takes 6 rounds at least.")
}

// One column says what a model costs at a million connections, and how that is known.
func TestAMillionConnectionsAreExtrapolatedAndLabelled(t *testing.T) {
	s := of(recordtest.Sample(12)).Section("growth")
	require.Equal(t, "at 1,000,000, µs", s.Tables[0].Head[5])
	require.Equal(t, Nothing, s.Tables[0].Rows[0].Cells[4].String(), "select holds 1,016")
	require.Contains(t, notes(s), "EXTRAPOLATED")

	r := recordtest.EachPoint(recordtest.Sample(6), func(p *record.Point) {
		if p.Connections == 10000 {
			p.Connections = analysis.Million
		}
	})
	for _, row := range of(r).Section("growth").Tables[0].Rows {
		if row.Model == "netpoll" {
			require.Contains(t, row.Cells[len(row.Cells)-1].String(), "measured: ")
		}
	}
}
