package host

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A child that was started although the caller is told of an error would be
// nobody's, and outlive the run.
func TestNothingRunsWhenTheAffinityCannotBePutBack(t *testing.T) {
	cpus, err := Allowed()
	require.NoError(t, err)
	broken, calls := errors.New("broken"), 0
	setAffinity = func(pid int, set *unix.CPUSet) error {
		err := unix.SchedSetaffinity(pid, set) // done all the same: other tests look at this process
		if calls++; calls == 2 {
			return broken
		}
		return err
	}
	defer func() { setAffinity = unix.SchedSetaffinity }()
	cmd := exec.Command("sleep", "3600")
	ended := make(chan error)
	go func() { ended <- StartPinned(cmd, cpus[:1]) }() // its thread ends with it
	require.ErrorIs(t, <-ended, broken)
	require.NotNil(t, cmd.ProcessState, "it was waited for")
	require.False(t, cmd.ProcessState.Success())
}
