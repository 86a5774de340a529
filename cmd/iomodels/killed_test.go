//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// runMark is a variable in the environment of a run, and of all that it starts.
const runMark = "IOMODELS_TEST_RUN"

// allGone waits until no process is left that has the mark in its environment.
// With the last of them, the last port that they listened on is closed.
func allGone(t *testing.T, mark string) {
	t.Helper()
	var left string
	require.Eventually(t, func() bool {
		processes, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, p := range processes {
			text, err := os.ReadFile(p)
			if left = filepath.Dir(p); err == nil && strings.Contains(string(text), runMark+"="+mark+"\x00") {
				return false
			}
		}
		return true
	}, testTimeout, 5*time.Millisecond, "%s outlives the run", left)
}

// TestKilledAtAnyMomentARunIsFinished kills runs, and the runs that resume
// them, at random moments: 2 from the start on, and 2 when the servers are
// verified; in the long test 5, and 15.
func TestKilledAtAnyMomentARunIsFinished(t *testing.T) {
	t.Parallel()
	kills, verified := 2, 1
	if *long {
		kills, verified = 5, 3
	}
	whole := shortRun(t)
	begin := time.Now()
	got := finish(t, whole)
	require.Equal(t, done, got.status, got.errs)
	lasts := time.Since(begin)
	require.Zero(t, interruptions(finishedRecord(t, whole.Dir)))

	early := stopped(t)
	journal, err := os.ReadFile(filepath.Join(early.Dir, "r.json.journal"))
	require.NoError(t, err)
	begin = time.Now()
	require.Equal(t, done, finish(t, again(t, early, "run", "--resume", "r.json")).status)
	rest := time.Since(begin)

	t.Run("fresh", func(t *testing.T) {
		t.Parallel()
		killAndResume(t, rand.New(rand.NewPCG(20, 0)), lasts, nil, kills)
	})
	for i := range verified {
		t.Run(fmt.Sprintf("verified-%d", i+1), func(t *testing.T) {
			t.Parallel()
			killAndResume(t, rand.New(rand.NewPCG(20, uint64(i+1))), rest, journal, kills)
		})
	}
}

// killAndResume kills a run so often while it lasts, and finishes it. It
// starts afresh, or from a journal; and again, when a run was faster than death.
func killAndResume(t *testing.T, random *rand.Rand, lasts time.Duration, journal []byte, kills int) {
	mark := fmt.Sprintf("%d-%s", os.Getpid(), t.Name())
	first := shortRun(t)
	first.Env = append(first.Env, runMark+"="+mark)
	start := func() *exec.Cmd {
		if journal == nil {
			return again(t, first, first.Args[1:]...)
		}
		require.NoError(t, os.WriteFile(filepath.Join(first.Dir, "r.json.journal"), journal, 0o600))
		return again(t, first, "run", "--resume", "r.json")
	}
	next := start()
	held, plan := trialsIn(t, first.Dir)
	for whole := true; kills > 0; {
		moment := time.Duration(random.Int64N(int64(lasts)))
		begin := time.Now()
		killed := runFor(t, next, moment)
		if !killed && whole { // the machine was busier when it was found out how long a run lasts
			lasts = min(lasts, time.Since(begin))
		}
		allGone(t, mark)
		now, planned := trialsIn(t, first.Dir)
		if killed {
			kills--
			t.Logf("killed after %v, with %d trials done", moment.Round(time.Millisecond), now)
		}
		if now < 0 && (!killed || held >= 0) { // its record was written, and its journal removed
			finishedRecord(t, first.Dir)
			require.NoError(t, os.Remove(filepath.Join(first.Dir, "r.json")))
			next, whole = start(), true
			held, plan = trialsIn(t, first.Dir)
			continue
		}
		require.GreaterOrEqual(t, now, held, "no trial that was done is lost")
		if held >= 0 {
			require.Equal(t, plan, planned, "the schedule stays as it was")
		}
		held, plan, whole = now, planned, false
		next = again(t, first, first.Args[1:]...)
		if now >= 0 {
			next = again(t, first, "run", "--resume", "r.json")
		}
	}
	last := finish(t, next)
	require.Equal(t, done, last.status, last.errs)
	r := finishedRecord(t, first.Dir)
	require.Equal(t, held >= 0, interruptions(r) > 0)
}

// runFor runs cmd, kills it at a moment, and says whether it had not ended by then.
func runFor(t *testing.T, cmd *exec.Cmd, moment time.Duration) (killed bool) {
	t.Helper()
	var errs strings.Builder
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	kill := time.AfterFunc(moment, func() { cmd.Process.Kill() })
	defer kill.Stop()
	err := cmd.Wait()
	if err != nil {
		require.Equal(t, -1, cmd.ProcessState.ExitCode(), "it was killed, and did not end by itself: %s", errs.String())
	}
	return err != nil
}
