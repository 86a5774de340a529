package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/selftest"
)

// madeChecks are one of each verdict.
var madeChecks = []selftest.Check{
	{Name: "calls, by the server", Unit: "1", Truth: 4347, Measured: 4347, Rounds: 1, Verdict: selftest.OK},
	{Name: "calls, by the kernel", Verdict: selftest.NotTried, Why: "the kernel does not let this user count system calls",
		Note: "To have the kernel count calls: run as root."},
	{Name: "replies till a close", Unit: "1", Truth: 980, Measured: 979, Deviation: -0.00102, Lo: -0.00102, Hi: -0.00102, Rounds: 1, Verdict: selftest.Off,
		Why: "979 were counted of 980"},
	{Name: "fixed delay", Unit: "ns", Truth: 10_060_000, Measured: 10_100_000, Deviation: 0.004, Lo: -0.0012, Hi: 0.0078, Allowed: 0.02, Rounds: 15, Verdict: selftest.OK},
	{Name: "CPU time burnt", Unit: "ns", Truth: 500_400, Measured: 563_000, Deviation: 0.12, Lo: 0.081, Hi: 0.15, Allowed: 0.03, Rounds: 15, Disturbed: "other programs used the processors for 2.788s of 2.622s",
		Verdict: selftest.CannotTell, Why: "it deviates, and the machine was disturbed: other programs used the processors for 2.788s of 2.622s"},
	{Name: "known rate", Unit: "1/s", Truth: 2000, Measured: 2001, Deviation: 0.0005, Lo: -0.0007, Hi: 0.0012, Allowed: 0.005, Rounds: 15, Verdict: selftest.OK},
	{Name: "memory kept on each", Unit: "bytes", Truth: 65536, Measured: 65900, Deviation: 0.0056, Lo: 0.0019, Hi: 0.0069, Allowed: 0.02, Rounds: 15, Verdict: selftest.OK},
	{Name: "build slowed by 5 %", Unit: "ratio", Truth: 0.0501, Measured: 0.061, Deviation: 0.011, Lo: -0.0085, Hi: 0.0207, Allowed: 0.04, Rounds: 15, Verdict: selftest.OK},
}

// withChecks runs selftest with such results in place of measured ones.
func withChecks(t *testing.T, checks []selftest.Check, args ...string) outcome {
	t.Helper()
	real := selftestRun
	t.Cleanup(func() { selftestRun = real })
	selftestRun = func(context.Context, selftest.Options, []string) ([]selftest.Check, error) { return checks, nil }
	var out, errs bytes.Buffer
	status := run(append([]string{"iomodels", "selftest"}, args...), nil, &out, &errs)
	return outcome{status, out.String(), errs.String()}
}

// twoProcessors skips a test where selftest has nothing to run on.
func twoProcessors(t *testing.T) {
	t.Helper()
	if _, _, err := selftest.Plan(); err != nil {
		t.Skip(err)
	}
}

func TestTheStatusOfASelfTest(t *testing.T) {
	twoProcessors(t)
	right, untried, off, disturbed := madeChecks[0], madeChecks[1], madeChecks[2], madeChecks[4]
	for about, c := range map[string]struct {
		checks []selftest.Check
		status int
		says   string
	}{
		"all right":                       {[]selftest.Check{right, right}, done, ""},
		"what is not allowed is no fault": {[]selftest.Check{right, untried}, done, ""},
		"a broken instrument":             {[]selftest.Check{right, off}, failed, "the instrument is off: replies till a close"},
		"a disturbed machine":             {[]selftest.Check{right, disturbed}, cannotTell, "this machine cannot tell now: 1 of 2 checks"},
		"off goes before cannot be told":  {[]selftest.Check{disturbed, off, right}, failed, "the instrument is off: replies till a close"},
	} {
		for _, format := range []string{"text", "json"} {
			got := withChecks(t, c.checks, "--format", format)
			require.Equal(t, c.status, got.status, about)
			require.Contains(t, got.errs, c.says, about)
			require.Equal(t, c.says != "", got.errs != "", got.errs)
		}
	}
}

func TestTheTableOfASelfTest(t *testing.T) {
	twoProcessors(t)
	for width, file := range map[string]string{"80": "selftest-80.txt", "40": "selftest-40.txt"} {
		got := withChecks(t, madeChecks, "--width", width)
		path := filepath.Join("testdata", file)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got.out), 0o666))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), got.out, "run go test -update, and read the difference")
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

func TestASelfTestAsJSON(t *testing.T) {
	twoProcessors(t)
	got := withChecks(t, madeChecks, "--format", "json")
	var document struct {
		Verdict selftest.Verdict
		Checks  []selftest.Check
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &document))
	require.Equal(t, selftest.Off, document.Verdict)
	require.Equal(t, madeChecks, document.Checks)
}

// TestWhatIsExactHoldsOnAnyMachine runs the command itself, with the checks that
// no noise can alter and one that it can.
func TestWhatIsExactHoldsOnAnyMachine(t *testing.T) {
	twoProcessors(t)
	got := iomodels(t, "selftest", "--check", "calls,errors,closes,rate", "--format", "json")
	require.Contains(t, []int{done, failed, cannotTell}, got.status, got.errs)
	var document struct{ Checks []selftest.Check }
	require.NoError(t, json.Unmarshal([]byte(got.out), &document), got.errs)
	var names []string
	for _, c := range document.Checks {
		names = append(names, c.Name)
		if c.Name == "known rate" {
			require.Positive(t, c.Rounds)
			continue
		}
		require.Contains(t, []selftest.Verdict{selftest.OK, selftest.NotTried}, c.Verdict, "%s: %s", c.Name, c.Why)
	}
	require.Equal(t, []string{"calls, by the server", "calls, by the kernel", "1 wrong reply in 50", "replies till a close", "connections closed", "known rate"}, names)
}

func TestOneProcessorCannotTell(t *testing.T) {
	allowed, err := host.Allowed()
	require.NoError(t, err)
	cmd := program(t, "selftest")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, host.StartPinned(cmd, allowed[:1]))
	var exit *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &exit)
	require.Equal(t, cannotTell, exit.ExitCode())
	require.Empty(t, out.String())
	require.Contains(t, errs.String(), "nothing can be told here")
	require.Equal(t, 1, strings.Count(errs.String(), "\n"))
}

func TestASelfTestAskedWrongly(t *testing.T) {
	for args, says := range map[string]string{
		"--check cpus":    `"cpus" (did you mean "cpu"?)`,
		"--check cpu,cpu": "name each check once",
		"--check all,cpu": "name each check once",
		"--check=":        "there are all, calls",
		"--format yaml":   "text, json",
		"now":             `"now" is not understood`,
		"--width 3":       "at least 20 columns",
	} {
		got := iomodels(t, append([]string{"selftest"}, strings.Fields(args)...)...)
		require.Equal(t, askedWrong, got.status, args)
		require.Contains(t, got.errs, says, args)
		require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
	}
	got := iomodels(t, selftest.Role, "--script", "nonsense")
	require.Equal(t, askedWrong, got.status)
	require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
}
