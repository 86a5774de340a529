package main

import (
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

func TestLoadTellsWhatItSaw(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_et")
	got := iomodels(t, "load", "--addr", addr, "--connections", "50", "--active", "10%", "--duration", "50ms", "--warmup", "0s",
		"--expect-body", "Hello, world!")
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "idle to "+addr+", 50 connections, 5 of them active")
	require.Contains(t, got.out, "50 proven, 50 proven again, 0 refused, 0 lost")
	require.Empty(t, got.errs, "no progress where no terminal is")

	wrongBody := iomodels(t, "load", "--addr", addr, "--connections", "2", "--duration", "50ms", "--expect-body", "Goodbye")
	require.Equal(t, failed, wrongBody.status)
	require.Contains(t, wrongBody.out, "wrong body")

	asJSON := iomodels(t, "load", "--addr", addr, "--connections", "2", "--duration", "20ms", "--timeout", "7s", "--format", "json")
	require.Equal(t, done, asJSON.status)
	require.Contains(t, asJSON.out, `"proven": 2`)
	require.Equal(t, 7*time.Second, understood(t, asJSON.out).Spec.Timeout)
}

// told is what load says as JSON.
type told struct {
	Spec      load.Spec
	Processes int
	Result    load.Result
}

func understood(t *testing.T, text string) (said told) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &said), text)
	return said
}

func TestSeveralGeneratorsAreAsOne(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_lt")
	for name, more := range map[string][]string{
		workload.Idle.Name:     {"--active", "10"},
		workload.Saturate.Name: nil,
		workload.Rate.Name:     {"--rate", "2000", "--arrivals", "constant"},
		workload.Churn.Name:    nil,
		workload.Pipeline.Name: nil,
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"load", "--addr", addr, "--workload", name, "--connections", "40", "--processes", "3",
				"--duration", "150ms", "--warmup", "20ms", "--expect-body", "Hello, world!", "--format", "json"}
			got := iomodels(t, append(args, more...)...)
			require.Equal(t, done, got.status, got.errs)
			said := understood(t, got.out)
			r := said.Result
			require.Equal(t, 3, said.Processes)
			require.Equal(t, []int64{40, 40, 40, 40, 0, 0}, []int64{r.Requested, r.Established, r.Proven, r.ProvenAfter, r.Refused, r.Lost})
			require.Empty(t, r.Errors)
			require.Positive(t, r.Client.CPU)
			latency, err := record.DecodeLatency(r.Latency)
			require.NoError(t, err)
			require.Equal(t, r.Requests, latency.TotalCount())
			if name == workload.Rate.Name {
				require.InDelta(t, 300, r.OpenLoop.Offered, 3, "the rate is shared out, too")
				lag, err := record.DecodeLatency(r.OpenLoop.Lag)
				require.NoError(t, err)
				require.Equal(t, r.OpenLoop.Offered, lag.TotalCount())
			}
		})
	}
}

// limited is a command that may have so many descriptors.
func limited(t *testing.T, descriptors int, args ...string) *exec.Cmd {
	t.Helper()
	cmd := program(t, args...)
	cmd.Args = append([]string{"sh", "-c", "ulimit -n " + strconv.Itoa(descriptors) + ` && exec "$0" "$@"`, cmd.Path}, args...)
	sh, err := exec.LookPath("sh")
	require.NoError(t, err)
	cmd.Path = sh
	return cmd
}

func TestPastItsDescriptorsAGeneratorHasHelp(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_lt")
	args := []string{"load", "--addr", addr, "--connections", "500", "--duration", "50ms", "--warmup", "0s"}
	got := finish(t, limited(t, 256, append(args, "--format", "json")...))
	require.Equal(t, done, got.status, got.errs)
	said := understood(t, got.out)
	require.Equal(t, 3, said.Processes)
	require.EqualValues(t, 500, said.Result.ProvenAfter)

	got = finish(t, limited(t, 256, append(args, "--processes", "2")...))
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, "500 connections need 3 generator processes")
}

// All that each of them proved is counted, although one that meets the limit
// ends the others.
func TestSeveralGeneratorsFindTheLimit(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "select")
	got := iomodels(t, "load", "--addr", addr, "--connections", "1200", "--processes", "3", "--duration", "50ms", "--format", "json")
	require.Equal(t, failed, got.status)
	require.Contains(t, got.errs, "the server holds 10")
	r := understood(t, got.out).Result
	require.Equal(t, record.Limit, r.Outcome)
	require.False(t, r.Partial)
	require.Greater(t, r.Proven, int64(1000), "select's limit, less the descriptors that it needs itself")
	require.EqualValues(t, 1200, r.Proven+r.Refused)
}

func clockOf(t *testing.T, pid int) time.Duration {
	t.Helper()
	d, err := probe.CPU(pid)
	require.NoError(t, err)
	return d
}

func TestAnInterruptedLoadTellsWhatItHas(t *testing.T) {
	t.Parallel()
	addr, server := serving(t, "--model", "epoll_lt")
	for _, processes := range []string{"1", "2"} {
		cmd := program(t, "load", "--addr", addr, "--connections", "20", "--processes", processes, "--duration", "1h", "--warmup", "0s", "--format", "json")
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		require.NoError(t, cmd.Start())
		// To prove 20 connections takes the server a millisecond.
		begun := clockOf(t, server.Process.Pid)
		require.Eventually(t, func() bool { return clockOf(t, server.Process.Pid) > begun+50*time.Millisecond }, testTimeout, 5*time.Millisecond)
		var children []int
		for pid := range childrenOf(cmd.Process.Pid) {
			children = append(children, pid)
		}
		require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
		err := cmd.Wait()
		require.Error(t, err)
		require.Equal(t, failed, cmd.ProcessState.ExitCode(), errs.String())
		require.Contains(t, errs.String(), "interrupted")
		r := understood(t, out.String()).Result
		require.True(t, r.Partial)
		require.Positive(t, r.Requests)
		require.EqualValues(t, 20, r.Proven)
		require.Len(t, children, map[string]int{"1": 0, "2": 2}[processes])
		gone(t, children)
	}
}
