package host

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// NoFile is RLIMIT_NOFILE: how many descriptors this process may have now, and
// how many it may ask for.
func NoFile() (soft, hard uint64, err error) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &r); err != nil {
		return 0, 0, fmt.Errorf("getrlimit: %w", err)
	}
	return r.Cur, r.Max, nil
}

// RaiseNoFile raises the soft limit to the hard one and returns it. Children
// inherit it only if it was raised here: the Go runtime raises the limit for
// the process itself and takes that back in a child, and x/sys knows.
func RaiseNoFile() (uint64, error) {
	soft, hard, err := NoFile()
	if err != nil {
		return 0, err
	}
	r := unix.Rlimit{Cur: hard, Max: hard}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &r); err != nil {
		return soft, fmt.Errorf("setrlimit to %d descriptors: %w", hard, err)
	}
	return hard, nil
}
