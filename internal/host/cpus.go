package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxCPUs bounds the numbers that ParseCPUs takes: CPU_SETSIZE, the size of
// the mask in sched_setaffinity(2) as x/sys has it.
const maxCPUs = 1024

// ParseCPUs reads a list of processors as the kernel writes it: "0,2-3". The
// result is sorted and holds each processor once.
func ParseCPUs(text string) ([]int, error) {
	var cpus []int
	for part := range strings.SplitSeq(strings.TrimSpace(text), ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || from < 0 || to < from || to >= maxCPUs {
			return nil, fmt.Errorf("%q is no list of processors: write it as in 0,2-3", text)
		}
		for n := from; n <= to; n++ {
			cpus = append(cpus, n)
		}
	}
	slices.Sort(cpus)
	return slices.Compact(cpus), nil
}

// FormatCPUs writes a list of processors as ParseCPUs reads it.
func FormatCPUs(cpus []int) string {
	var parts []string
	for i := 0; i < len(cpus); {
		j := i
		for j+1 < len(cpus) && cpus[j+1] == cpus[j]+1 {
			j++
		}
		part := strconv.Itoa(cpus[i])
		if j > i {
			part += "-" + strconv.Itoa(cpus[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
