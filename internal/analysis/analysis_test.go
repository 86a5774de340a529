package analysis

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func analyse(r *record.Record) *Summary { return Analyse(r, "") }

// at is a cell of the workload idle.
func (s *Summary) at(model string, connections int64) *Cell {
	return s.Cell(model, recordtest.Point(connections))
}

func number(n int64) *int64 { return &n }

func TestACellSaysWhatItsTrialsSay(t *testing.T) {
	s := analyse(recordtest.Trouble())
	for _, want := range []struct {
		model                                  string
		connections                            int64
		state                                  string
		trials, measured, disturbed, generator int
	}{
		{"select", 10, record.Measured, 3, 3, 0, 3},
		{"select", 10000, record.Limit, 3, 0, 0, 0},
		{"epoll_lt", 100, record.Measured, 3, 2, 0, 0},
		{"epoll_et", 1000, Unpublished, 2, 0, 0, 0},
		{"nginx", 10, Missing, 0, 0, 0, 0},
	} {
		c := s.at(want.model, want.connections)
		require.Equal(t, want.state, c.State, want)
		require.Equal(t, []int{want.trials, want.measured, want.disturbed, want.generator},
			[]int{c.Trials, c.Measured, c.Disturbed, c.GeneratorLimited}, want)
	}
	require.Equal(t, "3 connections were reset in the window", s.at("epoll_lt", 100).Reason)
	require.Equal(t, int64(1016), *s.at("select", 10000).Limit)
	require.Equal(t, 1016.0, float64(s.at("select", 10000).Proven.Median), "the wall")
	require.Equal(t, 10000.0, float64(s.at("epoll_lt", 10000).Proven.Median))
	require.Equal(t, int64(1016), *s.Model("select").Limit)
	require.Equal(t, 1, analyse(recordtest.Sample(2)).at("epoll_et", 1000).Disturbed, "it counts in the medians")
	disturbed, measured := analyse(recordtest.Sample(2)).Disturbed()
	require.Equal(t, []int{1, 30}, []int{disturbed, measured})
}

// A cell is as good as the best of its trials, and says why the first other one
// was not.
func TestOneMeasuredTrialMakesACellMeasured(t *testing.T) {
	r := recordtest.Sample(3)
	outcomes := []string{record.Measured, record.Limit, record.Failed}
	for _, want := range []struct {
		connections int64
		rounds      [3]int // the outcomes, by round
		state, why  string
	}{
		{10, [3]int{0, 1, 2}, record.Measured, record.Limit},
		{100, [3]int{2, 1, 0}, record.Measured, record.Failed},
		{1000, [3]int{2, 1, 1}, record.Limit, record.Failed},
		{10000, [3]int{2, 2, 2}, record.Failed, record.Failed},
	} {
		for i := range r.Trials {
			if trial := &r.Trials[i]; trial.Model == "netpoll" && trial.Connections == want.connections {
				trial.Outcome, trial.ServerProcesses, trial.Limit = outcomes[want.rounds[trial.Round-1]], 4, number(500)
				if trial.Reason = trial.Outcome; trial.Outcome == record.Measured {
					trial.Reason = ""
				}
			}
		}
		c := analyse(r).at("netpoll", want.connections)
		require.Equal(t, []string{want.state, want.why}, []string{c.State, c.Reason}, want)
	}
	m := analyse(r).Model("netpoll")
	require.Equal(t, int64(500), *m.Limit)
	require.Equal(t, int64(4), m.Within, "processes that hold them together")
}

func TestAModelThatBrokeAPromiseHasNoMetrics(t *testing.T) {
	s := analyse(recordtest.Trouble())
	require.False(t, s.Model("epoll_et").Published)
	require.Equal(t, []string{"promise-7"}, s.Model("epoll_et").Broken)
	require.True(t, s.Model("nginx").Published, "an external's verdict stands beside its metrics")
	for _, p := range s.Sweep {
		for _, m := range Metrics {
			require.Nil(t, s.Cell("epoll_et", p).Of(m), m.Name)
		}
	}
	for _, calls := range s.SystemCalls {
		require.NotEqual(t, "epoll_et", calls.Model)
	}
	require.Nil(t, s.Model("epoll_et").Growth)
}

func TestAnalysingDoesNotAlterTheRecord(t *testing.T) {
	for _, r := range []*record.Record{recordtest.Sample(6), recordtest.Rate(2), recordtest.Trouble()} {
		before, err := json.Marshal(r)
		require.NoError(t, err)
		first, err := json.Marshal(analyse(r))
		require.NoError(t, err)
		second, err := json.Marshal(analyse(r))
		require.NoError(t, err)
		require.Equal(t, string(first), string(second), "the same record gives the same Summary")
		after, err := json.Marshal(r)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after))
	}
}

// Whatever a run left behind can be analysed, and no median is a number that
// JSON lacks.
func TestNoRecordBreaksTheAnalysis(t *testing.T) {
	limits := recordtest.Sample(3)
	limits.Plan.Sweep, limits.Plan.Models, limits.SystemCalls = limits.Plan.Sweep[3:], limits.Plan.Models[:1], nil
	failed := recordtest.Sample(3)
	for i := range failed.Trials {
		failed.Trials[i].Outcome, failed.Trials[i].Reason = record.Failed, "it gave up"
	}
	zeros := recordtest.Rate(6)
	for i := range zeros.Trials {
		trial := &zeros.Trials[i]
		trial.Requests, trial.WindowNs, trial.Proven, trial.Latency, trial.OpeningNs = 0, 0, 0, "", number(0)
		trial.ServerCPUNs, trial.Counters = number(0), &record.Counters{Requests: number(0)}
	}
	zeros.Plan.DurationNs = 0
	huge := recordtest.Sample(6)
	for i := range huge.Trials {
		if trial := &huge.Trials[i]; trial.ServerCPUNs != nil {
			*trial.ServerCPUNs, trial.Requests = 1<<53-1, 1
		}
	}
	none := recordtest.Sample(1)
	none.Trials = nil
	for name, r := range map[string]*record.Record{
		"only limits": limits, "only failures": failed, "zeros": zeros, "no trial": none, "huge numbers": huge,
		"hostile": recordtest.Hostile(), "one point": recordtest.OnePoint(recordtest.Sample(6)), "one trial": recordtest.Crowd(1, 2, 1),
		"one model": recordtest.Crowd(1, 6, 6), "40 models at 40 points": recordtest.Crowd(40, 40, 1),
	} {
		requireMedians(t, name, analyse(r))
	}
}

// requireMedians holds the JSON of a summary against what every reader of it
// relies on: an interval has a median, and a ratio a P.
func requireMedians(t *testing.T, name string, s *Summary) {
	t.Helper()
	text, err := json.Marshal(s)
	require.NoError(t, err, name)
	var document map[string]any
	require.NoError(t, json.Unmarshal(text, &document), name)
	var walk func(place string, value any)
	walk = func(place string, value any) {
		switch value := value.(type) {
		case []any:
			for _, v := range value {
				walk(place, v)
			}
		case map[string]any:
			for member, v := range value {
				if member == "median" || member == "p" || member == "p_adjusted" {
					require.IsType(t, 0.0, v, "%s: %s in %s", name, member, place)
				}
				walk(place+"/"+member, v)
			}
		}
	}
	walk("", document)
}

func TestWarningsAreGatheredByCode(t *testing.T) {
	r := recordtest.Trouble()
	r.Trials[0].Warnings = append(r.Trials[0].Warnings, r.Trials[0].Warnings...)
	warnings := analyse(r).Warnings
	require.Equal(t, []Warning{
		{record.Warning{Code: "no-governor", Text: "the CPU frequency cannot be seen"}, 0},
		{record.Warning{Code: record.GeneratorLimited, Text: "the generator used 99 % of its processors", Remedy: "give it more with --client-cpus"}, 11},
		{record.Warning{Code: record.Disturbed, Text: "other processes used 61 ms of the processors", Remedy: "stop what else runs, or use a machine of your own; iomodels doctor names it"}, 1},
	}, warnings)
}
