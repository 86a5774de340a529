//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// otherProtocol is the name under which this test plays a build of iomodels
// that takes its orders in a protocol to come.
const otherProtocol = "iomodels-of-another-protocol"

func init() {
	if filepath.Base(os.Args[0]) == otherProtocol && len(os.Args) > 1 && os.Args[1] == "serve" {
		fmt.Println(`{"addr":"127.0.0.1:1","protocol":2}`)
		os.Exit(0)
	}
}

// anotherBuild is one with another hash: with -long, made by the script of
// docs/method.md; else this one with a byte more, which takes no compiler.
func anotherBuild(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "another")
	if *long {
		script, err := filepath.Abs("../../docs/slower-build.sh")
		require.NoError(t, err)
		made, err := exec.CommandContext(t.Context(), script, "350", path).CombinedOutput()
		require.NoError(t, err, string(made))
		return path
	}
	this, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(this, 0), 0o700))
	return path
}

// Whether a slower build is found is a matter of selftest.
func TestAnotherBuildIsMeasuredBesideThisOne(t *testing.T) {
	t.Parallel()
	cmd := program(t, "run", "--model", "epoll_lt", "--connections", "5", "--rounds", "2",
		"--duration", "50ms", "--warmup", "5ms", "--against", anotherBuild(t), "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)

	require.NotNil(t, r.Against)
	require.Len(t, r.Against.SHA256, 64)
	require.NotEqual(t, r.Tool.SHA256, r.Against.SHA256)
	require.NotContains(t, strings.Join(r.Command, " "), string(filepath.Separator), "no folder of this machine")
	var names []string
	for _, m := range r.Plan.Models {
		names = append(names, m.Name)
	}
	require.Equal(t, []string{"epoll_lt", "epoll_lt@old"}, names)
	verified := map[string]int{}
	for _, v := range r.Verdicts {
		verified[v.Model]++
	}
	require.Equal(t, verified["epoll_lt"], verified["epoll_lt@old"], "held to the same promises")

	require.Len(t, r.Trials, 4)
	for _, trial := range r.Trials {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Equal(t, trial.Served(), *trial.Counters.Requests)
	}
	require.Contains(t, got.out, "Ratio: to the other build")
}

func TestARunAgainstAnotherBuildIsFinishedByResume(t *testing.T) {
	t.Parallel()
	before := shortRun(t)
	cmd := again(t, before, append(before.Args[1:], "--against", os.Args[0])...)
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 2)
	require.NoError(t, cmd.Process.Signal(syscall.SIGKILL))
	require.Error(t, cmd.Wait())

	elsewhere := program(t, "run", "--resume", filepath.Join(cmd.Dir, "r.json.journal"))
	got := finish(t, elsewhere)
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, fmt.Sprintf("resume it in %q", cmd.Dir))

	got = finish(t, again(t, cmd, "run", "--resume", "r.json.journal", "--yes"))
	require.Equal(t, done, got.status, got.errs)
	r := finishedRecord(t, cmd.Dir)
	require.Len(t, r.Trials, 2*2*4)
	require.Equal(t, r.Tool, *r.Against, "the same build")
}

func TestAgainstRefusesWhatIsNoOtherBuild(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	require.NoError(t, os.WriteFile(text, []byte("#!/bin/sh\necho iomodels\n"), 0o755))
	future := filepath.Join(folder, otherProtocol)
	require.NoError(t, os.Symlink(os.Args[0], future))
	for path, want := range map[string]string{
		"":                                "give the path of another build",
		filepath.Join(folder, "none"):     "there is no such file",
		folder:                            "it is not a file",
		text:                              "it is not a build of iomodels",
		lookUp(t, "go"):                   "it is not a build of iomodels",
		future:                            "takes its orders in protocol 2",
		notExecutable(t, folder, "still"): "make it executable",
	} {
		cmd := program(t, "run", "--model", "epoll_lt", "--connections", "1", "--rounds", "1", "--against", path, "--out", "r.json")
		got := finish(t, cmd)
		require.Equal(t, askedWrong, got.status, path)
		require.Contains(t, got.errs, want, path)
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		entries, err := os.ReadDir(cmd.Dir)
		require.NoError(t, err)
		require.Empty(t, entries, "nothing is begun")
	}
}

func lookUp(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	require.NoError(t, err)
	return path
}

// notExecutable is a build of iomodels that may not be run.
func notExecutable(t *testing.T, folder, name string) string {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	path := filepath.Join(folder, name)
	require.NoError(t, os.WriteFile(path, program, 0o644))
	return path
}
