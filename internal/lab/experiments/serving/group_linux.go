// Package serving holds the traps of accepting and answering.
package serving

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with what a server runs into.
var Group = &bench.Group{
	Name:  "serving",
	Title: "Traps of accepting and answering",
	Experiments: []bench.Experiment{
		acceptEMFILE, acceptBatch, reuseportTail, maxeventsSmall, nagleDelayedAck,
	},
	Intro: `
None of these is a matter of epoll itself. They are in the servers that use it, and each has stopped one in production.`,
}
