// Package probe reads what the kernel says of a process: its CPU clock, its
// context switches, its memory, its threads and its descriptors.
package probe

import (
	"errors"
	"time"
)

// ErrLinuxOnly is what every function returns on a system that says nothing of
// the kind.
var ErrLinuxOnly = errors.New("this can be read on Linux only")

// ErrUnseen is that something is there which this process may not see.
var ErrUnseen = errors.New("it cannot be seen from here")

// Usage is what a process has used up since it began, or, as a difference of
// two, between two moments.
type Usage struct {
	// CPU is the process's CPU clock: nanoseconds, all threads, those that
	// ended included. What it contains is the kernel's choice; see
	// record.Environment.CPUAccounting.
	CPU time.Duration `json:"cpu_ns"`

	// User and System are coarse. Their sum follows the same clock, but the
	// kernel reports each in ticks of 10 ms, and where it samples at ticks
	// instead of stamping each change of mode, the split is an estimate.
	User   time.Duration `json:"user_ns"`
	System time.Duration `json:"system_ns"`

	// Voluntary and Involuntary are context switches of the threads that live
	// now, by whether the thread went to sleep or was taken off its processor. A
	// thread that ends takes its counts with it.
	Voluntary   int64 `json:"voluntary_switches"`
	Involuntary int64 `json:"involuntary_switches"`

	// RunDelay is how long the threads that live now were ready to run and had
	// no processor, together.
	RunDelay time.Duration `json:"run_delay_ns"`
}

// Lost says that processes ended between the two moments of a difference and
// took their time with them, so that nobody can tell what was used.
func (u Usage) Lost() bool { return min(u.CPU, u.User, u.System) < 0 }

// Minus is what was used between v and u, v being the earlier, unless it is Lost.
func (u Usage) Minus(v Usage) Usage {
	return Usage{
		CPU:         u.CPU - v.CPU,
		User:        u.User - v.User,
		System:      u.System - v.System,
		Voluntary:   max(0, u.Voluntary-v.Voluntary),
		Involuntary: max(0, u.Involuntary-v.Involuntary),
		RunDelay:    max(0, u.RunDelay-v.RunDelay),
	}
}

// Plus is the sum of what two processes used.
func (u Usage) Plus(v Usage) Usage {
	return Usage{
		CPU:         u.CPU + v.CPU,
		User:        u.User + v.User,
		System:      u.System + v.System,
		Voluntary:   u.Voluntary + v.Voluntary,
		Involuntary: u.Involuntary + v.Involuntary,
		RunDelay:    u.RunDelay + v.RunDelay,
	}
}
