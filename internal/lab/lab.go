// Package lab holds experiments on real kernel objects: each tries a statement
// that people make about waiting for sockets, and says whether it holds on
// this kernel.
//
// An experiment is one file in experiments, in the order in which it is read:
// who says what, what is expected, and what is done and seen. All of them work
// on a bench.
package lab

import "github.com/iomodels/iomodels/internal/lab/bench"

// All lists every experiment in the order in which they are best read.
func All() (all []bench.Experiment) {
	for _, g := range Groups {
		for _, e := range g.Experiments {
			e.Group = g
			all = append(all, e)
		}
	}
	return all
}
