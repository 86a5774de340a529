//go:build !linux

package probe

import (
	"net/netip"
	"os/exec"
	"time"
)

// On other systems than Linux nothing can be read.

func overTree[T any](int, func(int) (T, error), func(a, b T) T) (total T, waited Usage, err error) {
	return total, waited, ErrLinuxOnly
}

// CPU returns ErrLinuxOnly here.
func CPU(int) (time.Duration, error) { return 0, ErrLinuxOnly }

// Rest returns ErrLinuxOnly here.
func Rest(int) (Usage, error) { return Usage{}, ErrLinuxOnly }

// Descendants returns ErrLinuxOnly here.
func Descendants(int) ([]int, error) { return nil, ErrLinuxOnly }

// Listening returns ErrLinuxOnly here.
func Listening(netip.AddrPort) (Group, error) { return nil, ErrLinuxOnly }

// RSS returns ErrLinuxOnly here.
func RSS(int) (int64, error) { return 0, ErrLinuxOnly }

// Slab returns ErrLinuxOnly here.
func Slab() (int64, error) { return 0, ErrLinuxOnly }

// CanCountCalls says that it cannot be done here.
func CanCountCalls() error {
	return &Unavailable{"the kernel counts system calls by process on Linux only", "measure on Linux"}
}

// A CallCounter counts nothing here.
type CallCounter struct{}

// StartCounted returns why it cannot count, and starts nothing.
func StartCounted(*exec.Cmd, func(*exec.Cmd) error) (*CallCounter, error) {
	return nil, CanCountCalls()
}

// Read returns ErrLinuxOnly here.
func (*CallCounter) Read() (Calls, error) { return Calls{}, ErrLinuxOnly }

// Close does nothing here.
func (*CallCounter) Close() {}
