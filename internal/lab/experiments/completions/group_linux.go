// Package completions holds the traps of io_uring.
package completions

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with the traps of io_uring.
var Group = &bench.Group{
	Name:  "completions",
	Title: "Traps of io_uring",
	Experiments: []bench.Experiment{
		uringSendSkip, uringMultishotEnd, uringENOBUFS,
	},
	Intro: `
With io_uring(7) a program is not told that something can be done, but that it has been: it puts requests into one queue that it
shares with the kernel, and takes their completions out of another. A *multishot* request is made once and completes many times, such as
an accept. *Provided buffers* are a pool from which the kernel takes one when input comes. So there is no edge to lose, and other
things to lose instead: a request that is thought to stand and has ended, and a result that nobody asked to be told of.`,
}
