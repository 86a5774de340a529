package probe

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
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
	waited Usage
}

// readTree reads who descends from whom: of all processes, since a kernel need
// not have the files that list a process's children.
func readTree(root int) (tree, error) {
	t := tree{root: root}
	all, err := os.ReadDir("/proc")
	if err != nil {
		return t, fmt.Errorf("processes: %w", err)
	}
	children, waited := map[int][]int{}, map[int]Usage{}
	for _, entry := range all {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if parent, used, err := readParent(pid); err == nil { // else it ended since
			children[parent] = append(children[parent], pid)
			waited[pid] = used
		}
	}
	if _, lives := waited[root]; !lives {
		return t, fmt.Errorf("process %d is gone", root)
	}
	for next := []int{root}; len(next) > 0; next = next[1:] {
		t.waited = t.waited.Plus(waited[next[0]])
		t.pids = append(t.pids, children[next[0]]...)
		next = append(next, children[next[0]]...)
	}
	return t, nil
}

// readParent reads a process's parent, and what its children used that it waited
// for. procfs would read and convert 50 fields where three are needed, of every
// process of the machine, at both ends of a window.
func readParent(pid int) (parent int, waited Usage, err error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, waited, err
	}
	if parent, waited, err = parseStat(text); err != nil {
		err = fmt.Errorf("process %d: %w", pid, err)
	}
	return parent, waited, err
}

// parseStat reads proc_pid_stat(5) as far as readParent needs it.
func parseStat(text []byte) (parent int, waited Usage, err error) {
	// The name before it is in parentheses and may hold any character.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const ppid, cutime, cstime = 4 - 3, 16 - 3, 17 - 3 // proc_pid_stat(5), less the two before
	if len(fields) <= cstime {
		return 0, waited, fmt.Errorf("its stat has %d fields", len(fields))
	}
	var user, system int
	for _, f := range []struct {
		field int
		value *int
	}{{ppid, &parent}, {cutime, &user}, {cstime, &system}} {
		if *f.value, err = strconv.Atoi(fields[f.field]); err != nil {
			return 0, waited, err
		}
	}
	waited.User, waited.System = time.Duration(user)*tick, time.Duration(system)*tick
	waited.CPU = waited.User + waited.System
	return parent, waited, nil
}

// unchanged says that nobody in the tree has waited for a child since t was read.
func (t tree) unchanged() bool {
	var sum Usage
	for _, pid := range append([]int{t.root}, t.pids...) {
		_, waited, err := readParent(pid)
		if err != nil {
			return false
		}
		sum = sum.Plus(waited)
	}
	return sum == t.waited
}

// errTreeChanges is that a tree changed whenever it was looked at.
var errTreeChanges = errors.New("processes come and go too fast to be counted")

// maxTreeReads is how often a tree is looked at before that is said.
const maxTreeReads = 20

// overTree adds up what read says of each process that descends from root. A
// process that is waited for meanwhile moves what it used to its parent, so
// that it would count twice or not at all: then all is read again.
func overTree[T any](root int, read func(pid int) (T, error), plus func(a, b T) T) (total T, waited Usage, err error) {
	for range maxTreeReads {
		t, err := readTree(root)
		switch {
		case err != nil:
			return total, waited, err
		case len(t.pids) == 0:
			return total, waited, fmt.Errorf("nothing that process %d started is left", root)
		}
		var sum T
		whole := true
		for _, pid := range t.pids {
			one, err := read(pid)
			whole = whole && err == nil
			sum = plus(sum, one)
		}
		if whole && t.unchanged() {
			return sum, t.waited, nil
		}
	}
	return total, waited, errTreeChanges
}
