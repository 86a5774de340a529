package host

import (
	"fmt"
	"io"
	"os"
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
	var listed [maxCPUs]bool // a list may name a range many times
	for part := range strings.SplitSeq(strings.TrimSpace(text), ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || from < 0 || to < from || to >= maxCPUs {
			return nil, fmt.Errorf("%.60q is no list of processors: write it as in 0,2-3", text)
		}
		for n := from; n <= to; n++ {
			listed[n] = true
		}
	}
	var cpus []int
	for n, is := range listed {
		if is {
			cpus = append(cpus, n)
		}
	}
	return cpus, nil
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

// cores groups processors by core, given each one's hardware threads.
func cores(cpus []int, siblings func(int) []int) [][]int {
	var cores [][]int
	seen := map[int]bool{}
	for _, n := range cpus {
		if seen[n] {
			continue
		}
		var core []int
		for _, m := range siblings(n) {
			if slices.Contains(cpus, m) {
				core = append(core, m)
				seen[m] = true
			}
		}
		cores = append(cores, core)
	}
	return cores
}

// maxFile is more than any file of /proc and /sys that is read whole takes up: a
// table of mounts has some 100 bytes for each.
const maxFile = 1 << 20

// readTrimmed is a file's text without white space around it; empty if it
// cannot be read, as most of /sys may be missing in a container. Past maxFile
// it is not read.
func readTrimmed(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
