package check

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
)

func parsed(t *testing.T, texts ...string) (all []Expression) {
	t.Helper()
	for _, text := range texts {
		e, err := Parse(text)
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func TestWhatAnExpressionMeans(t *testing.T) {
	for text, want := range map[string]struct {
		metric      *analysis.Metric
		model, base string
		op          string
		bound       float64
	}{
		"cpu(mine)/cpu(epoll_lt) <= 1.05":       {analysis.CPU, "mine", "epoll_lt", "<=", 1.05},
		"cpu( mine ) / cpu( epoll_lt )<=105%":   {analysis.CPU, "mine", "epoll_lt", "<=", 1.05},
		" cpu_ns_per_request(epoll_et) < 9.5us": {analysis.CPU, "epoll_et", "", "<", 9500},
		"cpu(epoll_lt/wait=sleep) < 9 µs":       {analysis.CPU, "epoll_lt/wait=sleep", "", "<", 9000},
		"p99(mine) < 2ms":                       {analysis.P99, "mine", "", "<", 2e6},
		"p99.9(mine) < 2s":                      {analysis.P999, "mine", "", "<", 2e9},
		"eagains(epoll_et) == 0":                {analysis.EAGAINs, "epoll_et", "", "==", 0},
		"requests(mine) >= 50k/s":               {analysis.Requests, "mine", "", ">=", 50_000},
		"requests(mine) >= 50000":               {analysis.Requests, "mine", "", ">=", 50_000},
		"rss(mine) <= 8KiB":                     {analysis.RSS, "mine", "", "<=", 8192},
		"errors(nginx) <= 1%":                   {analysis.Errors, "nginx", "", "<=", 0.01},
		"errors(nginx) == 0":                    {analysis.Errors, "nginx", "", "==", 0},
		"server_utilisation(mine) > 97%":        {analysis.ServerUtilisation, "mine", "", ">", 0.97},
	} {
		e := parsed(t, text)[0]
		require.Equal(t, []any{want.metric, want.model, want.base, want.op}, []any{e.Metric, e.Model, e.Base, e.Op}, text)
		require.InDelta(t, want.bound, e.Bound, 1e-9, text)
		require.Nil(t, e.Axis, text)
	}
	e := parsed(t, "p99(mine) < 2ms at connections=1000")[0]
	require.Equal(t, int64(1000), e.At)
	require.Equal(t, "connections", e.Axis.Name)
}

func TestEveryMetricHasAShortNameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range analysis.Metrics {
		require.False(t, seen[short(m)], m.Name)
		seen[short(m)] = true
		require.Same(t, m, metricCalled(short(m)))
		require.Same(t, m, metricCalled(m.Name))
	}
}

func TestABadExpressionIsToldWithItsPlace(t *testing.T) {
	for text, want := range map[string]struct {
		position int
		problem  string
	}{
		"":                                {1, "a metric and a server belong here"},
		"cost(a) < 1us":                   {1, `there is no metric "cost"; there are cpu, requests, `},
		"cpu < 1us":                       {4, "a server belongs here"},
		"cpu() < 1us":                     {5, "the name of a server"},
		"cpu(a < 1us":                     {5, "the name of a server and a closing bracket"},
		"cpu(a)/p99(b) < 1":               {8, "a ratio is of one metric: cpu(…)/cpu(…)"},
		"cpu(a) = 1us":                    {8, "one of <, <=, >, >= and =="},
		"cpu(a) == 1us":                   {8, "== is for counts"},
		"waits(a)/waits(b) == 1":          {19, "== is for counts"},
		"cpu(a) < fast":                   {10, "a time such as 5us or 1.5ms belongs here"},
		"cpu(a) < 9":                      {10, "this is not a time"},
		"cpu(µ) < 9B":                     {10, "this is not a time"},
		"cpu(a)/cpu(b) < 9us":             {17, "this is not a number such as 1.05 or 105%"},
		"cpu(a) < 1.2.3us":                {10, "a time such as"},
		"cpu(a) < 1us and":                {14, "nothing may follow but a place"},
		"cpu(a) < 1us at size=3":          {17, "a value on the axis of the sweep"},
		"cpu(a) < 1us at connections=x":   {29, "a whole number belongs here"},
		"cpu(a) < 1us at connections=1 2": {31, "nothing may follow"},
	} {
		_, err := Parse(text)
		var problem *SyntaxError
		require.True(t, errors.As(err, &problem), text)
		require.Equal(t, want.position, problem.Position, "%s: %v", text, err)
		require.Contains(t, problem.Problem, want.problem, text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"cpu(a)/cpu(b) <= 1.05", "p99.9(a) < 2ms at connections=1000", "eagains(µ) == 0", "cpu(", "rss(a) > 1KiB at"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err == nil {
			require.NotNil(t, e.Metric)
			require.NotEmpty(t, e.Model)
			require.GreaterOrEqual(t, e.Bound, 0.0)
			again, err := Parse(" " + text + " ")
			require.NoError(t, err)
			again.Text, again.Axis = e.Text, e.Axis
			require.Equal(t, e, again)
			return
		}
		var problem *SyntaxError
		require.True(t, errors.As(err, &problem))
		require.LessOrEqual(t, problem.Position, len([]rune(text))+1)
	})
}

func against(t *testing.T, r *record.Record, texts ...string) *Checks {
	t.Helper()
	c, lacks := Against(analysis.Analyse(r, ""), parsed(t, texts...))
	require.Nil(t, lacks)
	return c
}

// In the sample, select costs 0.93 times epoll_lt at 10 connections and 1.6 times
// at 1,000, and cannot hold 10,000.
func TestTheIntervalDecides(t *testing.T) {
	for text, want := range map[string]Verdict{
		"cpu(netpoll)/cpu(epoll_lt) > 1.2":                        Holds,
		"cpu(netpoll)/cpu(epoll_lt) < 1.2":                        DoesNotHold,
		"cpu(netpoll)/cpu(epoll_lt) <= 1.31":                      DoesNotHold, // at one point
		"cpu(epoll_et)/cpu(epoll_lt) <= 1.00":                     CannotTell,
		"cpu(epoll_et)/cpu(epoll_lt) <= 1.2":                      Holds,
		"cpu(select)/cpu(epoll_lt) < 1 at connections=10":         Holds,
		"cpu(select)/cpu(epoll_lt) >= 1 at connections=10":        DoesNotHold,
		"cpu(select)/cpu(epoll_lt) > 1.5 at connections=1000":     Holds,
		"cpu(select) < 1s":                                        CannotTell, // it has no figure at 10,000
		"cpu(select) < 1s at connections=1000":                    Holds,
		"cpu(epoll_lt) > 1s":                                      DoesNotHold,
		"eagains(epoll_lt) == 0":                                  Holds,
		"eagains(epoll_lt) == 1":                                  DoesNotHold,
		"eagains(epoll_lt)/eagains(epoll_et) < 1":                 CannotTell, // nothing to divide by
		"cpu(epoll_lt)/cpu(select) < 1 at connections=10000":      CannotTell,
		"littles_law(epoll_lt) < 2 at connections=10":             CannotTell, // not observed in a closed loop
		"cpu(select)/cpu(epoll_lt) < 1.05 at connections=   1000": DoesNotHold,
	} {
		require.Equal(t, want, against(t, recordtest.Sample(12), text).Verdict, text)
	}
}

func TestTheShareOfWrongRepliesIsHeldAgainstABound(t *testing.T) {
	for text, want := range map[string]Verdict{
		"errors(mine) <= 3% at connections=10": Holds,
		"errors(mine) < 1% at connections=10":  DoesNotHold,
		"errors(mine) == 0 at connections=10":  DoesNotHold,
		"errors(mine) <= 3%":                   CannotTell, // it failed at 1,000
		"errors(epoll_lt) == 0":                Holds,
	} {
		require.Equal(t, want, against(t, recordtest.Wrong(6), text).Verdict, text)
	}
	require.Equal(t, Holds, against(t, recordtest.Wrong(2), "errors(epoll_lt) == 0").Verdict, "a count that never varied")
}

func TestTooFewRoundsCannotTell(t *testing.T) {
	c := against(t, recordtest.Sample(3), "cpu(netpoll)/cpu(epoll_lt) > 1.2", "eagains(epoll_lt) == 0")
	require.Equal(t, CannotTell, c.All[0].Verdict)
	require.Equal(t, 3, c.All[0].TooFew())
	require.Equal(t, Holds, c.All[1].Verdict, "a count that never varied needs no interval")
	require.Equal(t, map[Verdict]int{CannotTell: 1, Holds: 1}, c.Counts())
	require.Equal(t, CannotTell, c.Verdict)
}

func TestOneThatDoesNotHoldGoesFirst(t *testing.T) {
	require.Equal(t, DoesNotHold, worst([]Verdict{Holds, CannotTell, DoesNotHold}))
	require.Equal(t, CannotTell, worst([]Verdict{CannotTell, Holds}))
	require.Equal(t, Holds, worst(nil))
}

func TestWhatTheRecordLacks(t *testing.T) {
	s := analysis.Analyse(recordtest.Sample(3), "")
	_, lacks := Against(s, parsed(t, "cpu(epoll_lt) > 1us", "cpu(epoll_lt)/cpu(mine) > 1"))
	require.Equal(t, &Lacks{Model: "mine"}, lacks)
	_, lacks = Against(s, parsed(t, "cpu(epoll_lt) > 1us at connections=11"))
	require.Equal(t, []any{"", "connections", int64(11)}, []any{lacks.Model, lacks.Axis.Name, lacks.At})
}
