package host

import (
	"os"
	"slices"
	"strings"
)

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

// readTrimmed is a file's text without white space around it; empty if it
// cannot be read, as most of /sys may be missing in a container.
func readTrimmed(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
