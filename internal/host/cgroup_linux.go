package host

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A cgroupTree finds the control groups of this process, in whichever hierarchy
// the machine has: that of version 2, one of version 1 for each controller, or
// both. root is "" but in tests.
type cgroupTree struct{ root string }

// folders are those of a controller, from this process's own group up to the
// highest that can be seen, and whether they are of version 2. Each of them
// bounds what is below it.
func (t cgroupTree) folders(controller string) (folders []string, v2 bool) {
	paths := t.paths()
	for line := range strings.SplitSeq(readTrimmed(t.root+"/proc/self/mountinfo"), "\n") {
		m, isCgroup := parseMount(line)
		if !isCgroup {
			continue
		}
		path, member := paths[controller]
		if m.v2 {
			path, member = paths[""]
			member = member && slices.Contains(strings.Fields(readTrimmed(t.root+m.point+"/cgroup.controllers")), controller)
		} else {
			member = member && slices.Contains(strings.Split(m.options, ","), controller)
		}
		if member {
			return t.upwards(m, path), m.v2
		}
	}
	return nil, false
}

// paths are this process's groups by controller, that of version 2 by "".
func (t cgroupTree) paths() map[string]string {
	paths := map[string]string{}
	for line := range strings.SplitSeq(readTrimmed(t.root+"/proc/self/cgroup"), "\n") {
		parts := strings.SplitN(line, ":", 3) // cgroups(7)
		if len(parts) != 3 {
			continue
		}
		for controller := range strings.SplitSeq(parts[1], ",") {
			paths[controller] = parts[2]
		}
	}
	return paths
}

// A mount is a hierarchy that is mounted: the group that is seen at its point.
type mount struct {
	group, point, options string
	v2                    bool
}

// parseMount reads a line of proc_pid_mountinfo(5).
func parseMount(line string) (m mount, isCgroup bool) {
	fields := strings.Fields(line)
	dash := slices.Index(fields, "-")
	if dash < 6 || dash+3 >= len(fields) {
		return m, false
	}
	kind := fields[dash+1]
	m = mount{group: unescape(fields[3]), point: unescape(fields[4]), options: fields[dash+3], v2: kind == "cgroup2"}
	return m, kind == "cgroup" || kind == "cgroup2"
}

// unescape gives back the characters that mountinfo writes in octal.
func unescape(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}

// upwards are the folders from a group up to the one at the mount's point. In a
// container the path may be one of the machine outside, of which the point is
// all that is seen.
func (t cgroupTree) upwards(m mount, path string) []string {
	inside := "/"
	if rest, below := strings.CutPrefix(path, strings.TrimSuffix(m.group, "/")); below && (rest == "" || rest[0] == '/') {
		inside = filepath.Clean("/" + rest)
	}
	var folders []string
	for ; ; inside = filepath.Dir(inside) {
		folders = append(folders, filepath.Join(t.root+m.point, inside))
		if inside == "/" {
			return folders
		}
	}
}

// noLimit is how version 2 writes it.
const noLimit = "max"

// limits are what this process's groups allow, in the form of version 2: of
// several, one above the other, the tightest. Empty: not known.
type limits struct {
	cpu    string // microseconds of a period: "50000 100000", "max 100000"
	memory string // bytes
	pids   string
}

func (t cgroupTree) limits() limits {
	return limits{cpu: t.cpu(), memory: t.least("memory", "memory.limit_in_bytes", "memory.max"), pids: t.least("pids", "pids.max", "pids.max")}
}

// cpu is the quota that allows the least share.
func (t cgroupTree) cpu() (tightest string) {
	folders, v2 := t.folders("cpu")
	least := math.Inf(1)
	for _, f := range folders {
		text := readTrimmed(f + "/cpu.max")
		if !v2 {
			quota, period := readTrimmed(f+"/cpu.cfs_quota_us"), readTrimmed(f+"/cpu.cfs_period_us")
			if text = ""; quota != "" && period != "" {
				text = strings.Replace(quota, "-1", noLimit, 1) + " " + period
			}
		}
		share, limited := quotaOf(text)
		if tightest == "" || limited && share < least {
			tightest = text
		}
		if limited {
			least = min(least, share)
		}
	}
	return tightest
}

// least is the lowest of a controller's limits.
func (t cgroupTree) least(controller, v1, v2 string) (lowest string) {
	t.each(controller, v1, v2, func(_ string, limit int64) {
		if n, err := strconv.ParseInt(lowest, 10, 64); lowest == "" || limit < noneFrom && (err != nil || limit < n) {
			if lowest = noLimit; limit < noneFrom {
				lowest = strconv.FormatInt(limit, 10)
			}
		}
	})
	return lowest
}

// noneFrom is what a limit means nothing from: version 1 writes the largest
// number of pages as bytes where there is none.
const noneFrom = 1 << 60

// each calls f with every group that has a limit of a controller, which is
// noneFrom if there is none.
func (t cgroupTree) each(controller, v1, v2 string, f func(folder string, limit int64)) {
	folders, isV2 := t.folders(controller)
	name := v1
	if isV2 {
		name = v2
	}
	for _, folder := range folders {
		switch text := readTrimmed(filepath.Join(folder, name)); text {
		case "":
		case noLimit:
			f(folder, noneFrom)
		default:
			if n, seen := firstNumber(text); seen {
				f(folder, min(n, noneFrom))
			}
		}
	}
}

// room is how much of what a controller limits is still free, in the group that
// has the least; false if none has a limit. What spare says in a group's
// memory.stat the kernel takes back when it needs it.
func (t cgroupTree) room(controller string, v1, v2 [2]string, spare ...string) (least int64, limited bool) {
	t.each(controller, v1[0], v2[0], func(folder string, limit int64) {
		if limit == noneFrom {
			return
		}
		used := max(numberIn(folder+"/"+v1[1]), numberIn(folder+"/"+v2[1]))
		for _, name := range spare {
			used -= statIn(folder+"/memory.stat", name)
		}
		if free := max(limit-used, 1); !limited || free < least { // 0 would be what cannot be seen
			least, limited = free, true
		}
	})
	return least, limited
}

func (t cgroupTree) memoryRoom() (int64, bool) {
	return t.room("memory", [2]string{"memory.limit_in_bytes", "memory.usage_in_bytes"}, [2]string{"memory.max", "memory.current"}, "inactive_file")
}

func (t cgroupTree) pidsRoom() (int64, bool) {
	both := [2]string{"pids.max", "pids.current"}
	return t.room("pids", both, both)
}

// throttled is how often, and for how long, the quota of a group above this
// process stopped everything in it.
func (t cgroupTree) throttled() (times int64, d time.Duration) {
	folders, _ := t.folders("cpu")
	for _, f := range folders {
		times += statIn(f+"/cpu.stat", "nr_throttled")
		d += time.Duration(statIn(f+"/cpu.stat", "throttled_usec"))*time.Microsecond + time.Duration(statIn(f+"/cpu.stat", "throttled_time"))
	}
	return times, d
}

// statIn is a named number in a file of them; 0: it is not there.
func statIn(file, name string) int64 {
	for line := range strings.SplitSeq(readTrimmed(file), "\n") {
		if key, value, _ := strings.Cut(line, " "); key == name {
			n, _ := firstNumber(value)
			return n
		}
	}
	return 0
}
