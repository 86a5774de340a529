package guard

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A command whose end has not been waited for has ended all the same.
func TestAnEndIsSeenBeforeItIsWaitedFor(t *testing.T) {
	require.False(t, exiting(os.Getpid()))
	cmd := exec.Command("sh", "-c", "exit 7")
	require.NoError(t, cmd.Start())
	require.NoError(t, unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil))
	require.True(t, exiting(cmd.Process.Pid))
	require.Error(t, cmd.Wait())
	require.True(t, exiting(cmd.Process.Pid))
}
