// Package lab holds experiments on real kernel objects: each tries a statement
// that people make about waiting for sockets, and says whether it holds on
// this kernel. All of them are on epoll(7) and its relatives, so it needs Linux.
//
// An experiment is one file in experiments, in the order in which it is read:
// who says what, what is expected, and what is done and seen. All of them work
// on a bench.
package lab

import (
	"strings"

	"github.com/iomodels/iomodels/internal/host"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments/completions"
	"github.com/iomodels/iomodels/internal/lab/experiments/edges"
	"github.com/iomodels/iomodels/internal/lab/experiments/figures"
	"github.com/iomodels/iomodels/internal/lab/experiments/interest"
	"github.com/iomodels/iomodels/internal/lab/experiments/measuring"
	"github.com/iomodels/iomodels/internal/lab/experiments/serving"
	"github.com/iomodels/iomodels/internal/lab/experiments/triggers"
	"github.com/iomodels/iomodels/internal/lab/experiments/waiting"
)

// groups are the pages in the order in which they are read.
var groups = []*bench.Group{
	triggers.Group, figures.Group, edges.Group, interest.Group,
	serving.Group, waiting.Group, completions.Group, measuring.Group,
}

// All lists every experiment in the order in which they are best read.
func All() (all []bench.Experiment) {
	for _, g := range groups {
		for _, e := range g.Experiments {
			e.Group = g.Name
			all = append(all, e)
		}
	}
	return all
}

// ThisMachine is the one that experiments are carried out on.
func ThisMachine() Machine {
	e := host.Environment()
	release, _, _ := strings.Cut(e.Kernel, " ")
	return Machine{Kernel: "Linux " + release, Arch: e.Arch, Descriptors: e.NoFile}
}
