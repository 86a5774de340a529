// Package edges holds the traps of edge-triggered epoll.
package edges

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with the traps of edge-triggered epoll.
var Group = &bench.Group{
	Name:  "edges",
	Title: "Traps of edge-triggered epoll",
	Experiments: []bench.Experiment{
		etPartialRead, etPipeRenotify, etStarvation, etUrgentByte, etDrainedWhileBlocked, etShortReadFin,
	},
	Intro: `
An edge is told once. Each of these experiments loses one in another way: by stopping too early, by trusting a sign that
something is drained when it is not, or by letting one peer keep the loop from all others.`,
}
