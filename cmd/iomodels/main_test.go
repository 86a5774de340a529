package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/modeltest"
)

// asIomodels makes the test binary be iomodels, so that the tests, and the
// servers and generators that a run starts, are the program itself.
const asIomodels = "IOMODELS_TEST_AS_PROGRAM"

// wholeSuite has a run hold its servers to every promise, as it does for users
// and in the long tests.
const wholeSuite = "IOMODELS_TEST_WHOLE_SUITE"

// fewPromises are what a run of these tests holds a server to. They start, ask,
// look inside and end it, and count its leaks: the ways in which a run and the
// suite meet; one of them is broken by net/http. Whether a model keeps the others
// is what the tests of models find out.
var fewPromises = []string{"one-request", "http10-close", "close-twice", "nothing-leaks"}

func TestMain(m *testing.M) {
	if os.Getenv(asIomodels) != "" {
		if os.Getenv(wholeSuite) == "" {
			promisesBeforeARun = func(c modeltest.Case) bool { return slices.Contains(fewPromises, c.Name) }
		}
		os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// long is given for the tests that take minutes: go test ./cmd/iomodels -long
var long = flag.Bool("long", false, "send every client to every model, run every command of docs/externals.md, hold 50,000 connections, kill a run at 20 moments, build a slower iomodels")

// testTimeout bounds a test that hangs; nothing else depends on it.
const testTimeout = 5 * time.Minute

// program is a command of iomodels, ready to run in a folder of its own.
func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), asIomodels+"=1")
	if *long {
		cmd.Env = append(cmd.Env, wholeSuite+"=1")
	}
	return cmd
}

// outcome is what a command came to.
type outcome struct {
	status int
	out    string
	errs   string
}

func finish(t testing.TB, cmd *exec.Cmd) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil {
		require.True(t, errors.As(err, &exit), "%v", err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// iomodels runs a command to its end.
func iomodels(t *testing.T, args ...string) outcome {
	t.Helper()
	return finish(t, program(t, args...))
}

// serving starts "iomodels serve" on a free port and returns its address once
// it listens. What it prints is what ends, when the test does.
func serving(t testing.TB, args ...string) (addr string, cmd *exec.Cmd) {
	t.Helper()
	cmd = program(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	errs, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	line, err := bufio.NewReader(errs).ReadString('\n')
	require.NoError(t, err)
	_, rest, found := strings.Cut(line, "http://")
	require.True(t, found, line)
	addr, _, _ = strings.Cut(rest, "/")
	return addr, cmd
}

func TestBadInputGetsOneLineAndStatus2(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { taken.Close() }) // the subtests run after this function returns
	folder := t.TempDir()
	damaged := filepath.Join(folder, "damaged.json")
	require.NoError(t, os.WriteFile(damaged, []byte(`{"format":"iomodels-record/1"}`), 0o666))
	notJSON := filepath.Join(folder, "not.json")
	require.NoError(t, os.WriteFile(notJSON, []byte("hello"), 0o666))

	for name, c := range map[string]struct {
		args string
		says string
	}{
		"unknown command":         {"rnu", "run"},
		"help on nothing":         {"help rnu", "rnu"},
		"active is no number":     {"run --active NaN%", "--active"},
		"unknown flag":            {"run --modle epoll_et", "modle"},
		"unknown model":           {"run --model epol_et", `"epoll_et"`},
		"model twice":             {"run --model select,select", "twice"},
		"unknown workload":        {"run --workload idel", `"idle"`},
		"empty sweep":             {"run --connections=", "no number"},
		"no numbers":              {"run --connections ten", "no number"},
		"unsorted sweep":          {"run --connections 100,10", "rising order"},
		"a count twice":           {"run --connections 10,10", "rising order"},
		"no connections":          {"run --connections 0", "not between"},
		"negative connections":    {"run --connections=-5", "not between"},
		"absurd connections":      {"run --connections 99999999999", "not between"},
		"past RLIMIT_NOFILE":      {"run --connections 9999999", "RLIMIT_NOFILE"},
		"no active":               {"run --active 0", "active"},
		"active of saturate":      {"run --workload saturate --active 5", "every connection"},
		"zero duration":           {"run --duration 0s", "--duration"},
		"negative duration":       {"run --duration=-1s", "--duration"},
		"negative warmup":         {"run --warmup=-1s", "--warmup"},
		"duration without a unit": {"run --duration 5", "5"},
		"no rounds":               {"run --rounds 0", "--rounds"},
		"quick and rounds":        {"run --quick --rounds 3", "--quick"},
		"precision: no number":    {"run --precision abc", "a percentage such as 3%"},
		"precision: 0":            {"run --precision 0%", "not between"},
		"precision: 200 %":        {"run --precision 200%", "not between"},
		"precision and rounds":    {"run --precision 3% --rounds 6", "leave one of them out"},
		"precision and quick":     {"run --precision 3% --quick", "leave one of them out"},
		"precision of one model":  {"run --precision 3% --model epoll_lt", "no ratio to wait for"},
		"at most, no precision":   {"run --at-most 5m", "--precision"},
		"at most no time":         {"run --precision 3% --at-most 0s", "--at-most"},
		"no loops":                {"run --loops 0", "--loops"},
		"no accept batch":         {"run --accept-batch 0", "--accept-batch"},
		"unknown wait":            {"run --wait slep", `"sleep"`},
		"no event batch":          {"run --event-batch 0", "--event-batch"},
		"no read buffer":          {"serve --read-buffer 0", "--read-buffer"},
		"unknown syscalls":        {"run --syscalls rwa", `"raw"`},
		"variant: no option":      {"run --variant epoll_lt", "epoll_lt/event-batch=16"},
		"variant: no model":       {"run --variant epol_lt/loops=2", `"epoll_lt"`},
		"variant: all":            {"run --variant all/loops=2", "one model"},
		"variant: unknown option": {"run --variant epoll_lt/event-bach=2", `"event-batch"`},
		"variant: no value":       {"run --variant epoll_lt/loops", "loops"},
		"variant: twice":          {"run --variant epoll_lt/loops=2 --variant epoll_lt/loops=2", "twice"},
		"unknown processor":       {"run --server-cpus 4000", "4000"},
		"processors misspelt":     {"run --client-cpus a-b", "client-cpus"},
		"missing folder":          {"run --out " + filepath.Join(folder, "none", "r.json"), "does not exist"},
		"out is a folder":         {"run --out " + folder, "folder"},
		"a stray argument":        {"run epoll_et", "flags only"},
		"serve: unknown model":    {"serve --model selct", `"select"`},
		"serve: two models":       {"serve --model select,netpoll", "one model"},
		"serve: port in use":      {"serve --addr " + taken.Addr().String(), "in use"},
		"serve: no address":       {"serve --addr nonsense", "HOST:PORT"},
		"serve: not ours":         {"serve --addr 192.0.2.1:8080", "no address of this machine"},
		"verify: model and addr":  {"verify --model select --addr 127.0.0.1:1", "no meaning"},
		"verify: remote":          {"verify --addr 192.0.2.1:80", "--allow-remote"},
		"load: no address":        {"load", "--addr"},
		"load: remote":            {"load --addr 192.0.2.1:80", "--allow-remote"},
		"load: no connections":    {"load --addr 127.0.0.1:1 --connections 0", "--connections"},
		"load: zero duration":     {"load --addr 127.0.0.1:1 --duration 0s", "--duration"},
		"load: zero timeout":      {"load --addr 127.0.0.1:1 --timeout 0s", "--timeout: 0s is not between 1ms and 1h"},
		"run: long timeout":       {"run --timeout 2h", "--timeout: 2h0m0s is not between 1ms and 1h"},
		"load: depth":             {"load --addr 127.0.0.1:1 --depth 0", "--depth"},
		"load: too many active":   {"load --addr 127.0.0.1:1 --active 200%", "--active"},
		"load: no such source":    {"load --addr 127.0.0.1:1 --source nowhere", "nowhere"},
		"load: format":            {"load --addr 127.0.0.1:1 --format xml", "json"},
		"models: format":          {"models --format xml", "json"},
		"doctor: format":          {"doctor --format xml", "json"},
		"doctor: an argument":     {"doctor now", "flags only"},
		"doctor: connections":     {"doctor --connections 0", "not between"},
		"doctor: precision":       {"doctor --precision 3", "a percentage such as 3%"},
		"report: nothing":         {"report", "FILE"},
		"report: no such file":    {"report " + filepath.Join(folder, "none.json"), "no such file"},
		"report: not a record":    {"report " + notJSON, "not"},
		"report: damaged":         {"report " + damaged, "damaged.json"},
		"report: format":          {"report " + damaged + " --format tex", "markdown"},
		"report: input twice":     {"report - -", "only once"},
		"validate: nothing":       {"validate", "FILE"},
		"validate: input twice":   {"validate - x.json -", "only once"},
		"compare: one":            {"compare a.json", "two records"},
		"compare: unlike":         {"compare " + published("idle.json") + " " + published("idle-sleep.json"), "wait: ask-again and sleep"},
		"compare: the same":       {"compare " + published("idle.json") + " " + published("idle.json"), "nothing to compare"},
		"compare: input twice":    {"compare - -", "only once"},
		"compare: format":         {"compare a.json b.json --format html", "markdown"},
		"compare: width":          {"compare a.json b.json --width 3", "20 columns"},
		"compare: damaged":        {"compare " + published("idle.json") + " " + damaged, "damaged.json"},
		"cite: format":            {"cite --format ris", "bibtex"},
		"cite: two":               {"cite a.json b.json", "one record"},
		"cite: not a record":      {"cite " + notJSON, "not.json: not JSON"},
		"cite: a folder":          {"cite " + folder, "not a file but a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, strings.Fields(c.args)...)
			got := finish(t, cmd)
			require.Equal(t, askedWrong, got.status, got.errs)
			require.Empty(t, got.out, "nothing but the line")
			require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
			require.Contains(t, got.errs, c.says)
			require.NotContains(t, got.errs, "goroutine")
			left, err := os.ReadDir(cmd.Dir)
			require.NoError(t, err)
			require.Empty(t, left, "nothing was written")
		})
	}
}

func TestAFolderThatMayNotBeWrittenIsFoundFirst(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		// To root everything is writable but what is not a file system for it.
		got := iomodels(t, "run", "--out", "/proc/record.json")
		require.Equal(t, askedWrong, got.status, got.errs)
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
		return
	}
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o555))
	got := iomodels(t, "run", "--out", filepath.Join(folder, "r.json"))
	require.Equal(t, askedWrong, got.status, got.errs)
	require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
}
