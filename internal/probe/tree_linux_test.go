package probe

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// family starts a shell that runs script, in which "$0" burns 200 ms of CPU time.
func family(t *testing.T, script string) (cmd *exec.Cmd, out *bufio.Reader) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd = exec.Command("sh", "-c", script, self)
	cmd.Env = append(os.Environ(), "PROBE_TEST_BURN=1")
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		stdin.Close()
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // its children outlive it otherwise
		cmd.Wait()
	})
	return cmd, bufio.NewReader(stdout)
}

const burnt = 200 * time.Millisecond

func TestATreeCountsTheLivingAndTheDead(t *testing.T) {
	// One child that was waited for, two that live, one of them a grandchild.
	cmd, out := family(t, `"$0" </dev/null >/dev/null; exec 3<&0; "$0" <&3 & sh -c '"$0" <&3; :' "$0" & wait`)
	for range 2 {
		_, err := out.ReadString('\n')
		require.NoError(t, err)
	}
	below := TreeOf(cmd.Process.Pid)
	pids, err := below.Processes()
	require.NoError(t, err)
	require.Len(t, pids, 3, "a child, a shell and its child")

	cpu, err := below.CPU()
	require.NoError(t, err)
	require.GreaterOrEqual(t, cpu, 3*burnt-2*tick, "those that were waited for count in ticks")
	require.Less(t, cpu, 3*burnt+burnt/2)

	u, err := below.Sample()
	require.NoError(t, err)
	require.GreaterOrEqual(t, u.CPU, cpu)
	require.InDelta(t, float64(u.CPU), float64(u.User+u.System), float64(8*tick))
	require.Positive(t, u.Voluntary+u.Involuntary)

	own, err := Group{cmd.Process.Pid}.CPU()
	require.NoError(t, err)
	require.Less(t, own, burnt, "the process above them is not among them")

	rss, err := below.RSS()
	require.NoError(t, err)
	var sum int64
	for _, pid := range pids {
		one, err := RSS(pid)
		require.NoError(t, err)
		sum += one
	}
	require.InEpsilon(t, sum, rss, 0.1)
}

func TestAChildThatNobodyWaitsForIsCounted(t *testing.T) {
	cmd, out := family(t, `"$0" </dev/null & exec sleep 1000 >/dev/null`)
	_, err := io.ReadAll(out) // it has ended
	require.NoError(t, err)
	cpu, err := TreeOf(cmd.Process.Pid).CPU()
	require.NoError(t, err)
	require.GreaterOrEqual(t, cpu, burnt)
}

func TestATreeThatChangesIsCountedOnce(t *testing.T) {
	cmd, out := family(t, `sh -c 'echo; while :; do (:); done'; :`)
	_, err := out.ReadString('\n')
	require.NoError(t, err)
	var last time.Duration
	for range 20 {
		cpu, err := TreeOf(cmd.Process.Pid).CPU()
		if err != nil {
			require.ErrorIs(t, err, errTreeChanges)
			continue
		}
		require.GreaterOrEqual(t, cpu, last-2*tick)
		last = cpu
	}
	require.Positive(t, last)
}

func TestNothingBelowAProcessIsSaid(t *testing.T) {
	cmd, out := family(t, `echo; exec sleep 1000`)
	_, err := out.ReadString('\n')
	require.NoError(t, err)
	_, err = TreeOf(cmd.Process.Pid).CPU()
	require.ErrorContains(t, err, "is left")
	require.NoError(t, cmd.Process.Kill())
	cmd.Wait()
	_, err = TreeOf(cmd.Process.Pid).CPU()
	require.ErrorContains(t, err, "is gone")
}

func BenchmarkTreeCPU(b *testing.B) {
	cmd := exec.Command("sh", "-c", "cat; :")
	stdin, err := cmd.StdinPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	defer func() { stdin.Close(); cmd.Wait() }()
	for b.Loop() {
		TreeOf(os.Getpid()).CPU()
	}
}
