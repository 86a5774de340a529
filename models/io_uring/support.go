//go:build linux

package server

import "github.com/iomodels/iomodels/common/uring"

// Missing says in plain words why this system has no io_uring; empty if it has.
func Missing() string {
	if err := uring.Check().Err; err != nil {
		return err.Error()
	}
	return ""
}

// Lacks says what this kernel's io_uring does without, and what that means.
func Lacks() []string {
	if Missing() != "" {
		return nil
	}
	return uring.Check().Lacks()
}
