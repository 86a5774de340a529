//go:build !linux

package host

import (
	"os/exec"
	"runtime"
)

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
