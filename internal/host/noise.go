package host

import (
	"fmt"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// A Snapshot is the machine's own counters at one moment.
type Snapshot struct {
	Busy     time.Duration // user, system and interrupt time of all processors, steal not among it
	Steal    time.Duration // time that the hypervisor gave to others, all processors
	Pressure time.Duration // PSI, cpu, "some": time in which a runnable task waited
	Load     string        // 1-minute load average

	// By the CPU quota of this process's cgroup, or of one above it.
	Throttled    int64         // how often everything in it was stopped
	ThrottledFor time.Duration // all processors
}

// Noise is what the machine did between two snapshots besides what was asked
// of it: used is the CPU time that both sides (and whoever measured) used.
func Noise(before, after Snapshot, used time.Duration) record.Noise {
	since := func(a, b time.Duration) int64 { return int64(max(0, b-a)) }
	n := record.Noise{
		StealNs:    since(before.Steal, after.Steal),
		PressureNs: since(before.Pressure, after.Pressure),
		// Busy time comes in ticks of 10 ms per processor and kind, so a quiet
		// machine may come out below 0.
		ForeignCPUNs: since(before.Busy+used, after.Busy),
		Load:         before.Load,
	}
	if times := after.Throttled - before.Throttled; times > 0 {
		n.Throttled, n.ThrottledNs = &times, new(since(before.ThrottledFor, after.ThrottledFor))
	}
	return n
}

// Shares of a trial's length past which it counts as disturbed. They are set
// where a cost per request would move by more than the differences that a
// report ranks (a few per cent): stolen time lengthens what was running, and a
// foreign task on a pinned processor evicts its caches and delays its wake-ups.
// Pressure rises when the two sides' own threads meet, so its bound is wider.
const (
	MaxSteal    = 0.01 // of one processor
	MaxForeign  = 0.05 // of one processor
	MaxPressure = 0.25
)

// Disturbed says what of n is past its bound in a trial of the given length.
func Disturbed(n record.Noise, wall time.Duration) []record.Warning {
	var warnings []record.Warning
	warn := func(ns int64, most float64, text, remedy string) {
		if wall <= 0 || float64(ns) <= most*float64(wall) {
			return
		}
		warnings = append(warnings, record.Warning{
			Code:   record.Disturbed,
			Text:   fmt.Sprintf("%s for %v of %v", text, time.Duration(ns).Round(time.Millisecond), wall.Round(time.Millisecond)),
			Remedy: remedy,
		})
	}
	if n.Throttled != nil { // first: a report shows the first
		text := fmt.Sprintf("the CPU quota of the cgroup was used up %d times (nr_throttled), and stopped every process in it", *n.Throttled)
		warn(*n.ThrottledNs, MaxSteal, text,
			"start the container without a limit on CPU time (docker run without --cpus), or lift the unit's CPUQuota=")
	}
	warn(n.StealNs, MaxSteal, "the hypervisor gave the processors to others", "use a machine that is not shared, or more rounds")
	warn(n.ForeignCPUNs, MaxForeign, "other programs used the processors", "stop them, or use more rounds")
	if n.Throttled == nil { // who is stopped by a quota is runnable, and counted as waiting: that is nobody else's doing
		warn(n.PressureNs, MaxPressure, "runnable tasks waited for a processor", "stop other programs, or give each side processors of its own")
	}
	return warnings
}
