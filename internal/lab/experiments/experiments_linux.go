// Package experiments is the one list of the lab's experiments, and the only
// importer of each group.
//
// An experiment is one file in its group's folder, in the order in which it is
// read: who says what, what is expected, and what is done and seen. What all of
// them do to kernel objects is in package kernel.
package experiments

import (
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

// Groups are the pages in the order in which they are read.
var Groups = []*bench.Group{
	triggers.Group, figures.Group, edges.Group, interest.Group,
	serving.Group, waiting.Group, completions.Group, measuring.Group,
}

// All lists every experiment in the order in which they are best read.
func All() (all []bench.Experiment) {
	for _, g := range Groups {
		for _, e := range g.Experiments {
			e.Group = g.Name
			all = append(all, e)
		}
	}
	return all
}
