package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/procfs"

	"github.com/iomodels/iomodels/internal/probe"
)

// Examine looks at this machine for as long as watch, in which nothing must be
// measured, or until ctx ends.
func Examine(ctx context.Context, watch time.Duration) Machine {
	m := Machine{
		Environment:  Environment(),
		Clocksources: strings.Fields(readTrimmed("/sys/devices/system/clocksource/clocksource0/available_clocksource")),
		Turbo:        turbo(),
		PSI:          readTrimmed("/proc/pressure/cpu") != "",
		Capacity:     capacityHere(),
		HugePages:    chosen(readTrimmed("/sys/kernel/mm/transparent_hugepage/enabled")),
	}
	if cpus, err := Allowed(); err == nil {
		m.Cores = cores(cpus, siblings)
	}
	_, m.NoFileHard, _ = NoFile()
	nodes, _ := filepath.Glob("/sys/devices/system/node/node[0-9]*")
	m.Nodes = len(nodes)
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if mem, err := fs.Meminfo(); err == nil && mem.SwapTotalBytes != nil && mem.SwapFreeBytes != nil {
			m.SwapUsed = int64(*mem.SwapTotalBytes - *mem.SwapFreeBytes)
		}
	}
	if err := probe.CanCountCalls(); err != nil {
		m.Uncounted.Reason = err.Error()
		if why := (*probe.Unavailable)(nil); errors.As(err, &why) {
			m.Uncounted.Remedy = why.Remedy
		}
	}
	m.watch(ctx, watch)
	return m
}

// watch sees what the machine does while nothing is asked of it.
func (m *Machine) watch(ctx context.Context, d time.Duration) {
	own := func() time.Duration { t, _ := probe.CPU(os.Getpid()); return t }
	processes := cpuByProcess()
	before, used, begin := TakeSnapshot(), own(), time.Now()
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	m.Watched = time.Since(begin)
	m.Noise = Noise(before, TakeSnapshot(), own()-used)
	m.Busiest = busiest(processes, cpuByProcess(), m.Watched)
}

// process is a process that lives: its number may be another's by the next look.
type process struct {
	pid     int
	started uint64
}

// usage is what a process is called, which it may change, and has used.
type usage struct {
	name string
	cpu  time.Duration
}

// cpuByProcess is the CPU time of every process but this one.
func cpuByProcess() map[process]usage {
	used := map[process]usage{}
	all, _ := procfs.AllProcs()
	for _, p := range all {
		stat, err := p.Stat()
		if err != nil || p.PID == os.Getpid() {
			continue
		}
		name, _, _ := strings.Cut(stat.Comm, "/") // the kernel's workers are named by task
		used[process{p.PID, stat.Starttime}] = usage{name, seconds(stat.CPUTime())}
	}
	return used
}

// busiest names the programs that used a fiftieth of a processor or more,
// three at most: by their names alone, since arguments may tell secrets.
func busiest(before, after map[process]usage, over time.Duration) []string {
	byName := map[string]time.Duration{}
	for p, used := range after {
		byName[used.name] += used.cpu - before[p].cpu
	}
	var names []string
	for name, used := range byName {
		if used*50 >= over {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(byName[b], byName[a]), strings.Compare(a, b))
	})
	names = names[:min(3, len(names))]
	for i, name := range names {
		names[i] = fmt.Sprintf("%s (%.0f %%)", name, 100*float64(byName[name])/float64(over))
	}
	return names
}

// turbo is the file that switches turbo off, if there is one and it is on.
func turbo() string {
	for file, on := range map[string]string{
		"/sys/devices/system/cpu/intel_pstate/no_turbo": "0",
		"/sys/devices/system/cpu/cpufreq/boost":         "1",
	} {
		if readTrimmed(file) == on {
			return file
		}
	}
	return ""
}

// chosen is the word in brackets: "always [madvise] never".
func chosen(text string) string {
	_, rest, _ := strings.Cut(text, "[")
	word, _, _ := strings.Cut(rest, "]")
	return word
}
