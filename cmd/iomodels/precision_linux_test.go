package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/trial"
)

// tiny are the flags of trials that take no time.
var tiny = []string{"--model", "epoll_lt,epoll_et", "--connections", "1", "--duration", "5ms", "--warmup", "0s", "--out", "r.json"}

func TestAtMostWinsBelowSixRounds(t *testing.T) {
	t.Parallel()
	cmd := program(t, append([]string{"run", "--precision", "3%", "--at-most", "1ms"}, tiny...)...)
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r := finishedRecord(t, cmd.Dir)
	require.EqualValues(t, 1, r.Plan.Rounds)
	require.EqualValues(t, 30_000, *r.Plan.PrecisionPPM)
	require.EqualValues(t, time.Millisecond, *r.Plan.AtMostNs)
	require.Contains(t, got.out, "Not that precise: epoll_et to epoll_lt at 1 open connection (no 95% interval).\n")
	require.Equal(t, done, asked("", "validate", filepath.Join(cmd.Dir, "r.json")).status)
}

// A killed run goes on to its looks, on the schedule of its seed.
func TestAPreciseRunEndsAtALookThoughItWasKilled(t *testing.T) {
	t.Parallel()
	cmd := program(t, append([]string{"run", "--precision", "50%"}, tiny...)...)
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 3)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	held, _ := trialsIn(t, cmd.Dir)

	got := finish(t, again(t, cmd, "run", "--resume", "r.json"))
	require.Equal(t, done, got.status, got.errs)
	r := finishedRecord(t, cmd.Dir)
	rounds := int(r.Plan.Rounds)
	require.Equal(t, stats.NextLook(rounds-1), rounds)
	require.EqualValues(t, 500_000, *r.Plan.PrecisionPPM)
	require.Contains(t, r.Warnings[len(r.Warnings)-1].Text+r.Warnings[0].Text, fmt.Sprintf("interrupted after %d trials (round ", held))
	require.Contains(t, got.out, "The width of the intervals decided how many rounds there are")
	require.NotContains(t, got.out, "Not that precise")
}

func TestAPrecisionIsAPercentage(t *testing.T) {
	for text, want := range map[string]int64{"3%": 30_000, "0.1%": 1000, "2.5%": 25_000, "50%": 500_000} {
		ppm, err := parsePrecision(text)
		require.NoError(t, err)
		require.Equal(t, want, ppm)
	}
	for _, text := range []string{"", "3", "%", "abc", "NaN%", "Inf%", "-3%", "0%", "0.09%", "50.1%", "200%", "3 %%"} {
		_, err := parsePrecision(text)
		require.ErrorAs(t, err, new(wrongly), text)
	}
}

func TestTheLookNamesTheRatioThatIsFurthestFromWhatIsWanted(t *testing.T) {
	r := recordtest.Sample(12)
	r.Plan.PrecisionPPM = new(int64(10))
	l := look(r)
	require.False(t, l.Precise)
	require.Positive(t, l.Widest)
	require.NotEqual(t, "epoll_lt", l.Of.Model, "the baseline has no ratio")
	r.Plan.PrecisionPPM = new(int64(500_000))
	l = look(r)
	require.True(t, l.Precise)
	require.Less(t, l.Widest, 0.5)
	r.Trials = nil
	require.True(t, look(r).Precise, "there is nothing to wait for")
}

func TestTheStatusOfAPreciseRun(t *testing.T) {
	p := trial.Progress{
		Stage: trial.Measuring, Done: 2, Total: 8, Remaining: 40 * time.Second, Event: load.Event{Phase: load.Warmup},
		Cell:  record.Cell{Model: "netpoll", Point: record.Point{Connections: 10}},
		Waits: &trial.Waits{Round: 1, NextLook: 6},
	}
	require.Equal(t, "round 1, next look after round 6 in 40s; trial 3 of 8: netpoll at 10 connections, warming up", describe(p))
	p.Waits = &trial.Waits{Round: 8, NextLook: 8, Left: 12 * time.Minute, Look: trial.Look{Widest: 0.0421, Of: record.Cell{Model: "select", Point: record.Point{Connections: 1000}}}}
	require.Equal(t, "round 8, next look after round 8 in 40s, at most 12m0s left, widest interval ±4.2% (select at 1000 connections); trial 3 of 8: netpoll at 10 connections, warming up", describe(p))
}

// The measurement takes some 20 seconds.
func TestTheDoctorMeasures(t *testing.T) {
	if !*long {
		t.Skip("-long measures")
	}
	got := iomodels(t, "doctor", "--precision", "5%", "--format", "json")
	require.Equal(t, done, got.status, got.errs)
	var document struct{ Precision forecast }
	require.NoError(t, json.Unmarshal([]byte(got.out), &document))
	require.Equal(t, 0.05, document.Precision.Wanted)
	require.Positive(t, document.Precision.Spread)
	require.GreaterOrEqual(t, document.Precision.Rounds, 6)
}

func TestTheDoctorsForecast(t *testing.T) {
	o := defaultRun()
	require.Len(t, o.Subjects, 4)
	require.Len(t, o.Sweep, 4)
	f := forecast{Wanted: 0.03, Spread: 0.05, Measured: 12}.forecast(o)
	require.Greater(t, f.Rounds, 24)
	require.Greater(t, f.TakesS, int64(f.Rounds)*16, "16 trials of a second and more each")
	text := func(f forecast) string {
		var out strings.Builder
		require.NoError(t, doctorText(&out, nil, f))
		return out.String()
	}
	require.Contains(t, text(f), fmt.Sprintf("A precision of ±3%% takes about %d rounds here (about %d min of the default run).\n", f.Rounds, f.Minutes()))
	require.Contains(t, text(f), "varies by 5% from round to round: 12 rounds of epoll_lt and epoll_et")
	f = forecast{Wanted: 0.001, Spread: 0.5, Measured: 12}.forecast(o)
	require.Contains(t, text(f), "A precision of ±0.1% takes more rounds here than a run may have")
}
