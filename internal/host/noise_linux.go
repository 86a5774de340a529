package host

import (
	"strconv"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"
)

// TakeSnapshot reads the machine's counters; what it does not have stays 0.
func TakeSnapshot() Snapshot {
	var s Snapshot
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return s
	}
	if stat, err := fs.Stat(); err == nil {
		t := stat.CPUTotal // seconds; guest time is part of user time
		s.Busy = seconds(t.User + t.Nice + t.System + t.IRQ + t.SoftIRQ)
		s.Steal = seconds(t.Steal)
	}
	if psi, err := fs.PSIStatsForResource("cpu"); err == nil && psi.Some != nil {
		s.Pressure = time.Duration(psi.Some.Total) * time.Microsecond
	}
	if load, err := fs.LoadAvg(); err == nil {
		s.Load = strconv.FormatFloat(load.Load1, 'f', 2, 64)
	}
	s.Throttled, s.ThrottledFor = cgroupTree{}.throttled()
	return s
}

// Steal is the time that the hypervisor has given to others, of all processors,
// in the kernel's steps of 10 ms; 0 where it is not known.
func Steal() time.Duration {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return 0
	}
	stat, err := fs.Stat()
	if err != nil {
		return 0
	}
	return seconds(stat.CPUTotal.Steal).Round(time.Millisecond)
}

// Spent is the CPU time of this process and of the children that have ended.
func Spent() time.Duration {
	var sum time.Duration
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var u unix.Rusage
		if unix.Getrusage(who, &u) == nil {
			sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	return sum
}

func seconds(f float64) time.Duration { return time.Duration(f * float64(time.Second)) }
