//go:build linux

package main

import (
	"flag"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
)

// erring is a short run of an external that answers ten requests wrong in each
// trial, and what is given.
func erring(t *testing.T, rounds string, args ...string) *exec.Cmd {
	t.Helper()
	return program(t, append([]string{"run", "--model", "epoll_lt", "--connections", "5", "--rounds", rounds, "--duration", "50ms",
		"--warmup", "0s", "--out", "r.json", "--external", "mine=" + playing("erring")}, args...)...)
}

func TestWrongRepliesOfAnExternalEndTheRunWithOne(t *testing.T) {
	t.Parallel()
	cmd := erring(t, "1", "--full")
	got := finish(t, cmd)
	require.Equal(t, failed, got.status, got.errs)
	lines := strings.Split(strings.TrimSpace(got.errs), "\n")
	require.Regexp(t, `^iomodels: mine at 5 connections: 10 of [0-9,]+ requests got a wrong reply or none \([0-9.]+%, wrong body\): mend the server, or allow more than 0% with --allow-errors$`, lines[len(lines)-1])
	require.Contains(t, got.out, "¶ some requests got a wrong reply or none, and are not counted: mine at 5 (1 of 1 trial)", "the report is there all the same")
	r := finishedRecord(t, cmd.Dir)
	require.Contains(t, got.out, r.ID)

	file := filepath.Join(cmd.Dir, "r.json")
	held := asked("", "check", file, "errors(epoll_lt) == 0", "errors(mine) > 0%")
	require.Equal(t, done, held.status, held.errs)
	require.Equal(t, failed, asked("", "check", file, "errors(mine) == 0").status)
}

func TestAResumedRunAllowsWhatItWasAskedToAllow(t *testing.T) {
	t.Parallel()
	cmd := erring(t, "3", "--allow-errors", "99%")
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 1)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	got := finish(t, again(t, cmd, "run", "--resume", "r.json", "--yes"))
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, finishedRecord(t, cmd.Dir).Command, "--allow-errors")
	require.Contains(t, got.out, "¶", "it is marked all the same")
}

// nginx ends connections after keepalive_requests: the cell fails, and says what to do.
func TestAnExternalThatEndsConnectionsIsPointedToChurn(t *testing.T) {
	t.Parallel()
	got, r := externalRun(t, "--rounds", "1", "--warmup", "0s", "--external", "closer="+playing("closer"))
	require.Equal(t, failed, got.status, got.errs)
	require.Contains(t, got.errs, "measure it with --workload churn")
	require.Contains(t, got.out, "failed¶")
	require.NotEmpty(t, trialsOf(r, "closer")[0].Errors)
}

func TestHowManyErrorsAreAllowedIsAPercentage(t *testing.T) {
	for value, says := range map[string]string{
		"-1%": "is not between 0% and 100%", "101%": "is not between 0% and 100%", "abc": "give a percentage such as 1%",
		"1": "give a percentage such as 1%", "NaN%": "give a percentage such as 1%", "": "give a percentage such as 1%",
	} {
		got := asked("", "run", "--external", "mine=true", "--allow-errors", value)
		require.Equal(t, askedWrong, got.status, value)
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		require.Contains(t, got.errs, "--allow-errors", value)
		require.Contains(t, got.errs, says, value)
	}
	got := asked("", "run", "--allow-errors", "1%")
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, "--allow-errors goes with --external or --external-addr")
}

// The percentage is that of each cell, and of externals alone.
func TestWhoMayGiveWrongReplies(t *testing.T) {
	r := recordtest.Wrong(2)
	for i := range r.Trials { // the cell that failed is another matter
		if t := &r.Trials[i]; t.Connections == 1000 {
			t.Errors = nil
		}
	}
	require.NoError(t, wrongReplies(analysis.Analyse(r, ""), 2.6))
	require.NoError(t, wrongReplies(analysis.Analyse(recordtest.Sample(2), ""), 0))
	require.ErrorContains(t, wrongReplies(analysis.Analyse(r, ""), 2.4), "or allow more than 2.4% with --allow-errors")
	r.Plan.Model("mine").External = false
	require.ErrorContains(t, wrongReplies(analysis.Analyse(r, ""), 100), "mine at 10 connections: ")
	require.ErrorContains(t, wrongReplies(analysis.Analyse(r, ""), 100), "a model may give none: see iomodels verify --model mine")
}

// What is a share of all requests cannot be bounded by a number under way.
func TestWhatIsAllowedDoesNotEndATrialEarly(t *testing.T) {
	for value, ends := range map[string]bool{"0%": true, "0.1%": false} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.String("allow-errors", "0%", "")
		require.NoError(t, flags.Set("allow-errors", value))
		o := trial.Options{Subjects: []subject.Subject{{Model: record.Model{External: true}}}}
		require.NoError(t, allowErrors(cli.NewContext(nil, flags, nil), &o))
		require.Equal(t, ends, o.Tolerate <= load.DefaultTolerate, value)
	}
}
