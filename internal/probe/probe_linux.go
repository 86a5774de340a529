package probe

import (
	"fmt"
	"time"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"
)

// tick is 1/USER_HZ, the unit of times in /proc: 10 ms on every architecture
// that Go runs on, whatever the kernel's own HZ is.
const tick = time.Second / 100

// CPU reads the process's CPU clock: one system call, nanoseconds.
func CPU(pid int) (time.Duration, error) {
	// clock_getcpuclockid(3) makes the ID of a process's scheduler clock
	// (CPUCLOCK_SCHED, 2) from the pid alike.
	id := int32(^pid<<3 | 2)
	var ts unix.Timespec
	if err := unix.ClockGettime(id, &ts); err != nil {
		return 0, fmt.Errorf("clock_gettime of process %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}

// Rest is what process pid has used so far, without the CPU clock. Reading it
// takes some hundred times as long as the clock.
func Rest(pid int) (Usage, error) {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return Usage{}, fmt.Errorf("process %d: %w", pid, err)
	}
	stat, err := p.Stat()
	if err != nil {
		return Usage{}, fmt.Errorf("process %d: %w", pid, err)
	}
	u := Usage{User: time.Duration(stat.UTime) * tick, System: time.Duration(stat.STime) * tick}
	threads, err := procfs.AllThreads(pid)
	if err != nil {
		return Usage{}, fmt.Errorf("process %d: %w", pid, err)
	}
	for _, t := range threads {
		// A thread may have ended since the list was made.
		if status, err := t.NewStatus(); err == nil {
			u.Voluntary += int64(status.VoluntaryCtxtSwitches)
			u.Involuntary += int64(status.NonVoluntaryCtxtSwitches)
		}
		if sched, err := t.Schedstat(); err == nil {
			u.RunDelay += time.Duration(sched.WaitingNanoseconds)
		}
	}
	return u, nil
}

// RSS is the memory of process pid that is resident, in bytes: from
// smaps_rollup, which is exact, else from the counter in stat, which the kernel
// may keep some pages per thread behind.
func RSS(pid int) (int64, error) {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return 0, fmt.Errorf("process %d: %w", pid, err)
	}
	if m, err := p.ProcSMapsRollup(); err == nil && m.Rss > 0 {
		return int64(m.Rss), nil
	}
	stat, err := p.Stat()
	if err != nil {
		return 0, fmt.Errorf("process %d: %w", pid, err)
	}
	return int64(stat.ResidentMemory()), nil
}

// Descriptors is how many descriptors process pid has open.
func Descriptors(pid int) (int, error) {
	p, err := procfs.NewProc(pid)
	if err != nil {
		return 0, fmt.Errorf("process %d: %w", pid, err)
	}
	return p.FileDescriptorsLen()
}
