package probe

import (
	"bufio"
	"math"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestMain turns a child of this test into one that burns CPU, or makes system
// calls, until told.
func TestMain(m *testing.M) {
	if os.Getenv("PROBE_TEST_CALLS") != "" {
		makeCalls()
		return
	}
	if os.Getenv("PROBE_TEST_BURN") != "" {
		burn(200 * time.Millisecond)
		os.Stdout.WriteString("burnt\n")
		bufio.NewReader(os.Stdin).ReadString('\n')
		return
	}
	os.Exit(m.Run())
}

// burn uses CPU time of its own, however long that takes.
func burn(d time.Duration) {
	x := 1.5
	for begin := own(); own()-begin < d; {
		for range 10000 {
			x = math.Sqrt(x) + 1
		}
	}
	if x < 0 {
		panic("not to be optimised away")
	}
}

// own is what getrusage(2) says of this process.
func own() time.Duration {
	var r unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestTheCPUClockAgreesWithGetrusage(t *testing.T) {
	pid := os.Getpid()
	for range 3 {
		low := own()
		cpu, err := CPU(pid)
		require.NoError(t, err)
		high := own()
		// The kernel rounds getrusage's to microseconds, user and system each.
		require.GreaterOrEqual(t, cpu, low-10*time.Microsecond)
		require.LessOrEqual(t, cpu, high+10*time.Microsecond)
		burn(50 * time.Millisecond)
	}
}

func TestAChildIsSeenFromOutside(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PROBE_TEST_BURN=1")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = bufio.NewReader(out).ReadString('\n') // it waits now
	require.NoError(t, err)

	u, err := Group{cmd.Process.Pid}.Sample()
	require.NoError(t, err)
	rss, err := RSS(cmd.Process.Pid)
	require.NoError(t, err)

	in.Close()
	require.NoError(t, cmd.Wait())
	all := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	require.GreaterOrEqual(t, u.CPU, 200*time.Millisecond)
	require.LessOrEqual(t, u.CPU, all)
	require.InDelta(t, float64(u.CPU), float64(u.User+u.System), float64(3*tick))
	require.Positive(t, u.Voluntary+u.Involuntary)
	require.Greater(t, rss, int64(1<<20))

	_, err = Group{cmd.Process.Pid}.Sample()
	require.Error(t, err, "it is gone")
	_, err = CPU(cmd.Process.Pid)
	require.Error(t, err)
}

func TestTimeOfEndedThreadsStays(t *testing.T) {
	before, err := Group{os.Getpid()}.Sample()
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		// A goroutine that ends locked takes its thread with it.
		runtime.LockOSThread()
		burn(50 * time.Millisecond)
	}()
	<-done
	after, err := Group{os.Getpid()}.Sample()
	require.NoError(t, err)
	require.GreaterOrEqual(t, after.Minus(before).CPU, 49*time.Millisecond)
	require.Equal(t, after.CPU, before.Plus(after.Minus(before)).CPU)
}

func BenchmarkCPU(b *testing.B) {
	for b.Loop() {
		CPU(os.Getpid())
	}
}

func BenchmarkSample(b *testing.B) {
	for b.Loop() {
		Group{os.Getpid()}.Sample()
	}
}
