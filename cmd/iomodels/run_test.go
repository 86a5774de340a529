//go:build linux

package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report"
	"github.com/iomodels/iomodels/models"
)

func TestRunMeasuresEveryCellAndRecordsIt(t *testing.T) {
	t.Parallel()
	cmd := program(t, "run", "--connections", "5,40", "--rounds", "1", "--duration", "30ms", "--warmup", "5ms",
		"--seed", "7", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	file := filepath.Join(cmd.Dir, "r.json")
	r, err := record.Read(file)
	require.NoError(t, err)
	require.Contains(t, got.out, r.ID)
	require.Len(t, r.Trials, 4*2)
	require.Equal(t, "7", r.Plan.Seed)
	for _, trial := range r.Trials {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Equal(t, trial.Connections, trial.Proven)
		require.Equal(t, trial.Connections, trial.ProvenAfter)
		require.Equal(t, min(10, trial.Connections), trial.Active)
		require.NotNil(t, trial.ServerCPUNs)
		require.Equal(t, trial.Served(), *trial.Counters.Requests, "the server counted what the generator counted")
		require.Empty(t, trial.Errors)
		require.Equal(t, trial.Model == "netpoll", trial.Counters.Waits == nil, "not observed is not 0")
	}
	require.Equal(t, []string{"iomodels", "run", "--connections", "5,40"}, r.Command[:4])

	rows, err := csv.NewReader(strings.NewReader(asked("", "report", file, "--format", "csv").out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(r.Trials))
	for _, format := range report.Formats() {
		args := []string{"report", "--format", format, file}
		picture := format == "svg" || format == "png"
		if picture { // one file holds one figure
			args = append(args, "--figure", "cpu-idle")
		}
		first := asked("", args...)
		require.Equal(t, done, first.status, first.errs)
		if format != "png" { // its text cannot be searched
			require.Contains(t, first.out, r.ID, format)
		}
		require.Equal(t, first.out, asked("", args...).out, "the same record, the same bytes")
	}
	entries, err := os.ReadDir(cmd.Dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "the record, and no temporary file")
}

func TestSelectShowsItsLimit(t *testing.T) {
	t.Parallel()
	cmd := program(t, "run", "--model", "select,epoll_lt", "--connections", "10,1100", "--rounds", "1",
		"--duration", "20ms", "--warmup", "0s", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	for _, trial := range r.Trials {
		if trial.Model != "select" || trial.Connections == 10 {
			require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
			continue
		}
		require.Equal(t, record.Limit, trial.Outcome)
		require.Contains(t, trial.Reason, "FD_SETSIZE")
		require.NotNil(t, trial.Limit)
		require.Equal(t, *trial.Limit, trial.Proven, "it holds what it says it can")
		require.Equal(t, trial.Requested-*trial.Limit, trial.Refused)
	}
}

// longRun starts a run that would take minutes, and waits until it measures.
func longRun(t *testing.T) (cmd *exec.Cmd, ended chan error, children []int) {
	t.Helper()
	cmd = program(t, "run", "--model", "epoll_et", "--connections", "10", "--rounds", "1000",
		"--duration", "100ms", "--warmup", "0s", "--out", "r.json")
	cmd.Stderr, cmd.Stdout = os.Stderr, nil
	require.NoError(t, cmd.Start())
	ended = make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for deadline := time.Now().Add(testTimeout); ; time.Sleep(5 * time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "it never measured")
		var roles string
		children = children[:0]
		for pid, line := range childrenOf(cmd.Process.Pid) {
			children = append(children, pid)
			roles += line
		}
		if strings.Contains(roles, "load\x00--stdio") && strings.Contains(roles, "serve\x00--stdio") {
			return cmd, ended, children
		}
	}
}

// childrenOf maps the processes whose parent is pid to their command lines.
func childrenOf(pid int) map[int]string {
	found := map[int]string{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it ended meanwhile
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
			line, _ := os.ReadFile(filepath.Join(filepath.Dir(stat), "cmdline"))
			found[child] = string(line)
		}
	}
	return found
}

// gone waits until none of the processes is there any more.
func gone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		require.Eventually(t, func() bool {
			state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			return err != nil || strings.Contains(string(state), ") Z ") // ended, not yet collected
		}, testTimeout, 5*time.Millisecond, "process %d outlives the run", pid)
	}
}

func TestNoChildOutlivesAKilledRun(t *testing.T) {
	t.Parallel()
	cmd, ended, children := longRun(t)
	require.NoError(t, cmd.Process.Signal(syscall.SIGKILL))
	<-ended
	gone(t, children)
}

func TestAnInterruptedRunKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd, ended, children := longRun(t)
		// The first trial must be done: the generator of a later one has another number.
		require.Eventually(t, func() bool {
			now := childrenOf(cmd.Process.Pid)
			for _, pid := range children {
				if _, there := now[pid]; there {
					return false
				}
			}
			return len(now) > 0
		}, testTimeout, 5*time.Millisecond)
		for pid := range childrenOf(cmd.Process.Pid) {
			children = append(children, pid)
		}
		require.NoError(t, cmd.Process.Signal(signal))
		<-ended
		require.Equal(t, failed, cmd.ProcessState.ExitCode())
		gone(t, children)
		r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
		require.NoError(t, err)
		require.True(t, r.Partial)
		require.NotEmpty(t, r.Trials)
	}
}

// In processes of their own: the tests of models/ hold every one to its promises
// in this one. The long test takes all models, and those with loops in other ways too.
func TestModelsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	kept := func(models string, flags ...string) {
		got := iomodels(t, append([]string{"verify", "--model", models, "--churn", "300"}, flags...)...)
		require.Equal(t, done, got.status, got.out+got.errs)
		require.Equal(t, len(strings.Split(models, ",")), strings.Count(got.out, " kept"), got.out)
		require.Equal(t, strings.Contains(models, "nethttp"), strings.Contains(got.out, "exempt         http10-close\n"), "it declares that, with its reason")
		require.NotContains(t, got.out, "broken")
	}
	if !*long {
		kept("epoll_et")
		return
	}
	var all, raw []string
	for _, m := range models.All() {
		if m.Missing != "" {
			continue
		}
		all = append(all, m.Name)
		if m.Kind == model.Completion || slices.Contains([]string{"select", "poll", "epoll_et"}, m.Name) {
			raw = append(raw, m.Name)
		}
	}
	kept(strings.Join(all, ","))
	kept(strings.Join(raw, ","), "--loops", "2")
	kept(strings.Join(raw, ","), "--wait", "sleep", "--accept-batch", "1", "--event-batch", "1", "--read-buffer", "100", "--syscalls", "runtime")
}

// A variant stands in the same rounds as its model, under its own name, and
// its server is asked for what the name says.
func TestVariantsOfAModelShareARun(t *testing.T) {
	t.Parallel()
	const variant = "epoll_lt/event-batch=1,read-buffer=10,syscalls=runtime"
	cmd := program(t, "run", "--full", "--model", "epoll_lt", "--variant", variant, "--event-batch", "32",
		"--workload", "saturate", "--connections", "8", "--rounds", "2", "--duration", "30ms", "--warmup", "5ms", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "event-batch is 32, not 256")
	require.Contains(t, got.out, variant)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Contains(t, r.Command, variant, "a slash in it is no folder")
	require.EqualValues(t, 32, *r.Plan.EventBatch)
	require.Len(t, r.Plan.Models, 2)
	require.Equal(t, "--model epoll_lt --event-batch 1 --read-buffer 10 --syscalls runtime", r.Plan.Models[1].Flags())
	require.Len(t, r.Trials, 4)
	for _, trial := range r.Trials {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		byTens := *trial.Counters.Reads >= 3**trial.Counters.Requests
		require.Equal(t, trial.Model == variant, byTens, "%s: a request is longer than 30 bytes", trial.Model)
	}
}

func TestVerifyAddressSeesWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_et")
	got := iomodels(t, "verify", "--addr", addr, "--churn", "200")
	require.Equal(t, done, got.status, got.out+got.errs)
	require.Contains(t, got.out, "cannot be seen")
}

func TestServePrintsRequestsAndCounters(t *testing.T) {
	t.Parallel()
	cmd := program(t, "serve", "--model", "epoll_lt", "--addr", "127.0.0.1:0", "--verbose")
	var out strings.Builder
	cmd.Stdout = &out
	errs, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	buf := make([]byte, 200)
	n, err := errs.Read(buf)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(buf[:n]), "http://")
	addr, _, _ := strings.Cut(rest, "/")
	load := iomodels(t, "load", "--addr", addr, "--connections", "1", "--duration", "10ms", "--warmup", "0s", "--target", "/seen")
	require.Equal(t, done, load.status, load.errs)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait(), "an interrupted server ends well")
	require.Contains(t, out.String(), "----------------------------------------\nGET /seen HTTP/1.1\nHost: "+addr)
	require.Contains(t, out.String(), "requests")
}
