//go:build !linux

package host

import (
	"context"
	"os/exec"
	"runtime"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// Other systems than Linux tell little, and nothing is measured on them.

// Environment says what the Go runtime knows.
func Environment() record.Environment {
	return record.Environment{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Processors: int64(runtime.NumCPU()),
		Mitigations: []record.Pair{}, Sysctls: []record.Pair{},
	}
}

// Examine sees no more than Environment here.
func Examine(context.Context, time.Duration) Machine { return Machine{Environment: Environment()} }

// TakeSnapshot is empty here.
func TakeSnapshot() Snapshot { return Snapshot{} }

// Steal is not known here.
func Steal() time.Duration { return 0 }

// Spent is not known here.
func Spent() time.Duration { return 0 }

// Fits cannot be told where nothing can be measured.
func Fits(int, int) error { return ErrLinuxOnly }

// HoldsAtOnce cannot be told where nothing can be measured.
func HoldsAtOnce(int, int) bool { return false }

// NoFile returns ErrLinuxOnly here.
func NoFile() (soft, hard uint64, err error) { return 0, 0, ErrLinuxOnly }

// RaiseNoFile returns ErrLinuxOnly here.
func RaiseNoFile() (uint64, error) { return 0, ErrLinuxOnly }

// Allowed lists every processor here: there is no affinity to ask for.
func Allowed() ([]int, error) {
	var cpus []int
	for n := range runtime.NumCPU() {
		cpus = append(cpus, n)
	}
	return cpus, nil
}

// StartPinned starts cmd if no processors are asked for, else returns ErrLinuxOnly.
func StartPinned(cmd *exec.Cmd, cpus []int) error {
	if len(cpus) > 0 {
		return ErrLinuxOnly
	}
	return cmd.Start()
}

func siblings(n int) []int { return []int{n} }
