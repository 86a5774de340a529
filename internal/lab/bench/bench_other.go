//go:build !linux

package bench

// Bench is what an experiment works on; it needs Linux, see bench_linux.go.
type Bench struct{}
