//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/trial"
)

// shortRun is a run of 2 cells in 4 rounds, in a folder of its own.
func shortRun(t *testing.T) *exec.Cmd {
	t.Helper()
	return program(t, "run", "--model", "epoll_lt", "--connections", "1,3", "--rounds", "4",
		"--duration", "50ms", "--warmup", "0s", "--out", "r.json")
}

// again is a command in the folder of another.
func again(t *testing.T, before *exec.Cmd, args ...string) *exec.Cmd {
	t.Helper()
	cmd := program(t, args...)
	cmd.Dir, cmd.Env = before.Dir, before.Env
	return cmd
}

// trialsIn is how many trials the journal in folder holds, and the run's plan;
// -1 if there is no journal, or one of a run that never began. It does not
// take part in the run: the file may be written to meanwhile.
func trialsIn(t *testing.T, folder string) (trials int, plan record.Plan) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "r.json"+record.JournalSuffix))
	if os.IsNotExist(err) {
		return -1, plan
	}
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "copy.journal")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	j, err := record.OpenJournal(file)
	require.NoError(t, err, "whenever the run is killed, its journal can be read")
	defer j.Close()
	if j.Header == nil {
		return -1, plan
	}
	return j.Trials, j.Header.Record.Plan
}

// whenItHolds waits until the journal of a run that goes on holds that many trials.
func whenItHolds(t *testing.T, cmd *exec.Cmd, trials int) {
	t.Helper()
	require.Eventually(t, func() bool {
		n, _ := trialsIn(t, cmd.Dir)
		return n >= trials
	}, testTimeout, 10*time.Millisecond)
}

// finishedRecord is the record in folder, which must be whole, in the order of
// its schedule, and alone there.
func finishedRecord(t *testing.T, folder string) *record.Record {
	t.Helper()
	r, err := record.Read(filepath.Join(folder, "r.json"))
	require.NoError(t, err)
	require.False(t, r.Partial)
	var ran []record.Cell
	for _, trial := range r.Trials {
		ran = append(ran, trial.Cell())
	}
	require.Equal(t, slices.Concat(r.Plan.Order...), ran, "every cell of every round, in the order of the schedule")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no journal and no temporary file: %v", entries)
	return r
}

func interruptions(r *record.Record) int {
	n := 0
	for _, w := range r.Warnings {
		if w.Code == record.Interrupted {
			n++
		}
	}
	return n
}

func TestAStoppedRunIsFinishedByResume(t *testing.T) {
	t.Parallel()
	cmd := shortRun(t)
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 2)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.Error(t, cmd.Wait())
	partial, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.True(t, partial.Partial)

	busy := finish(t, again(t, cmd, cmd.Args[1:]...))
	require.Equal(t, askedWrong, busy.status)
	require.Contains(t, busy.errs, "finish it with iomodels run --resume r.json.journal, or remove it")

	got := finish(t, again(t, cmd, "run", "--resume", "r.json.journal"))
	require.Equal(t, done, got.status, got.errs)
	r := finishedRecord(t, cmd.Dir)
	require.Contains(t, got.out, r.ID)
	require.Contains(t, asked("", "report", "--full", filepath.Join(cmd.Dir, "r.json")).out, fmt.Sprintf("interrupted after %d of 8 trials", len(partial.Trials)))
	require.Equal(t, 1, interruptions(r))
	require.Equal(t, partial.Trials, r.Trials[:len(partial.Trials)], "what was done stays as it was")
	require.Equal(t, partial.Started, r.Started)
	require.Equal(t, partial.Plan, r.Plan)
	require.Equal(t, partial.Command, r.Command)
}

// stopped is a run that was killed after its first trial.
func stopped(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := shortRun(t)
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 1)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	return cmd
}

func TestOnlyOneResumeAtATime(t *testing.T) {
	t.Parallel()
	cmd := stopped(t)
	j, err := record.OpenJournal(filepath.Join(cmd.Dir, "r.json.journal"))
	require.NoError(t, err)
	busy := finish(t, again(t, cmd, "run", "--resume", "r.json"))
	require.NoError(t, j.Close())
	require.Equal(t, askedWrong, busy.status)
	require.Equal(t, "iomodels: r.json.journal belongs to a run that is still going: wait until it ends\n", busy.errs)
}

func TestAnotherBuildMayNotResume(t *testing.T) {
	t.Parallel()
	cmd := stopped(t)
	binary, err := os.ReadFile(cmd.Path)
	require.NoError(t, err)
	other := again(t, cmd, "run", "--resume", "r.json")
	other.Path = filepath.Join(t.TempDir(), "iomodels")
	require.NoError(t, os.WriteFile(other.Path, append(binary, 0), 0o700))
	got := finish(t, other)
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, "another build of iomodels began the run")
	require.Equal(t, 1, strings.Count(got.errs, "\n"))
	require.FileExists(t, filepath.Join(cmd.Dir, "r.json.journal"))
}

func TestARecordThatWasWrittenIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	cmd := stopped(t)
	journal := filepath.Join(cmd.Dir, "r.json.journal")
	text, err := os.ReadFile(journal)
	require.NoError(t, err)
	require.Equal(t, done, finish(t, again(t, cmd, "run", "--resume", journal)).status)
	before := finishedRecord(t, cmd.Dir)
	// Killed after the record was written, it would have left the journal.
	require.NoError(t, os.WriteFile(journal, text, 0o600))
	got := finish(t, again(t, cmd, "run", "--resume", journal))
	require.Equal(t, done, got.status, got.errs)
	require.Equal(t, before.ID, finishedRecord(t, cmd.Dir).ID)
}

// TestAFullDiskEndsTheRunInOneLine lets the run's files grow no further than
// they are, which fails as a full disk does.
func TestAFullDiskEndsTheRunInOneLine(t *testing.T) {
	t.Parallel()
	cmd := shortRun(t)
	var errs strings.Builder
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 1)
	info, err := os.Stat(filepath.Join(cmd.Dir, "r.json.journal"))
	require.NoError(t, err)
	full := unix.Rlimit{Cur: uint64(info.Size()) + 10, Max: unix.RLIM_INFINITY}
	require.NoError(t, unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &full, nil))
	require.Error(t, cmd.Wait())
	require.Equal(t, failed, cmd.ProcessState.ExitCode())
	require.Contains(t, errs.String(), "iomodels: cannot write r.json.journal: file too large")
	require.Contains(t, errs.String(), "finish the run with iomodels run --resume r.json.journal\n")
	require.Equal(t, 1, strings.Count(errs.String(), "\n"))
	require.NoFileExists(t, filepath.Join(cmd.Dir, "r.json"))
	held, _ := trialsIn(t, cmd.Dir)
	require.Positive(t, held)

	got := finish(t, again(t, cmd, "run", "--resume", "r.json"))
	require.Equal(t, done, got.status, got.errs)
	finishedRecord(t, cmd.Dir)
}

func TestResumeIsAskedWrongly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), fs.ModePerm))
		return path
	}
	for name, c := range map[string]struct{ file, more, says string }{
		"no such file":   {filepath.Join(folder, "none.json"), "", "there is neither"},
		"a record alone": {file("r.json", "{}"), "", "leaves nothing to resume"},
		"another file":   {file("a.journal", "hello"), "", "not the journal of a run"},
		"never begun":    {file("b.journal", ""), "", "ended before it began"},
		"a folder":       {folder, "", "is no journal"},
		"another flag":   {file("c.journal", ""), "--seed=5", "--seed is one"},
		"an argument":    {file("d.journal", ""), "more", `"more" is not understood`},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"run", "--resume", c.file}
			if c.more != "" {
				args = append(args, c.more)
			}
			got := iomodels(t, args...)
			require.Equal(t, askedWrong, got.status, got.errs)
			require.Contains(t, got.errs, c.says)
			require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		})
	}
}

// The soft limit was raised to the hard one by then, so a remedy that raises the
// soft one alone would do nothing.
func TestAResumedRunWithFewerDescriptorsIsToldToRaiseTheHardLimit(t *testing.T) {
	began := record.Record{Environment: record.Environment{NoFile: 300_000}, Plan: record.Plan{Seed: "1"}}
	before := resuming{journal: &record.Journal{Header: &record.JournalHeader{Record: began}}}
	err := before.continues(&trial.Options{NoFile: 1024})
	require.EqualError(t, err, "the run began with 300000 descriptors in a process, and RLIMIT_NOFILE allows 1024 now: "+
		"raise the hard limit as root in the shell that runs iomodels (ulimit -Hn 300000)")
}

func TestARunThatNoRecordHasRoomForIsNotBegun(t *testing.T) {
	t.Parallel()
	cmd := program(t, "run", "--model", "epoll_lt", "--connections", "1,2,3,4,5,6,7", "--rounds", "10000", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, askedWrong, got.status, got.errs)
	require.Equal(t, "iomodels: the run has 70,000 trials, and the record that is read has room for some 65,536: ask for fewer rounds, models or connection counts\n", got.errs)
	entries, err := os.ReadDir(cmd.Dir)
	require.NoError(t, err)
	require.Empty(t, entries)
}
