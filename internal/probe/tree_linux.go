package probe

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/procfs"
)

// Descendants are the processes that descend from process root and live, those
// included that have ended and not been waited for.
func Descendants(root int) ([]int, error) {
	t, err := readTree(root)
	return t.pids, err
}

// tree is one look at a process and everything that descends from it.
type tree struct {
	root int
	pids []int // that descend from root

	// What children used that have been waited for, by anybody in the tree.
	// The root's own are among them: an orphan comes to the root, if that is
	// a child subreaper.
	user, system time.Duration
}

// readTree reads who descends from whom: of all processes, since a kernel need
// not have the files that list a process's children.
func readTree(root int) (tree, error) {
	t := tree{root: root}
	all, err := procfs.AllProcs()
	if err != nil {
		return t, fmt.Errorf("processes: %w", err)
	}
	children, stats := map[int][]int{}, map[int]procfs.ProcStat{}
	for _, p := range all {
		stat, err := p.Stat()
		if err != nil {
			continue // it ended since the list was made
		}
		stats[p.PID] = stat
		children[stat.PPID] = append(children[stat.PPID], p.PID)
	}
	if _, lives := stats[root]; !lives {
		return t, fmt.Errorf("process %d is gone", root)
	}
	for next := []int{root}; len(next) > 0; next = next[1:] {
		stat := stats[next[0]]
		t.user += time.Duration(stat.CUTime) * tick
		t.system += time.Duration(stat.CSTime) * tick
		t.pids = append(t.pids, children[next[0]]...)
		next = append(next, children[next[0]]...)
	}
	return t, nil
}

// errRestless is that a tree changed whenever it was looked at.
var errRestless = errors.New("processes come and go too fast to be counted")

// restlessness is how often a tree is looked at before that is said.
const restlessness = 20

// overTree adds up what read says of each process that descends from root. A
// process that ends and is waited for meanwhile moves what it used to its
// parent, so that it would count twice or not at all: then all is read again.
func overTree[T any](root int, read func(pid int) (T, error), plus func(a, b T) T) (total T, waited tree, err error) {
	before, err := readTree(root)
	for range restlessness {
		if err != nil {
			return total, before, err
		}
		var sum T
		whole := len(before.pids) > 0
		for _, pid := range before.pids {
			one, err := read(pid)
			if err != nil {
				whole = false
				break
			}
			sum = plus(sum, one)
		}
		var after tree
		if after, err = readTree(root); err == nil && len(after.pids) == 0 {
			return total, after, fmt.Errorf("nothing that process %d started is left", root)
		}
		if whole && after.user == before.user && after.system == before.system {
			return sum, before, err
		}
		before = after
	}
	return total, before, errRestless
}

func treeCPU(root int) (time.Duration, error) {
	live, waited, err := overTree(root, CPU, func(a, b time.Duration) time.Duration { return a + b })
	return live + waited.user + waited.system, err
}

func treeSample(root int) (Usage, error) {
	live, waited, err := overTree(root, Sample, Usage.Plus)
	return live.Plus(Usage{CPU: waited.user + waited.system, User: waited.user, System: waited.system}), err
}

func treeRSS(root int) (int64, error) {
	// One that has ended but not been waited for has no memory, and says so.
	bytes, _, err := overTree(root, RSS, func(a, b int64) int64 { return a + b })
	return bytes, err
}
