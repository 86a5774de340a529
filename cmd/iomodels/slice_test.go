//go:build linux

package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
)

// TestServersTakeTurnsInSlices: one of them cannot hold the larger number of
// connections, and holds nobody up.
func TestServersTakeTurnsInSlices(t *testing.T) {
	cmd := program(t, "run", "--full", "--model", "select,epoll_lt,netpoll", "--connections", "5,1100", "--rounds", "2",
		"--duration", "60ms", "--slice", "20ms", "--warmup", "5ms", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "slices of 20ms by")
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Equal(t, int64(20*time.Millisecond), *r.Plan.SliceNs)
	require.Len(t, r.Trials, 3*2*2)
	require.Equal(t, record.BySweep, r.Plan.WhoTookTurns())
	require.Contains(t, got.out, "all points of the sweep together")
	for i, trial := range r.Trials {
		if trial.Model == "select" && trial.Connections > 5 {
			require.Equal(t, record.Limit, trial.Outcome)
			continue
		}
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.GreaterOrEqual(t, trial.WindowNs, r.Plan.DurationNs)
		require.Equal(t, trial.Served(), *trial.Counters.Requests)
		require.Equal(t, r.Trials[i-i%6].Noise, trial.Noise, "they met the same machine")
		require.Len(t, trial.Slices.ServerCPUNs, 3)
	}
}

func TestBuildsTakeTurns(t *testing.T) {
	for workload, slice := range map[string]time.Duration{"saturate": 20 * time.Millisecond, "churn": 0} {
		cmd := program(t, "run", "--model", "epoll_lt", "--connections", "3", "--rounds", "1", "--workload", workload,
			"--duration", "20ms", "--warmup", "0s", "--against", os.Args[0], "--out", "r.json")
		got := finish(t, cmd)
		require.Equal(t, done, got.status, got.errs)
		r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
		require.NoError(t, err)
		if slice == 0 {
			require.Nil(t, r.Plan.SliceNs)
			continue
		}
		require.EqualValues(t, slice, *r.Plan.SliceNs)
	}
}

func TestASliceThatMakesNoSense(t *testing.T) {
	const fixed = "@127.0.0.1:7999=true"
	for want, args := range map[string][]string{
		"has no meaning with --workload rate":  {"--slice", "50ms", "--workload", "rate", "--rate", "100"},
		"has no meaning with --workload churn": {"--slice", "50ms", "--workload", "churn"},
		"not between 1ms and the window":       {"--slice", "1s"},
		"is not between 1ms and":               {"--slice", "1us"},
		"one and two want the same address":    {"--slice", "50ms", "--external", "one" + fixed, "--external", "two" + fixed},
		"-1s is not between 1ms":               {"--slice", "-1s"},
	} {
		got := finish(t, program(t, append([]string{"run", "--connections", "10", "--out", "r.json"}, args...)...))
		require.Equal(t, askedWrong, got.status)
		require.Contains(t, got.errs, want)
	}
}

// A server at one fixed address cannot hold the connections of all points at once.
func TestAFixedAddressTakesTurnsAtOnePoint(t *testing.T) {
	o := trial.Options{Sweep: []record.Point{{Connections: 10}, {Connections: 100}}, NoFile: 20000, ClientCPUs: []int{0}}
	o.Subjects = []subject.Subject{{Model: record.Model{Name: "epoll_lt"}}}
	require.Equal(t, record.BySweep, whoTakesTurns(&o))
	o.Subjects = append(o.Subjects, subject.Subject{Fixed: netip.MustParseAddrPort("127.0.0.1:7999")})
	require.Equal(t, record.ByPoint, whoTakesTurns(&o))
}
