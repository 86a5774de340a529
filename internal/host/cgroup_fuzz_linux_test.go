package host

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever stands in mountinfo and in a group's path, only folders below the
// mount's point are looked at, no more than the path has, and the point last.
func FuzzCgroupPaths(f *testing.F) {
	for line := range strings.Lines(v1Mounts + v2Mounts) {
		f.Add(line, "/docker/a")
	}
	f.Add(`32 31 0:29 /docker/abc /sys/fs/a\040b rw - cgroup cgroup rw,cpu`, "/docker/abc/../../etc")
	f.Fuzz(func(t *testing.T, line, path string) {
		m, isCgroup := parseMount(line)
		if !isCgroup {
			return
		}
		folders := cgroupTree{"/made-up"}.upwards(m, path)
		point := filepath.Join("/made-up"+m.point, "/")
		require.Equal(t, point, folders[len(folders)-1])
		require.LessOrEqual(t, len(folders), strings.Count(path, "/")+2)
		for _, folder := range folders {
			require.True(t, folder == point || strings.HasPrefix(folder, strings.TrimSuffix(point, "/")+"/"), folder)
		}
	})
}

func FuzzQuota(f *testing.F) {
	for _, text := range []string{"50000 100000", "max 100000", "", "-1 0", "1 0", "1e9 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if share, limited := quotaOf(text); limited {
			require.Positive(t, share)
			require.Less(t, share, 1e19, "of two whole numbers")
		}
	})
}
