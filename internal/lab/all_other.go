//go:build !linux

package lab

import "context"

// Missing says why this system has no lab; empty if it has.
const Missing = "the lab needs Linux: its experiments are on epoll(7)"

// All lists every experiment: here there is none.
func All() []Experiment { return nil }

// Bench is what an experiment works on; see bench_linux.go.
type Bench struct{}

// Run carries out an experiment: here it cannot.
func Run(context.Context, Experiment, Around) Result { return Result{Error: Missing} }

// ThisMachine is the one that this runs on.
func ThisMachine() Machine { return Machine{} }
