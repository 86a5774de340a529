package host

import (
	"bufio"
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/probe"
)

// TestMain turns a child of this test into a program that does nothing but use
// a processor, until its standard input ends.
func TestMain(m *testing.M) {
	if os.Getenv("HOST_TEST_BURN") != "" {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
		os.Stdout.WriteString("burning\n")
		for x := 1.5; ; {
			x = math.Sqrt(x) + 1
		}
	}
	os.Exit(m.Run())
}

// burner starts one, and returns its process.
func burner(t *testing.T) int {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "HOST_TEST_BURN=1", "GOMAXPROCS=1")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return cmd.Process.Pid
}

// measured runs f and returns the CPU time that pid used meanwhile, and what
// the machine's counters say that others used, pid's time taken as ours or not.
func measured(t *testing.T, pid int, f func()) (used, foreign, others time.Duration) {
	t.Helper()
	own := func() time.Duration {
		var sum time.Duration
		for _, p := range []int{pid, os.Getpid()} {
			cpu, err := probe.CPU(p)
			require.NoError(t, err)
			sum += cpu
		}
		return sum
	}
	mine, err := probe.CPU(os.Getpid())
	require.NoError(t, err)
	before, start := TakeSnapshot(), own()
	f()
	after, end := TakeSnapshot(), own()
	now, err := probe.CPU(os.Getpid())
	require.NoError(t, err)
	mine = now - mine
	foreign = time.Duration(Noise(before, after, mine).ForeignCPUNs)
	others = time.Duration(Noise(before, after, end-start).ForeignCPUNs)
	return end - start - mine, foreign, others
}

func TestABurnerIsForeignUnlessItIsOurs(t *testing.T) {
	pid := burner(t)
	used, foreign, others := measured(t, pid, func() {
		begun, err := probe.CPU(pid)
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			now, err := probe.CPU(pid)
			return err == nil && now > begun+300*time.Millisecond
		}, time.Minute, 10*time.Millisecond, "it burns")
	})
	// Other tests may run at the same time: what is ours is the difference.
	// Ticks of 10 ms for each kind of time and processor blur both ends.
	require.InDelta(t, float64(used), float64(foreign-others), float64(60*time.Millisecond))
	require.GreaterOrEqual(t, foreign, used-60*time.Millisecond)
}

func TestTheDoctorSeesTheBurner(t *testing.T) {
	pid := burner(t)
	only := func() map[process]usage {
		found := map[process]usage{}
		for p, u := range cpuByProcess() {
			require.NotEqual(t, os.Getpid(), p.pid, "not this one")
			if p.pid == pid {
				found[p] = u
			}
		}
		require.Len(t, found, 1)
		return found
	}
	self, err := os.Executable()
	require.NoError(t, err)
	var m Machine
	var names []string
	for deadline := time.Now().Add(time.Minute); len(names) == 0; { // others may keep it from its processor
		require.True(t, time.Now().Before(deadline), "it never burnt")
		before := only()
		m = Examine(context.Background(), 500*time.Millisecond)
		names = busiest(before, only(), m.Watched)
	}
	require.Equal(t, "linux", m.OS)
	require.NotEmpty(t, m.Cores)
	require.Positive(t, m.NoFileHard)
	require.Len(t, names, 1, "whatever else runs on this machine")
	name := filepath.Base(self)
	require.Contains(t, names[0], name[:min(len(name), 15)]) // the kernel keeps no more

	require.Greater(t, float64(m.Noise.ForeignCPUNs), MaxForeign*float64(m.Watched))
	require.NotEmpty(t, m.Busiest)
	require.True(t, slices.ContainsFunc(Diagnose(m), func(f Finding) bool {
		return f.Severity == Spoils && strings.Contains(f.Finding, m.Busiest[0])
	}))
}

func TestLookingEndsWhenItIsToldTo(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	begin := time.Now()
	Examine(ctx, time.Hour)
	require.Less(t, time.Since(begin), time.Minute)
}

func TestTheChosenWordIsRead(t *testing.T) {
	require.Equal(t, "madvise", chosen("always [madvise] never"))
	require.Empty(t, chosen(""))
}

func TestAProcessThatChangesItsNameIsOne(t *testing.T) {
	before := map[process]usage{{1, 1}: {"old", 90 * time.Second}, {2, 1}: {"cc1", 0}}
	after := map[process]usage{{1, 1}: {"new", 90*time.Second + time.Millisecond}, {2, 1}: {"cc1", 500 * time.Millisecond}, {3, 9}: {"cc1", 300 * time.Millisecond}}
	require.Equal(t, []string{"cc1 (80 %)"}, busiest(before, after, time.Second))
}
