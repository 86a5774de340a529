//go:build !linux

package host

// TakeSnapshot is empty here.
func TakeSnapshot() Snapshot { return Snapshot{} }
