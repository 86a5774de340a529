package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func figureNames(r *record.Record) []string {
	var names []string
	for _, f := range Figures(r) {
		names = append(names, f.Name)
	}
	return names
}

func figure(t *testing.T, r *record.Record, name string) *Figure {
	t.Helper()
	for _, f := range Figures(r) {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no figure %s among %v", name, figureNames(r))
	return nil
}

func TestFortyServersDifferInStyle(t *testing.T) {
	var models []string
	for name := range modelStyles {
		models = append(models, name, name+"@old", name+"@older")
	}
	for i := range 40 {
		models = append(models, fmt.Sprintf("server-%d", i))
	}
	seen := map[string]string{}
	for _, name := range models {
		s := styleOf(name, models)
		look := fmt.Sprint(s)
		require.Empty(t, seen[look], "%s looks like %s", name, seen[look])
		seen[look] = name
		base, _, _ := strings.Cut(name, "@")
		require.Equal(t, styleOf(base, models).Light, s.Light, "a build has its model's colour")
	}
}

func TestFiguresHoldWhatTheRecordHolds(t *testing.T) {
	r := finish(t, sample(t, 12))
	f := figure(t, r, "cpu-idle")
	require.Len(t, f.Series, 4)
	require.Equal(t, "select", f.Series[0].Name)
	require.Len(t, f.Series[0].Points, 3, "select does not hold 10,000")
	last := f.Series[0].Points[2]
	require.Equal(t, "limit 1,016", last.Label)
	require.InDelta(t, 9.9, last.Y, 1.5, "5.6 + 4.3 µs")
	require.Less(t, last.Lo, last.Y)
	require.Greater(t, last.Hi, last.Y)
	require.Equal(t, r.ID, f.Record)
	require.NotContains(t, figureNames(r), "throughput-idle", "the servers were not saturated")
}

func TestASweepOfOnePointHasDots(t *testing.T) {
	r := sample(t, 6)
	onePoint(r)
	f := figure(t, finish(t, r), "cpu-idle")
	require.Equal(t, Dots, f.Kind)
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et", "netpoll"}, f.X.Categories)
	require.Len(t, f.Series, 4)
	require.Equal(t, "netpoll", f.Series[3].Name)
	require.Len(t, f.Series[3].Points, 1)
	require.Equal(t, 3.0, f.Series[3].Points[0].X)
}

// onePoint leaves 1,000 connections alone of r's sweep.
func onePoint(r *record.Record) {
	r.Plan.Sweep = few(r.Plan.Sweep, func(p record.Point) bool { return p.Connections == 1000 })
	for i, cells := range r.Plan.Order {
		r.Plan.Order[i] = few(cells, func(c record.Cell) bool { return c.Connections == 1000 })
	}
	r.Trials = few(r.Trials, func(t record.Trial) bool { return t.Connections == 1000 })
	r.Plan.Anchor.Connections = 1000
}

// The layers of a bar add up to all calls of that model.
func TestCallsAddUp(t *testing.T) {
	r := finish(t, sample(t, 2))
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

func TestNoFigureHasWhatCannotBeDrawn(t *testing.T) {
	for _, f := range Figures(trouble(t)) {
		require.NotEmpty(t, f.Series, f.Name)
		for _, s := range append(f.Series, f.Guides...) {
			require.NotEqual(t, "epoll_et", s.Name, "it broke a promise")
			for _, p := range s.Points {
				for _, x := range []float64{p.X, p.Y, p.Lo, p.Hi} {
					require.False(t, math.IsNaN(x) || math.IsInf(x, 0), f.Name)
				}
				require.True(t, !f.Y.Log || p.Lo > 0, f.Name)
			}
		}
	}
}

// The histograms of the trials are merged, never averaged: a percentile of all
// requests lies between those of the single trials, and no line goes on where
// a handful of requests would draw it.
func TestResponseTimesAreOfAllRequests(t *testing.T) {
	r := finish(t, sampleRate(t, 3))
	f := figure(t, r, "response-10")
	require.Len(t, f.Series, 4)
	all, total := record.NewLatency(), int64(0)
	for _, trial := range r.Trials {
		if trial.Model == "epoll_lt" && trial.Connections == 10 {
			h, err := record.DecodeLatency(trial.Latency)
			require.NoError(t, err)
			all.Merge(h)
			total += h.TotalCount()
		}
	}
	var last Spot
	for _, p := range f.Series[1].Points {
		require.InDelta(t, float64(all.ValueAtQuantile(100*(1-1/p.X)))/1000, p.Y, 1e-9)
		require.LessOrEqual(t, p.Lo, p.Y)
		require.GreaterOrEqual(t, p.Hi, p.Y)
		last = p
	}
	require.GreaterOrEqual(t, float64(total)/last.X, 10.0)
	var labels []string
	for _, tick := range f.X.Ticks {
		labels = append(labels, tick.Label)
	}
	require.Equal(t, []string{"0%", "50%", "90%", "99%", "99.9%"}, labels)
	require.NotContains(t, figureNames(finish(t, sample(t, 2))), "response-10", "a closed loop restates throughput")
}

func TestTheWallIsDrawnWhereAModelStops(t *testing.T) {
	r := sample(t, 2)
	f := figure(t, finish(t, r), "wall-idle")
	last := f.Series[0].Points[3]
	require.Equal(t, Spot{X: 10000, Y: 1016, Lo: 1016, Hi: 1016, Label: "limit 1,016"}, last)
	require.Equal(t, 10000.0, f.Series[1].Points[3].Y)
	r.Plan.Models = r.Plan.Models[1:]
	require.NotContains(t, figureNames(r), "wall-idle", "all of them are on the diagonal")
}

func TestMemoryHasTheSlopes(t *testing.T) {
	r := finish(t, sample(t, 6))
	f := figure(t, r, "memory-idle")
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et", "netpoll"}, f.X.Categories)
	require.InDelta(t, 9800, f.Series[0].Points[3].Y, 10)
	require.InDelta(t, 7552, f.Series[1].Points[3].Y, 1)
}

// Without the kernel's count, those servers have bars that count themselves.
func TestServersCountWhereTheKernelWouldNot(t *testing.T) {
	r := sample(t, 2)
	r.SystemCalls = nil
	f := figure(t, finish(t, r), "calls-idle")
	require.Equal(t, []string{"select", "epoll_lt", "epoll_et"}, f.X.Categories)
	require.Contains(t, f.Title, "the servers themselves at 1,000 connections")
}

func TestTwoBuildsHaveAFigureOfTheirRatio(t *testing.T) {
	f := figure(t, sampleAgainst(t, 14, 1.05), "cpu-against-idle")
	require.Len(t, f.Series, 1)
	require.Equal(t, "epoll_lt", f.Series[0].Name)
	for _, p := range f.Series[0].Points {
		require.InDelta(t, 1/1.05, p.Y, 0.02)
		require.Empty(t, p.Marks)
	}
	require.Equal(t, "the other build = 1", f.Guides[0].Name)
	require.NotContains(t, figureNames(finish(t, sample(t, 3))), "cpu-against-idle")
}
