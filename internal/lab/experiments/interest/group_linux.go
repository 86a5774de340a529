// Package interest holds the traps of epoll's interest list.
package interest

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with the traps of epoll's interest list.
var Group = &bench.Group{
	Name:  "interest",
	Title: "Traps of the interest list",
	Experiments: []bench.Experiment{
		herdSharedEpoll, herdListener, exclusiveLIFO, exclusiveMisuse, oneshotRearm,
		closedButDuplicated, staleEventReuse, rdhupLeftArmed, hupUnmaskable, epollRegularFile,
	},
	Intro: `
epoll's list outlives the call. What is on it, under which number, and for how long are questions that select and poll do not have.`,
}
