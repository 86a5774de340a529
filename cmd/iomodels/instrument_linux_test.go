package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// counts says whether the kernel counts system calls here. Where it does not,
// all that can be tested is that the reason and the remedy are told.
func counts(t *testing.T) bool {
	t.Helper()
	err := probe.CanCountCalls()
	if err == nil {
		return true
	}
	var why *probe.Unavailable
	require.True(t, errors.As(err, &why), "%v", err)
	require.NotEmpty(t, why.Reason)
	require.NotEmpty(t, why.Remedy)
	if os.Getenv("IOMODELS_REQUIRE_ALL") == "" {
		t.Skipf("%s; %s", why.Reason, why.Remedy)
	}
	return false
}

// drive loads the server at addr for so long.
func drive(t *testing.T, addr string, d time.Duration) {
	t.Helper()
	got := iomodels(t, "load", "--addr", addr, "--connections", "10", "--duration", d.String(), "--warmup", "0s")
	require.Equal(t, done, got.status, got.errs)
}

func TestSystemCallsAgreeWithStrace(t *testing.T) {
	need(t, "strace", "strace")
	if !counts(t) {
		return
	}
	for _, model := range []string{"select", "epoll_et", "netpoll"} {
		cmd := program(t, "serve", "--addr", "127.0.0.1:0", "--model", model)
		errs, err := cmd.StderrPipe()
		require.NoError(t, err)
		counter, err := probe.StartCounted(cmd, (*exec.Cmd).Start)
		require.NoError(t, err)
		t.Cleanup(counter.Close)
		line, err := bufio.NewReader(errs).ReadString('\n')
		require.NoError(t, err)
		_, rest, _ := strings.Cut(line, "http://")
		addr, _, _ := strings.Cut(rest, "/")
		drive(t, addr, 20*time.Millisecond) // the threads that it needs are there now

		ended := startStrace(t, cmd.Process.Pid)
		before, err := counter.Read()
		require.NoError(t, err)
		var kernel probe.Calls
		for kernel.Total < 2000 { // of fewer, the tolerance below would be much
			drive(t, addr, 500*time.Millisecond)
			after, err := counter.Read()
			require.NoError(t, err)
			kernel = after.Minus(before)
		}
		seen := ended()
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		require.NoError(t, cmd.Wait())

		t.Logf("%s: strace counted %d calls, the kernel %d", model, seen["total"], kernel.Total)
		hold := func(name string, n int64) {
			// To be attached and let go interrupts each thread once.
			require.InDelta(t, seen[name], n, 0.01*float64(seen[name])+20, "%s: %s", model, name)
		}
		hold("total", kernel.Total)
		for _, call := range kernel.Named {
			hold(call.Name, call.Count)
		}
	}
}

// startStrace has strace count the calls of a process, too, and returns once it
// does. What it returns ends it, and is what it counted by name.
func startStrace(t *testing.T, pid int) (end func() map[string]int64) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "strace")
	cmd := exec.Command("strace", "-f", "-c", "-o", out, "-p", strconv.Itoa(pid))
	words, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill() })
	line, err := bufio.NewReader(words).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "attached")
	go io.Copy(io.Discard, words)
	return func() map[string]int64 {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		cmd.Wait()
		text, err := os.ReadFile(out)
		require.NoError(t, err)
		seen := map[string]int64{}
		for line := range strings.SplitSeq(string(text), "\n") {
			// % time, seconds, usecs/call, calls, errors if any, name
			fields := strings.Fields(line)
			if len(fields) < 5 {
				continue
			}
			if n, err := strconv.ParseInt(fields[3], 10, 64); err == nil {
				seen[fields[len(fields)-1]] = n
			}
		}
		require.Positive(t, seen["total"], "%s", text)
		return seen
	}
}

func TestTheModelsCountWhatTheKernelCounts(t *testing.T) {
	if !counts(t) {
		return
	}
	cmd := program(t, "run", "--full", "--model", "select,epoll_et,netpoll", "--connections", "10", "--rounds", "1", "--duration", "300ms", "--warmup", "20ms", "--out", "r.json")
	got := finish(t, cmd)
	require.Equal(t, done, got.status, got.errs)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err)
	require.Len(t, r.SystemCalls, len(r.Plan.Models))
	for _, w := range r.Warnings {
		require.NotEqual(t, record.CountersDiffer, w.Code, w.Text)
	}
	for _, s := range r.SystemCalls {
		require.Empty(t, s.Note, s.Model)
		require.Equal(t, s.Requests, *s.Counters.Requests, s.Model)
		named := map[string]int64{}
		for _, c := range s.Calls {
			named[c.Name] = c.Count
		}
		if s.Counters.Reads == nil {
			require.GreaterOrEqual(t, named["read"], s.Requests, "%s: what it cannot count itself", s.Model)
			require.InEpsilon(t, s.Requests, named["write"], 0.01, s.Model)
			continue
		}
		require.Greater(t, s.Total, 2*s.Requests, s.Model)
		require.InEpsilon(t, *s.Counters.Reads, named["recvfrom"], 0.01, s.Model)
		require.InEpsilon(t, *s.Counters.Writes, named["sendto"], 0.01, s.Model)
	}
	require.Contains(t, got.out, "counted by the kernel")
}
