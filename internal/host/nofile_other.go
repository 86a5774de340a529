//go:build !unix

package host

// NoFile returns ErrLinuxOnly here.
func NoFile() (soft, hard uint64, err error) { return 0, 0, ErrLinuxOnly }

// RaiseNoFile returns ErrLinuxOnly here.
func RaiseNoFile() (uint64, error) { return 0, ErrLinuxOnly }
