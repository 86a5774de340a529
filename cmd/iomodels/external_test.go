//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// externalRun is a short run of one model and what is given.
func externalRun(t *testing.T, args ...string) (outcome, *record.Record) {
	t.Helper()
	cmd := program(t, append([]string{"run", "--model", "epoll_lt", "--connections", "5", "--rounds", "2",
		"--duration", "50ms", "--warmup", "10ms", "--out", "r.json"}, args...)...)
	got := finish(t, cmd)
	r, err := record.Read(filepath.Join(cmd.Dir, "r.json"))
	require.NoError(t, err, got.errs)
	return got, r
}

// freePort is an address that stays free: below the ports that the kernel gives
// to outgoing connections, of which other tests make many.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000)))
		if err == nil {
			require.NoError(t, ln.Close())
			return ln.Addr().String()
		}
	}
	t.Fatal("there is no free port")
	return ""
}

// trialsOf are the trials of one model or external.
func trialsOf(r *record.Record, name string) []record.Trial {
	return slices.DeleteFunc(slices.Clone(r.Trials), func(t record.Trial) bool { return t.Model != name })
}

func TestAnExternalIsMeasuredBesideTheModels(t *testing.T) {
	t.Parallel()
	got, r := externalRun(t, "--external", "mine="+playing("honest"))
	require.Equal(t, done, got.status, got.errs)
	require.Contains(t, got.out, "mine")
	m := r.Plan.Models[1]
	require.True(t, m.External)
	require.Equal(t, "env "+externalRole+"=honest '"+filepath.Base(os.Args[0])+"'", m.Command)
	require.Len(t, trialsOf(r, "mine"), 2)
	for _, trial := range trialsOf(r, "mine") {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Positive(t, *trial.ServerCPUNs)
		require.Greater(t, *trial.RSSHeldBytes, int64(1<<20))
		require.Nil(t, trial.Counters, "its own counters cannot be seen")
	}
	require.Len(t, r.Verdicts, 2*len(fewPromises), "both are held to the same promises")
	verdicts := map[string]int{}
	for _, v := range r.Verdicts {
		if v.Model == "mine" {
			verdicts[v.Verdict]++
		}
	}
	require.Positive(t, verdicts[record.Pass], verdicts)
	require.Positive(t, verdicts[record.Fail], "net/http breaks some, and is measured all the same")

	text, err := record.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(text), filepath.Dir(os.Args[0]), "no folder of this machine")
	require.NotContains(t, string(text), os.TempDir())
}

func TestAnExternalsWholeTreeIsCounted(t *testing.T) {
	t.Parallel()
	got, r := externalRun(t, "--external", "forker="+playing("forker"))
	require.Equal(t, done, got.status, got.errs)
	for _, trial := range trialsOf(r, "forker") {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Greater(t, *trial.ServerCPUNs, trial.Requests*int64(burnt), "the workers' time is that of the server")
		require.LessOrEqual(t, *trial.ServerCPUNs, trial.WindowNs*int64(len(r.Plan.ServerCPUs))*21/20, "no time counts twice")
	}
}

func TestAnExternalAtAFixedPort(t *testing.T) {
	t.Parallel()
	addr := freePort(t)
	// Two that want the same port take turns.
	got, r := externalRun(t, "--external", "one@"+addr+"="+playing("honest"), "--external", "two@"+addr+"="+playing("honest"))
	require.Equal(t, done, got.status, got.errs)
	require.Len(t, r.Trials, 6)

	taken, err := net.Listen("tcp", addr)
	require.NoError(t, err)
	defer taken.Close()
	got, r = externalRun(t, "--external", "one@"+addr+"="+playing("honest"))
	require.Equal(t, failed, got.status)
	require.Contains(t, trialsOf(r, "one")[0].Reason, "listens at "+addr+" already")
}

func TestAServerThatRunsAlreadyIsLeftRunning(t *testing.T) {
	t.Parallel()
	addr, _ := serving(t, "--model", "epoll_et")
	got, r := externalRun(t, "--external-addr", "theirs="+addr)
	require.Equal(t, done, got.status, got.errs)
	require.True(t, r.Plan.Models[1].External)
	require.Len(t, trialsOf(r, "theirs"), 2)
	for _, trial := range trialsOf(r, "theirs") {
		require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
		require.Nil(t, trial.ServerCPUNs, "what cannot be seen is not 0")
		require.Nil(t, trial.ContextSwitches)
		require.Nil(t, trial.RSSHeldBytes)
		require.Nil(t, trial.Counters)
	}
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	conn.Close()
}

func TestABadExternalLeavesTheOtherCellsWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ external, says string }{
		"dies at once":   {"bad=sh -c 'echo it is broken, see /home/me/log >&2; exit 3'", "it is broken, see log (exit status 3)"},
		"never listens":  {"bad=sh -c 'echo not yet >&2; exec sleep 1000'", "not yet"},
		"answers wrong":  {"bad=" + playing("liar"), "wrong body"},
		"dies under way": {"bad=" + playing("mortal"), "mortal: that was the last (exit status 7)"},
		"not running":    {"bad@127.0.0.1:1=true", "exit status 0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, r := externalRun(t, "--external", c.external)
			require.Equal(t, failed, got.status, "the run did not do all that it was asked")
			require.Equal(t, 1, strings.Count(got.errs, "\niomodels: ")+strings.Count(got.errs[:9], "iomodels:"), got.errs)
			require.Len(t, trialsOf(r, "bad"), 2)
			for _, trial := range trialsOf(r, "bad") {
				require.Equal(t, record.Failed, trial.Outcome)
				require.Contains(t, trial.Reason, c.says)
				require.NotContains(t, trial.Reason, "/home")
			}
			for _, trial := range trialsOf(r, "epoll_lt") {
				require.Equal(t, record.Measured, trial.Outcome, trial.Reason)
			}
		})
	}
}

func TestBadExternalsGetOneLineAndStatus2(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ flag, value, says string }{
		"no equals sign":      {"external", "mine", "NAME=COMMAND"},
		"no name":             {"external", "=true", "name"},
		"a name with a space": {"external", "my server=true", "name"},
		"a model's name":      {"external", "epoll_et=true", "name of a model"},
		"no command":          {"external", "mine= ", "empty"},
		"no such program":     {"external", "mine=no-such-program-as-this {port}", "no program"},
		"no such file":        {"external", "mine=./none {port}", "no program"},
		"a variable first":    {"external", "mine=A=1 true", "env"},
		"an open quote":       {"external", "mine=sh -c 'true", "not closed"},
		"a placeholder":       {"external", "mine=true {prot}", "{port}"},
		"a pipe":              {"external", "mine=true | cat", "no shell"},
		"no port":             {"external", "mine@127.0.0.1=true", "HOST:PORT"},
		"port 0":              {"external", "mine@127.0.0.1:0=true", "port"},
		"remote":              {"external", "mine@192.0.2.1:80=true", "--allow-remote"},
		"addr: no equals":     {"external-addr", "127.0.0.1:80", "NAME=HOST:PORT"},
		"addr: no address":    {"external-addr", "mine=nonsense", "HOST:PORT"},
		"addr: a model":       {"external-addr", "select=127.0.0.1:80", "name of a model"},
		"addr: remote":        {"external-addr", "mine=192.0.2.1:80", "--allow-remote"},
		"addr: port 0":        {"external-addr", "mine=127.0.0.1:0", "port"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := program(t, "run", "--"+c.flag, c.value)
			got := finish(t, cmd)
			require.Equal(t, askedWrong, got.status, got.errs)
			require.Empty(t, got.out)
			require.Equal(t, 1, strings.Count(got.errs, "\n"), got.errs)
			require.Contains(t, got.errs, c.says)
			left, err := os.ReadDir(cmd.Dir)
			require.NoError(t, err)
			require.Empty(t, left, "nothing was written")
		})
	}
	got := iomodels(t, "run", "--external", "a=true", "--external-addr", "a=127.0.0.1:80")
	require.Equal(t, askedWrong, got.status, got.errs)
	require.Contains(t, got.errs, "two externals")
	require.Equal(t, askedWrong, iomodels(t, "guard").status)
}

func TestNothingOfAnExternalOutlivesAKilledRun(t *testing.T) {
	t.Parallel()
	cmd := program(t, "run", "--model", "epoll_et", "--external", "forker="+playing("forker"), "--connections", "10",
		"--rounds", "1000", "--duration", "100ms", "--warmup", "0s", "--out", "r.json")
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var all []int // the guard, the command, its two workers
	require.Eventually(t, func() bool {
		all = all[:0]
		for next := []int{cmd.Process.Pid}; len(next) > 0; next = next[1:] {
			for pid := range childrenOf(next[0]) {
				all, next = append(all, pid), append(next, pid)
			}
		}
		return len(all) >= 4
	}, testTimeout, 1e7)
	require.NoError(t, cmd.Process.Kill())
	<-ended
	gone(t, all)
}
