package main

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// refusing runs a command for which io_uring_setup(2) fails with that error.
func refusing(t *testing.T, errno string, args ...string) outcome {
	t.Helper()
	need(t, "strace", "strace")
	cmd := program(t, args...)
	cmd.Path = "/usr/bin/env" // which finds strace
	cmd.Args = slices.Concat([]string{"env", "strace", "-f", "-o", "/dev/null", "-e", "trace=io_uring_setup",
		"-e", "inject=io_uring_setup:error=" + errno}, cmd.Args)
	return finish(t, cmd)
}

func TestAnIOUringThatIsRefusedIsMissingForAReason(t *testing.T) {
	t.Parallel()
	for errno, reason := range map[string]string{
		"EPERM":  "io_uring(7) is ",
		"ENOSYS": "there is no io_uring(7): ",
		"EINVAL": "lacks IORING_SETUP_SUBMIT_ALL: Linux 5.18 has them",
		"ENOMEM": "ulimit -l",
	} {
		got := refusing(t, errno, "models")
		require.Equal(t, done, got.status, got.errs)
		require.Regexp(t, `(?s)\nio_uring\n.*  here      no: [^\n]*`+regexp.QuoteMeta(reason), got.out)
	}
	got := refusing(t, "ENOSYS", "verify", "--model", "io_uring")
	require.Equal(t, askedWrong, got.status)
	require.Contains(t, got.errs, "io_uring is not available on this system: there is no io_uring(7)")
}
