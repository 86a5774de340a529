// Package waiting holds the traps of select, poll and of waiting itself.
package waiting

import "github.com/iomodels/iomodels/internal/lab/bench"

// Group is the page with the traps of waiting itself.
var Group = &bench.Group{
	Name:  "waiting",
	Title: "Traps of select, poll and of waiting itself",
	Experiments: []bench.Experiment{
		selectFDNumber, selectRawBitmap, selectValueResult, pollNfdsLimit, rawSleepHangsGC, threadMigration,
	},
	Intro: `
select(2) and poll(2) are handed the whole list at every call, and what is wrong with the list is wrong with the wait. And how
a program waits can cost more than what it waits with.`,
}
