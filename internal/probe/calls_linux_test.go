package probe

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Calls that a child of this test makes, in each of its threads.
const (
	callerThreads = 4
	callerRounds  = 5000
)

// makeCalls makes known calls from threads that exist before it is told to
// begin, and from one more process.
func makeCalls() {
	begin := make(chan struct{})
	var all sync.WaitGroup
	for range callerThreads {
		all.Go(func() {
			runtime.LockOSThread()
			<-begin
			for range callerRounds {
				unix.RawSyscall(unix.SYS_GETPPID, 0, 0, 0)
				unix.RawSyscall(unix.SYS_SHUTDOWN, ^uintptr(0), 0, 0) // EBADF is a call as well
			}
		})
	}
	in := bufio.NewReader(os.Stdin)
	os.Stdout.WriteString("ready\n")
	in.ReadString('\n')
	close(begin)
	all.Wait()
	os.Stdout.WriteString("done\n")
	in.ReadString('\n')
}

// countable skips the test where the kernel does not count, once it has seen
// that the reason and the remedy are told. With IOMODELS_REQUIRE_ALL=1 that is
// all that can be asked of such a machine, and the test passes.
func countable(t *testing.T) bool {
	t.Helper()
	err := CanCountCalls()
	if err == nil {
		return true
	}
	var why *Unavailable
	require.True(t, errors.As(err, &why), "%v", err)
	require.NotEmpty(t, why.Reason)
	require.NotEmpty(t, why.Remedy)
	if os.Getenv("IOMODELS_REQUIRE_ALL") == "" {
		t.Skipf("%s; %s", why.Reason, why.Remedy)
	}
	return false
}

func TestTheKernelCountsEveryCallOfEveryThread(t *testing.T) {
	if !countable(t) {
		return
	}
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PROBE_TEST_CALLS=1")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	pipe, err := cmd.StdoutPipe()
	require.NoError(t, err)
	out := bufio.NewReader(pipe)
	c, err := StartCounted(cmd, (*exec.Cmd).Start)
	require.NoError(t, err)
	defer c.Close()

	_, err = out.ReadString('\n')
	require.NoError(t, err)
	before, err := c.Read()
	require.NoError(t, err)
	require.Positive(t, before.Total, "the runtime's own, from the first instruction on")
	_, err = io.WriteString(in, "begin\n")
	require.NoError(t, err)
	_, err = out.ReadString('\n')
	require.NoError(t, err)
	after, err := c.Read()
	require.NoError(t, err)
	require.NoError(t, in.Close())
	require.NoError(t, cmd.Wait())

	made := after.Minus(before)
	require.Len(t, made.Named, len(calls))
	for _, call := range made.Named {
		if call.Name == "shutdown" {
			require.EqualValues(t, callerThreads*callerRounds, call.Count, "counted to the call")
		}
	}
	require.InDelta(t, 2*callerThreads*callerRounds, made.Total, 400, "the rest is the Go runtime's")
	require.Zero(t, made.Of(Accepting))
	require.GreaterOrEqual(t, made.Of(Writing), int64(1), "the word done")

	ended, err := c.Read()
	require.NoError(t, err, "the count outlives the process")
	require.Greater(t, ended.Total, after.Total)
}

func TestChildrenAreCountedAsWell(t *testing.T) {
	if !countable(t) {
		return
	}
	// A shell that starts a process which copies 200 single bytes.
	cmd := exec.Command("sh", "-c", "dd if=/dev/zero of=/dev/null bs=1 count=200 2>/dev/null; exit 0")
	c, err := StartCounted(cmd, (*exec.Cmd).Start)
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, cmd.Wait())
	all, err := c.Read()
	require.NoError(t, err)
	require.GreaterOrEqual(t, all.Of(Reading), int64(200))
	require.GreaterOrEqual(t, all.Of(Writing), int64(200))
	require.Greater(t, all.Total, all.Of(Reading)+all.Of(Writing))
}

func TestAProgramThatIsNotThereIsNotCounted(t *testing.T) {
	if !countable(t) {
		return
	}
	_, err := StartCounted(exec.Command("/nowhere/at/all"), (*exec.Cmd).Start)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestWhatTheKernelRefusesComesWithARemedy(t *testing.T) {
	for _, err := range []error{unix.EACCES, unix.EPERM, unix.ENOSYS, unix.ENOENT, unix.EMFILE, unix.EINVAL} {
		var why *Unavailable
		require.True(t, errors.As(unavailable(err), &why))
		require.NotEmpty(t, why.Reason)
		require.NotEmpty(t, why.Remedy)
	}
	saved := tracefs
	defer func() { tracefs = saved }()
	tracefs = []string{"/nowhere/at/all"} // nothing can be mounted there
	var why *Unavailable
	_, err := sysEnter()
	require.True(t, errors.As(err, &why), "%v", err)
	require.Contains(t, why.Reason, "tracefs is not mounted")
	require.Contains(t, why.Remedy, "mount -t tracefs")
	require.ErrorAs(t, CanCountCalls(), &why)
}

func TestEveryNameIsThereOnce(t *testing.T) {
	names, numbers := map[string]bool{}, map[int]bool{}
	for _, c := range calls {
		require.False(t, names[c.name] || numbers[c.number], c.name)
		names[c.name], numbers[c.number] = true, true
	}
}
