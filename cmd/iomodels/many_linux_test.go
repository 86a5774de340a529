package main

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// TestMoreConnectionsThanAProcessMayHold is the short form of a million: each
// connection is answered once when it is opened and once at the end, with arrivals
// at a rate over all of them in between. The long test holds 50,000, the short one
// 1,000, with so few descriptors that either side needs several processes.
func TestMoreConnectionsThanAProcessMayHold(t *testing.T) {
	t.Parallel()
	connections, descriptors := 1000, 512
	if *long {
		connections, descriptors = 50_000, 20_000
	}
	cmd := limited(t, descriptors, "run", "--model", "epoll_et", "--workload", "rate", "--rate", "2000", "--connections", strconv.Itoa(connections),
		"--rounds", "1", "--duration", "300ms", "--warmup", "100ms", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Len(t, r.Trials, 1)
	trial := r.Trials[0]
	require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
	require.EqualValues(t, connections, trial.Proven)
	require.EqualValues(t, connections, trial.ProvenAfter)
	require.Greater(t, trial.ServerProcesses, int64(1))
	require.Greater(t, trial.ClientProcesses, int64(1))
	require.Zero(t, trial.Lost)
	require.Zero(t, trial.Refused)
	require.Equal(t, *trial.Offered, trial.Requests+*trial.Unsent)
	require.Equal(t, trial.Requests, *trial.Counters.Requests, "counted by all processes together")
	require.NotNil(t, trial.RSSHeldBytes)
}
