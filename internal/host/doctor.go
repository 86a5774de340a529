package host

import (
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// A Severity is how much a finding matters.
type Severity string

// The severities, the worst first.
const (
	Prevents Severity = "prevents" // nothing can be measured
	Spoils   Severity = "spoils"   // figures come out wrong or scattered
	Limits   Severity = "limits"   // something cannot be measured, or not as far as one may wish
	Note     Severity = "note"     // what a reader of the figures should know
)

var severities = []Severity{Prevents, Spoils, Limits, Note}

// A Finding is something about the machine that bears on a measurement.
type Finding struct {
	Severity    Severity `json:"gravity"`
	Finding     string   `json:"finding"`     // what it is
	Consequence string   `json:"consequence"` // what it does to the figures
	Command     string   `json:"command"`     // what mends it; empty: nothing does
}

// A Machine is what Diagnose looks at. What cannot be seen is zero.
type Machine struct {
	record.Environment
	Cores        [][]int  // processors that this process may use, by core
	Clocksources []string // that the kernel offers
	Turbo        string   // the file that governs it, if it is on
	NoFileHard   uint64   // RLIMIT_NOFILE, as far as it can be raised
	PSI          bool     // the kernel tells how long tasks wait
	SwapUsed     int64    // bytes
	HugePages    string   // transparent: "always", "madvise", "never"
	Nodes        int      // of memory
	Uncounted    Obstacle // what keeps the kernel from counting system calls
	Capacity     Capacity

	// What the machine did while it was looked at and nothing was asked of it.
	Watched time.Duration
	Noise   record.Noise
	Busiest []string // names of the programs that used the most CPU time
}

// An Obstacle is why something cannot be had, and what mends it.
type Obstacle struct{ Reason, Remedy string }

// Diagnose lists what of m will spoil a measurement, or keep something from
// being measured, the gravest first.
func Diagnose(m Machine) []Finding {
	if m.OS != "linux" {
		return []Finding{{Prevents, "This is " + m.OS + ", not Linux.",
			"The load generator and most models need Linux; only iomodels serve with netpoll or nethttp works here.", ""}}
	}
	d := diagnosis{m, []Finding{}}
	for _, check := range []func(*diagnosis){
		(*diagnosis).cores, (*diagnosis).noise, (*diagnosis).quota, (*diagnosis).frequency, (*diagnosis).clock,
		(*diagnosis).virtual, (*diagnosis).memory, (*diagnosis).congestion, (*diagnosis).descriptors, (*diagnosis).backlog,
		(*diagnosis).ports, (*diagnosis).untold, (*diagnosis).mitigations,
	} {
		check(&d)
	}
	return sorted(d.found)
}

// A diagnosis is what was found so far.
type diagnosis struct {
	Machine
	found []Finding
}

func (d *diagnosis) add(s Severity, finding, consequence, command string) {
	d.found = append(d.found, Finding{s, finding, consequence, command})
}

// sorted puts the gravest first.
func sorted(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity)
	})
	return found
}
