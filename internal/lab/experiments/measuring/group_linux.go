// Package measuring holds the traps of measuring.
package measuring

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with what a comparison can get wrong.
var Group = &bench.Group{
	Name:  "measuring",
	Title: "Traps of measuring",
	Experiments: []bench.Experiment{
		closedLoopHidesStall, waitPolicy,
	},
	Intro: `
The same server, measured in two ways, can look like two servers.`,
}
