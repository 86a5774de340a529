package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// TestFiftyThousandConnections is the short form of a million: more than a
// process may hold on many systems, each answered once when it is opened and once at the end, with arrivals at a rate
// over all of them in between.
func TestFiftyThousandConnections(t *testing.T) {
	cmd := program(t, "run", "--model", "epoll_et", "--workload", "rate", "--rate", "2000", "--connections", "50000",
		"--rounds", "1", "--duration", "1s", "--warmup", "100ms", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Len(t, r.Trials, 1)
	trial := r.Trials[0]
	require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
	require.EqualValues(t, 50_000, trial.Proven)
	require.EqualValues(t, 50_000, trial.ProvenAfter)
	require.Zero(t, trial.Lost)
	require.Zero(t, trial.Refused)
	require.Equal(t, *trial.Offered, trial.Requests+*trial.Unsent)
	require.Equal(t, trial.Requests, *trial.Counters.Requests, "counted by all processes together")
	require.NotNil(t, trial.RSSHeldBytes)
}
