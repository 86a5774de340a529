//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/record/recordtest"
	"github.com/iomodels/iomodels/internal/subject"
)

// journalOf makes a journal of a run with any command line, in a folder, which
// this program could have begun here.
func journalOf(t *testing.T, folder string, args ...string) string {
	t.Helper()
	executable, err := os.Executable()
	require.NoError(t, err)
	r := recordtest.Sample(1)
	r.Tool, r.Environment, r.Trials = subject.Tool(executable), host.Environment(), nil
	r.Plan.Models[0].External = true
	h := record.JournalHeader{Record: *r, Folder: []byte(folder)}
	for _, a := range args {
		h.Arguments = append(h.Arguments, []byte(a))
	}
	j, err := record.CreateJournal(filepath.Join(t.TempDir(), "r.json"))
	require.NoError(t, err)
	require.NoError(t, j.Begin(h))
	require.NoError(t, j.Close())
	return j.Path()
}

func here(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	return folder
}

// resumed is what comes of resuming in this process.
func resumed(in io.Reader, journal string, flags ...string) outcome {
	var out, errs bytes.Buffer
	status := run(append([]string{"iomodels", "run", "--resume", journal}, flags...), in, &out, &errs)
	return outcome{status, out.String(), errs.String()}
}

func TestNothingButARunIsResumed(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	for _, args := range [][]string{
		nil,
		{"iomodels"},
		{"iomodels", "guard", "--", "/usr/bin/touch", victim},
		{"iomodels", "report", reference, "--out", victim},
		{"iomodels", "--run", "report", reference, "--out", victim},
		{"iomodels", "lab", "run", "all"},
		{"iomodels", "\x1b[31m"},
	} {
		got := resumed(strings.NewReader(""), journalOf(t, here(t), args...), "--yes")
		require.Equal(t, askedWrong, got.status, args)
		require.Contains(t, got.errs, "only run and reproduce are resumed")
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		require.NotContains(t, got.errs, "\x1b")
		require.Empty(t, got.out)
		require.NoFileExists(t, victim)
	}
	got := resumed(strings.NewReader(""), journalOf(t, here(t), "iomodels", "run", "--resume", "another"))
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, "holds --resume")
}

// terminal is a pseudo-terminal at which this was typed.
func terminal(t *testing.T, typed string) *os.File {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { keyboard.Close() })
	n, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0))
	screen, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { screen.Close() })
	_, err = keyboard.WriteString(typed)
	require.NoError(t, err)
	return screen
}

// A journal that is trusted is held against its plan next, which this one's
// command line does not fit: so nothing is started here in any case.
func TestWhatAResumedRunStartsIsShownAndAskedAbout(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	const trusted, untrusted, unasked = "the same command would measure something else", "nothing was started", "give --yes beside --resume"
	for _, c := range []struct {
		in    func() io.Reader
		flags []string
		says  string
	}{
		{func() io.Reader { return strings.NewReader("y\n") }, nil, unasked},
		{func() io.Reader { return strings.NewReader("") }, []string{"--yes"}, trusted},
		{func() io.Reader { return terminal(t, "y\n") }, nil, trusted},
		{func() io.Reader { return terminal(t, "n\n") }, nil, untrusted},
		{func() io.Reader { return terminal(t, "\n") }, nil, untrusted},
	} {
		external := "x\x1b[2J=/usr/bin/touch " + victim
		if c.says == trusted {
			external = "x=/usr/bin/touch " + victim
		}
		got := resumed(c.in(), journalOf(t, here(t), "iomodels", "run", "--model", "epoll_lt", "--connections", "10", "--external", external), c.flags...)
		require.Equal(t, askedWrong, got.status, got.errs)
		require.Contains(t, got.errs, fmt.Sprintf("\n  --external %q\n", external))
		require.Contains(t, got.errs, c.says)
		require.NotContains(t, got.errs, "\x1b")
		require.NoFileExists(t, victim)
	}
	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.WriteFile(other, []byte("#!/bin/sh\ntouch "+victim+"\n"), 0o700))
	got := resumed(strings.NewReader(""), journalOf(t, here(t), "iomodels", "run", "--against", other))
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, fmt.Sprintf("\n  --against %q\n", other))
	require.NoFileExists(t, victim)
}

func TestAJournalsFolderMovesNoCursor(t *testing.T) {
	journal := journalOf(t, "/tmp/\x1b[31m\u009b", "iomodels", "run")
	got := resumed(strings.NewReader(""), journal)
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, `resume it in "/tmp/\x1b[31m\u009b"`)
}

func TestNoOtherFileIsReplacedByAResumedRun(t *testing.T) {
	for name, text := range map[string]string{"another record": referenceText(t), "no record": "mine"} {
		journal := journalOf(t, here(t), "iomodels", "run", "--model", "epoll_lt", "--connections", "10")
		victim := strings.TrimSuffix(journal, record.JournalSuffix)
		require.NoError(t, os.WriteFile(victim, []byte(text), 0o600))
		got := resumed(strings.NewReader(""), victim)
		require.Equal(t, askedWrong, got.status, name)
		require.Contains(t, got.errs, "is not of the run of "+journal)
		after, err := os.ReadFile(victim)
		require.NoError(t, err)
		require.Equal(t, text, string(after), name)
	}
}

func TestYesGoesWithResumeAlone(t *testing.T) {
	got := asked("", "run", "--yes")
	require.Equal(t, askedWrong, got.status)
	require.Equal(t, "iomodels: --yes goes with --resume\n", got.errs)
}

// A run whose first trial is not done leaves no journal: nobody is sent to one.
func TestAdviceAfterAFullDiskNamesNoJournalThatIsGone(t *testing.T) {
	cmd := shortRun(t)
	var errs strings.Builder
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	whenItHolds(t, cmd, 0)
	info, err := os.Stat(filepath.Join(cmd.Dir, "r.json"+record.JournalSuffix))
	require.NoError(t, err)
	full := unix.Rlimit{Cur: uint64(info.Size()) + 10, Max: unix.RLIM_INFINITY}
	require.NoError(t, unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_FSIZE, &full, nil))
	require.Error(t, cmd.Wait())
	require.Equal(t, failed, cmd.ProcessState.ExitCode())
	_, err = os.Stat(filepath.Join(cmd.Dir, "r.json"+record.JournalSuffix))
	require.Equal(t, err == nil, strings.Contains(errs.String(), "--resume"), errs.String())
	require.Equal(t, os.IsNotExist(err), strings.Contains(errs.String(), "then start the run again"), errs.String())
}
