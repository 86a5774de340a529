//go:build !linux

package host

// Fits cannot be told where nothing can be measured.
func Fits(int, int) error { return ErrLinuxOnly }
