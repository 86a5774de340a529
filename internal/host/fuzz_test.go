package host

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzCPUs writes what was read, and reads it again.
func FuzzCPUs(f *testing.F) {
	for _, text := range []string{"0", "0,2-3\n", "3,1-2,2-3", "0-1023,0-1023", "1024", "-1", "2-1", "0-", "", "99999999999999999999", "0x1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cpus, err := ParseCPUs(text)
		if err != nil {
			require.Less(t, len(err.Error()), 500)
			return
		}
		require.NotEmpty(t, cpus)
		require.LessOrEqual(t, len(cpus), maxCPUs)
		require.True(t, slices.IsSorted(cpus))
		require.Equal(t, cpus, slices.Compact(slices.Clone(cpus)))
		again, err := ParseCPUs(FormatCPUs(cpus))
		require.NoError(t, err)
		require.Equal(t, cpus, again)
	})
}

// A file of /sys may be replaced by anything, in a container or by a mistake.
func TestAFileIsReadWithinItsBound(t *testing.T) {
	file := filepath.Join(t.TempDir(), "large")
	require.NoError(t, os.WriteFile(file, []byte(" x\n"), 0o600))
	require.Equal(t, "x", readTrimmed(file))
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("x", 3*maxFile)), 0o600))
	require.Len(t, readTrimmed(file), maxFile)
}
