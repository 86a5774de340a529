package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// oneOf runs a workload over two models and returns its record, which Read has
// held against the schema and against itself.
func oneOf(t *testing.T, args ...string) *record.Record {
	t.Helper()
	cmd := program(t, append([]string{"run", "--model", "epoll_et,netpoll", "--connections", "8", "--rounds", "1",
		"--duration", "100ms", "--warmup", "20ms", "--out", "r.json"}, args...)...)
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Len(t, r.Trials, 2)
	for _, trial := range r.Trials {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Equal(t, trial.Served(), *trial.Counters.Requests, "the server counted what the generator counted")
		require.Empty(t, trial.Errors)
	}
	return r
}

func TestARateIsOfferedToEveryModelAlike(t *testing.T) {
	t.Parallel()
	r := oneOf(t, "--workload", "rate", "--rate", "1000", "--arrivals", "constant")
	require.Equal(t, []any{int64(1000), "constant"}, []any{r.Plan.Sweep[0].Rate, r.Plan.Arrivals})
	require.Empty(t, r.Plan.Calibration)
	for _, trial := range r.Trials {
		require.InDelta(t, 100, *trial.Offered, 1)
		require.NotEmpty(t, trial.LatencySend)
		require.NotNil(t, trial.LagP99Ns)
		require.Nil(t, trial.TimeWaitBefore)
	}
}

func TestARateThatIsNotGivenIsHalfOfTheSlowestCapacity(t *testing.T) {
	t.Parallel()
	r := oneOf(t, "--workload", "rate")
	require.Len(t, r.Plan.Calibration, 2)
	least := 0.0
	for _, c := range r.Plan.Calibration {
		if served := float64(c.Requests) / float64(c.WindowNs) * 1e9; least == 0 || served < least {
			least = served
		}
	}
	require.InDelta(t, least/2, r.Plan.Sweep[0].Rate, 1)
}

func TestChurnTellsWhatItLeavesBehind(t *testing.T) {
	t.Parallel()
	r := oneOf(t, "--workload", "churn")
	for _, trial := range r.Trials {
		require.NotNil(t, trial.TimeWaitAfter)
		require.NotNil(t, trial.ListenOverflows)
		require.Nil(t, trial.RSSHeldBytes, "no connection was held")
	}
}

func TestPipelineHasSixteenInFlight(t *testing.T) {
	t.Parallel()
	require.EqualValues(t, 16, oneOf(t, "--workload", "pipeline").Trials[0].Depth)
}

func TestLoadTellsBothTimesOfTheOpenLoop(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_et")
	args := []string{"load", "--addr", addr, "--connections", "8", "--rate", "1000", "--duration", "100ms", "--warmup", "0s"}
	got := iomodels(t, args...)
	require.Equal(t, done, got.status, got.errs)
	for _, text := range []string{"of 1,000 offered, poisson", "response   service       lag\n", "  99.99 %  ", "the response time counts from when a request was due"} {
		require.Contains(t, got.out, text)
	}
	got = iomodels(t, append(args, "--format", "json", "--seed", "7")...)
	require.Equal(t, done, got.status, got.errs)
	var told struct {
		Spec   load.Spec
		Result load.Result
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &told))
	require.Equal(t, uint64(7), told.Spec.Seed)
	require.Equal(t, told.Result.Requests, told.Result.OpenLoop.Offered)
}

func TestAWorkloadIsAskedWrongly(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"run --rate 5", "--workload rate"},
		{"run --workload churn --arrivals poisson", "--arrivals"},
		{"run --workload rate --rate 0", "--rate"},
		{"run --workload rate --arrivals constnt", `"constant"`},
		{"run --workload rate --depth 2", "--depth"},
		{"run --workload churn --active 2", "every connection"},
		{"load --addr 127.0.0.1:1 --workload rate", "--rate"},
		{"load --addr 127.0.0.1:1 --workload strm", "churn"},
	} {
		got := iomodels(t, strings.Fields(c[0])...)
		require.Equal(t, askedWrong, got.status, c[0])
		require.Contains(t, got.errs, c[1], c[0])
	}
}
