//go:build linux

package sock

import "golang.org/x/sys/unix"

// FreeBelow is how many descriptors with a number below n the process could
// still open.
func FreeBelow(n int) int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		n = int(min(uint64(n), limit.Cur))
	}
	free := 0
	for fd := range n {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == unix.EBADF {
			free++
		}
	}
	return free
}
