// Package figures measures again two figures that readers know.
package figures

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with figures that readers know, made anew.
var Group = &bench.Group{
	Name:  "figures",
	Title: "What a wait costs",
	Experiments: []bench.Experiment{
		seedNoScan, libeventBench,
	},
	Intro: `
Two figures that have been copied for twenty years, measured again. The seconds belong to the machine that they were measured on;
what carries over is how a cost *grows*. On axes that are both logarithmic, a cost that is proportional to the number of descriptors
is a line of slope 1, and one that does not depend on it a line of slope 0.`,
}
