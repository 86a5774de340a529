package document

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func figureIDs(d *Document) []string {
	var ids []string
	for _, f := range d.Figures() {
		ids = append(ids, f.ID)
	}
	return ids
}

func figure(t *testing.T, r *record.Record, id string) *chart.Figure {
	t.Helper()
	d := of(r)
	i := slices.Index(figureIDs(d), id)
	require.GreaterOrEqual(t, i, 0, "there is no figure %s among %v", id, figureIDs(d))
	return d.Figures()[i]
}

func TestFiguresHoldWhatTheRecordHolds(t *testing.T) {
	r := recordtest.Sample(12)
	f := figure(t, r, "cpu-idle")
	require.Len(t, f.Series, 4)
	require.Equal(t, "select", f.Series[0].Name)
	require.Len(t, f.Series[0].Points, 3, "select does not hold 10,000")
	last := f.Series[0].Points[2]
	require.Equal(t, "limit 1,016", last.Label)
	require.InDelta(t, 9.9, last.Y, 1.5, "5.6 + 4.3 µs")
	require.Less(t, last.Lo, last.Y)
	require.Greater(t, last.Hi, last.Y)
	require.Equal(t, "Server CPU time per request as idle connections are added", f.Title)
	require.Equal(t, "open connections, 10 of them active, the rest idle", f.X.Title)
	require.NotContains(t, figureIDs(of(r)), "throughput-idle", "the servers were not saturated")
	require.Equal(t, []string{"answer-rate", "response-10", "response-100", "cpu-rate", "cpu-ratio-rate", "calls-rate", "memory-rate"}, figureIDs(of(recordtest.Rate(2))))
}

func TestASweepOfOnePointHasDots(t *testing.T) {
	f := figure(t, recordtest.OnePoint(recordtest.Sample(6)), "cpu-idle")
	require.Equal(t, chart.Dots, f.Kind)
	require.Equal(t, "Server CPU time per request, at 1,000 connections", f.Title)
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et", "netpoll"}, f.X.Categories)
	for i, s := range f.Series {
		require.Len(t, s.Points, 1)
		require.Equal(t, float64(i), s.Points[0].X)
	}
}

// The layers of a bar add up to all calls of that model.
func TestCallsAddUp(t *testing.T) {
	r := recordtest.Sample(2)
	f := figure(t, r, "calls-idle")
	for i, model := range f.X.Categories {
		sum := 0.0
		for _, layer := range f.Series {
			sum += layer.Points[i].Y
		}
		want := r.SystemCalls[i]
		require.Equal(t, want.Model, model)
		require.InDelta(t, float64(want.Total)/float64(want.Requests), sum, 1e-9)
	}
}

// Without the kernel's count, those servers have bars that count themselves.
func TestServersCountWhereTheKernelDidNot(t *testing.T) {
	r := recordtest.Sample(2)
	r.SystemCalls = nil
	f := figure(t, r, "calls-idle")
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et"}, f.X.Categories)
	require.Contains(t, f.Title, "the servers themselves at 1,000 connections")
}

func TestNoFigureHasWhatCannotBeDrawn(t *testing.T) {
	for name, d := range documents() {
		for _, f := range d.Figures() {
			for _, s := range append(f.Series, f.Guides...) {
				require.NotEmpty(t, s.Points, "%s: %s", name, f.ID)
				for _, p := range s.Points {
					for _, x := range []float64{p.X, p.Y, p.Lo, p.Hi} {
						require.False(t, math.IsNaN(x) || math.IsInf(x, 0), "%s: %s", name, f.ID)
					}
					require.True(t, !f.Y.Log || p.Lo > 0, "%s: %s", name, f.ID)
				}
			}
		}
	}
	for _, f := range of(recordtest.Trouble()).Figures() {
		require.False(t, slices.ContainsFunc(f.Series, func(s chart.Series) bool { return s.Name == "epoll_et" }), "it broke a promise")
	}
}

// The histograms of the trials are merged, never averaged: a percentile of all
// requests lies between those of the single trials, and no line goes on where a
// handful of requests would draw it.
func TestResponseTimesAreOfAllRequests(t *testing.T) {
	r := recordtest.Rate(3)
	f := figure(t, r, "response-10")
	require.Len(t, f.Series, 4)
	all := record.NewLatency()
	for _, trial := range r.Trials {
		if trial.Model == "epoll_lt" && trial.Connections == 10 {
			h, err := record.DecodeLatency(trial.Latency)
			require.NoError(t, err)
			all.Merge(h)
		}
	}
	var last chart.Point
	for _, p := range f.Series[1].Points {
		require.InDelta(t, float64(all.ValueAtQuantile(100*(1-1/p.X)))/1000, p.Y, 1e-9)
		require.LessOrEqual(t, p.Lo, p.Y)
		require.GreaterOrEqual(t, p.Hi, p.Y)
		last = p
	}
	require.GreaterOrEqual(t, float64(all.TotalCount())/last.X, 10.0)
	var labels []string
	for _, tick := range f.X.Ticks {
		labels = append(labels, tick.Label)
	}
	require.Equal(t, []string{"0%", "50%", "90%", "99%", "99.9%"}, labels)
	require.NotContains(t, figureIDs(of(recordtest.Sample(2))), "response-10", "a closed loop restates throughput")
}

func TestTheWallIsDrawnWhereAModelStops(t *testing.T) {
	f := figure(t, recordtest.Sample(2), "wall-idle")
	require.Equal(t, chart.Point{X: 10000, Y: 1016, Lo: 1016, Hi: 1016, Label: "limit 1,016"}, f.Series[0].Points[3])
	require.Equal(t, 10000.0, f.Series[1].Points[3].Y)
	others := recordtest.Keep(recordtest.Sample(2), recordtest.Every, func(m string) bool { return m != "select" })
	require.NotContains(t, figureIDs(of(others)), "wall-idle", "all of them are on the diagonal")
}

func TestMemoryHasTheSlopes(t *testing.T) {
	f := figure(t, recordtest.Sample(6), "memory-idle")
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et", "netpoll"}, f.X.Categories)
	require.InDelta(t, 9800, f.Series[0].Points[3].Y, 10)
	require.InDelta(t, 7552, f.Series[1].Points[3].Y, 1)
	require.Contains(t, f.Notes, "Measured up to 1,000 connections: select.")
}

func TestTwoBuildsHaveAFigureOfTheirRatio(t *testing.T) {
	f := figure(t, recordtest.Against(14, 1.05), "cpu-against-idle")
	require.Len(t, f.Series, 1)
	require.Equal(t, "epoll_lt", f.Series[0].Name)
	for _, p := range f.Series[0].Points {
		require.InDelta(t, 1/1.05, p.Y, 0.02)
		require.Empty(t, p.Marks)
	}
	require.Equal(t, "the other build = 1", f.Guides[0].Name)
}
