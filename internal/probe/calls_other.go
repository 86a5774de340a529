//go:build !linux

package probe

import "os/exec"

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
