package guard

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// testTimeout bounds a test that hangs; nothing else depends on it.
const testTimeout = time.Minute

// guarded is a guard or a coordinator under test, with what it guards.
type guarded struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout io.Reader
	words  *bufio.Reader // standard error of everything below
}

// start starts this test in a role, which comes to guard this test in another.
func start(t *testing.T, play, command string) *guarded {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { read.Close() })
	require.NoError(t, read.SetReadDeadline(time.Now().Add(testTimeout)))
	g := &guarded{cmd: as(play, "env", role+"="+command, os.Args[0]), words: bufio.NewReader(read)}
	g.cmd.Stderr = write
	g.stdin, err = g.cmd.StdinPipe()
	require.NoError(t, err)
	g.stdout, err = g.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, g.cmd.Start())
	write.Close()
	t.Cleanup(func() {
		g.cmd.Process.Kill()
		g.cmd.Wait()
	})
	return g
}

// pids reads that many numbers of processes, which are there by then.
func (g *guarded) pids(t *testing.T, n int) []int {
	t.Helper()
	var pids []int
	for range n {
		line, err := g.words.ReadString('\n')
		require.NoError(t, err)
		pid, err := strconv.Atoi(line[:len(line)-1])
		require.NoError(t, err, line)
		require.NoError(t, unix.Kill(pid, 0))
		pids = append(pids, pid)
	}
	return pids
}

// gone waits until nothing below holds its standard error any more.
func (g *guarded) gone(t *testing.T) {
	t.Helper()
	rest, err := io.ReadAll(g.words)
	require.NoError(t, err, "something is left after %v", testTimeout)
	require.Empty(t, rest)
}

// lines reads everything that the guard told.
func (g *guarded) lines(t *testing.T) []Line {
	t.Helper()
	var all []Line
	for d := json.NewDecoder(g.stdout); ; {
		var l Line
		if err := d.Decode(&l); err == io.EOF {
			return all
		} else {
			require.NoError(t, err)
		}
		all = append(all, l)
	}
}

func TestNothingOutlivesACoordinatorThatIsKilled(t *testing.T) {
	bystander := as("leaf")
	bystander.Stderr = nil
	require.NoError(t, bystander.Start())
	defer func() { bystander.Process.Kill(); bystander.Wait() }()

	g := start(t, "coordinator", "tree")
	g.pids(t, grown+1)
	require.NoError(t, g.cmd.Process.Kill())
	g.gone(t)
	require.NoError(t, bystander.Process.Signal(unix.Signal(0)), "what is not below it is left alone")
}

func TestNothingOutlivesAGuardThatIsToldToEnd(t *testing.T) {
	for _, told := range []struct {
		how string
		do  func(g *guarded) error
	}{
		{"standard input ends", func(g *guarded) error { return g.stdin.Close() }},
		{"its terminal is gone", func(g *guarded) error { return g.cmd.Process.Signal(unix.SIGHUP) }},
	} {
		t.Run(told.how, func(t *testing.T) {
			t.Parallel()
			g := start(t, "guard", "tree")
			g.pids(t, grown+1)
			require.NoError(t, told.do(g))
			g.gone(t)
			lines := g.lines(t)
			require.Len(t, lines, 1, "it says how the command ended only if nobody asked for it")
			require.Positive(t, lines[0].PID)
		})
	}
}

func TestACommandThatFailsLeavesNothing(t *testing.T) {
	g := start(t, "guard", "failing")
	_, err := io.Copy(io.Discard, g.words) // who was quick enough said that it was there
	require.NoError(t, err, "something is left after %v", testTimeout)
	lines := g.lines(t)
	require.Len(t, lines, 2)
	require.Equal(t, "exit status 3", lines[1].Ended)
}

func TestADaemonIsGuardedToo(t *testing.T) {
	g := start(t, "guard", "daemon")
	leaf := g.pids(t, 1)[0]
	// The command itself has ended, or will; the leaf stays until it is ended.
	require.NoError(t, g.stdin.Close())
	g.gone(t)
	require.Error(t, unix.Kill(leaf, 0))
	require.Len(t, g.lines(t), 1)
}

func TestTheCommandDiesWithItsGuard(t *testing.T) {
	g := start(t, "guard", "leaf")
	g.pids(t, 1)
	require.NoError(t, g.cmd.Process.Kill())
	g.gone(t)
}

func TestACommandMayHaveAsManyDescriptorsAsAModel(t *testing.T) {
	g := start(t, "guard", "limit")
	said, err := g.words.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "true\n", said)
	lines := g.lines(t)
	require.Equal(t, "exit status 0", lines[len(lines)-1].Ended)
}

func TestACommandThatCannotBeStartedIsSaid(t *testing.T) {
	cmd := as("guard", "/nowhere/to/be/found")
	out, err := cmd.Output()
	require.NoError(t, err)
	var l Line
	require.NoError(t, json.Unmarshal(out, &l))
	require.Contains(t, l.Error, "no such file")
}
