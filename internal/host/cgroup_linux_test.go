package host

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// tree is a made-up /proc and /sys.
func tree(t *testing.T, files map[string]string) cgroupTree {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	}
	return cgroupTree{root}
}

const (
	v1Mounts = "22 1 0:21 / /proc rw - proc proc rw\n" +
		"32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n" +
		"35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n" +
		"39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n" +
		"41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
	v2Mounts = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
)

func TestTheTightestLimitOfEitherHierarchyIsSeen(t *testing.T) {
	for about, c := range map[string]struct {
		files map[string]string
		want  limits
	}{
		"version 1": {map[string]string{
			"proc/self/mountinfo": v1Mounts,
			"proc/self/cgroup":    "8:pids:/\n4:memory:/docker/a\n1:cpu,cpuacct:/docker/a\n0::/\n",
			"sys/fs/cgroup/cpu,cpuacct/docker/a/cpu.cfs_quota_us":  "50000\n",
			"sys/fs/cgroup/cpu,cpuacct/docker/a/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us":    "-1\n",
			"sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_period_us":   "100000\n",
			"sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes":  "9223372036854771712\n",
			"sys/fs/cgroup/memory/docker/memory.limit_in_bytes":    "268435456\n",
			"sys/fs/cgroup/pids/pids.max":                          "max\n",
		}, limits{"50000 100000", "268435456", "max"}},
		"version 1 without limits": {map[string]string{
			"proc/self/mountinfo":                         v1Mounts,
			"proc/self/cgroup":                            "4:memory:/\n1:cpu,cpuacct:/\n",
			"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us":  "-1\n",
			"sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":  "9223372036854771712\n",
		}, limits{"max 100000", "max", ""}},
		"version 1 in a container, which sees its own group at the point": {map[string]string{
			"proc/self/mountinfo":                 "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
			"proc/self/cgroup":                    "1:cpu:/docker/abc\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us":  "150000\n",
			"sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
		}, limits{"150000 100000", "", ""}},
		"version 1, with a path that cannot be seen": {map[string]string{
			"proc/self/mountinfo":                     "32 31 0:29 / /sys/fs/cgroup/cpu\\040set ro - cgroup cgroup rw,cpu\n",
			"proc/self/cgroup":                        "1:cpu:/docker/abc\n",
			"sys/fs/cgroup/cpu set/cpu.cfs_quota_us":  "20000\n",
			"sys/fs/cgroup/cpu set/cpu.cfs_period_us": "10000\n",
		}, limits{"20000 10000", "", ""}},
		"version 2, tightest above": {map[string]string{
			"proc/self/mountinfo":                      v2Mounts,
			"proc/self/cgroup":                         "0::/a.slice/b.scope\n",
			"sys/fs/cgroup/cgroup.controllers":         "cpuset cpu io memory pids\n",
			"sys/fs/cgroup/a.slice/b.scope/cpu.max":    "80000 100000\n",
			"sys/fs/cgroup/a.slice/cpu.max":            "10000 50000\n",
			"sys/fs/cgroup/a.slice/b.scope/memory.max": "2000000000\n",
			"sys/fs/cgroup/a.slice/memory.max":         "1000000000\n",
			"sys/fs/cgroup/a.slice/b.scope/pids.max":   "100\n",
			"sys/fs/cgroup/a.slice/pids.max":           "max\n",
		}, limits{"10000 50000", "1000000000", "100"}},
		"version 2 without limits": {map[string]string{
			"proc/self/mountinfo":              v2Mounts,
			"proc/self/cgroup":                 "0::/../x\n", // of a namespace beside this one
			"sys/fs/cgroup/cgroup.controllers": "cpu memory pids\n",
			"sys/fs/cgroup/x/cpu.max":          "max 100000\n",
			"sys/fs/cgroup/x/memory.max":       "max\n",
		}, limits{"max 100000", "max", ""}},
		"both: memory of version 1, pids of version 2": {map[string]string{
			"proc/self/mountinfo":                          v1Mounts,
			"proc/self/cgroup":                             "4:memory:/m\n0::/u\n",
			"sys/fs/cgroup/memory/m/memory.limit_in_bytes": "4096\n",
			"sys/fs/cgroup/unified/cgroup.controllers":     "pids\n",
			"sys/fs/cgroup/unified/u/pids.max":             "7\n",
			"sys/fs/cgroup/unified/u/memory.max":           "1\n", // not its controller
		}, limits{"", "4096", "7"}},
		"nothing to see": {nil, limits{}},
		"damaged": {map[string]string{
			"proc/self/mountinfo": "cgroup2 - cgroup2\n - cgroup\n30 23 0:26 / /s rw - cgroup2\n",
			"proc/self/cgroup":    "0:\n::\n1\n",
		}, limits{}},
	} {
		require.Equal(t, c.want, tree(t, c.files).limits(), about)
	}
}

func TestWhatAGroupHasLeftIsSeen(t *testing.T) {
	v1 := tree(t, map[string]string{
		"proc/self/mountinfo":                          v1Mounts,
		"proc/self/cgroup":                             "8:pids:/p\n4:memory:/a\n1:cpu,cpuacct:/a\n",
		"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000\n",
		"sys/fs/cgroup/memory/a/memory.usage_in_bytes": "900\n",
		"sys/fs/cgroup/memory/a/memory.stat":           "cache 800\ninactive_file 300\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes":   "9223372036854771712\n",
		"sys/fs/cgroup/pids/p/pids.max":                "50\n",
		"sys/fs/cgroup/pids/p/pids.current":            "50\n",
		"sys/fs/cgroup/cpu,cpuacct/a/cpu.stat":         "nr_periods 9\nnr_throttled 3\nthrottled_time 7000000\n",
	})
	v2 := tree(t, map[string]string{
		"proc/self/mountinfo":              v2Mounts,
		"proc/self/cgroup":                 "0::/a/b\n",
		"sys/fs/cgroup/cgroup.controllers": "cpu memory pids\n",
		"sys/fs/cgroup/a/b/memory.max":     "1000\n",
		"sys/fs/cgroup/a/b/memory.current": "600\n",
		"sys/fs/cgroup/a/memory.max":       "5000\n",
		"sys/fs/cgroup/a/memory.current":   "4900\n",
		"sys/fs/cgroup/a/memory.stat":      "inactive_file 300\n",
		"sys/fs/cgroup/a/b/pids.max":       "max\n",
		"sys/fs/cgroup/a/b/cpu.stat":       "usage_usec 5\nnr_throttled 2\nthrottled_usec 5000\n",
		"sys/fs/cgroup/a/cpu.stat":         "nr_throttled 1\nthrottled_usec 2000\n",
	})
	for about, one := range map[string]cgroupTree{"version 1": v1, "version 2": v2} {
		free, limited := one.memoryRoom()
		require.True(t, limited, about)
		require.EqualValues(t, 400, free, about)
		times, d := one.throttled()
		require.EqualValues(t, 3, times, about)
		require.Equal(t, 7*time.Millisecond, d, about)
	}
	pids, limited := v1.pidsRoom()
	require.True(t, limited)
	require.EqualValues(t, 1, pids, "none, which is told from what cannot be seen")
	_, limited = v2.pidsRoom()
	require.False(t, limited)
}

func TestAQuotaIsTheCauseAndNotOtherPrograms(t *testing.T) {
	before := Snapshot{Throttled: 10, ThrottledFor: time.Second}
	after := Snapshot{Throttled: 13, ThrottledFor: 1300 * time.Millisecond, Pressure: 900 * time.Millisecond}
	n := Noise(before, after, 0)
	require.Equal(t, record.Noise{Throttled: new(int64(3)), ThrottledNs: new(int64(3e8)), PressureNs: 9e8}, n)
	warnings := Disturbed(n, time.Second)
	require.Len(t, warnings, 1)
	require.Equal(t, record.Disturbed, warnings[0].Code)
	require.Contains(t, warnings[0].Text, "the CPU quota of the cgroup was used up 3 times (nr_throttled)")
	require.Contains(t, warnings[0].Remedy, "--cpus")
	require.NotContains(t, warnings[0].Remedy, "other programs")
}

func TestWhatAGroupLacksForTheDefaultSweepIsFound(t *testing.T) {
	m := sound()
	m.CgroupMemory, m.Capacity.MemoryFree, m.Capacity.PIDs = "268435456", 200e6, 30
	found := Diagnose(m)
	require.Len(t, found, 2)
	require.Contains(t, found[0].Finding, "0.2 GB of the 268435456 bytes")
	require.Contains(t, found[0].Command, "--memory")
	require.Contains(t, found[1].Finding, "30 more threads (pids.max)")
	require.Contains(t, found[1].Command, "--pids-limit")
	m.CgroupMemory, m.Capacity = "max", Capacity{MemoryFree: 200e6, PIDs: 5000}
	require.Empty(t, Diagnose(m))

	m = sound()
	m.Capacity.PIDs = 100
	found = DiagnoseFor(m, 1000, 10)
	require.Contains(t, found[0].Finding, "100 more threads (pids.max)")
}
