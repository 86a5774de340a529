package lab

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// ThisMachine is the one that this runs on.
func ThisMachine() Machine {
	m := Machine{Arch: runtime.GOARCH}
	var u unix.Utsname
	if unix.Uname(&u) == nil {
		m.Kernel = unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:])
	}
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		m.Descriptors = int(limit.Cur)
	}
	return m
}

// kernelAtLeast says whether this kernel's version is at least major.minor.
func kernelAtLeast(major, minor int) bool {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return false
	}
	parts := versionParts(unix.ByteSliceToString(u.Release[:]))
	return parts[0] > major || parts[0] == major && parts[1] >= minor
}
