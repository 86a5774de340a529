package host

import (
	"encoding/json"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestAChildIsPinnedBeforeItRuns(t *testing.T) {
	allowed, err := Allowed()
	require.NoError(t, err)
	require.NotEmpty(t, allowed)
	last := allowed[len(allowed)-1]
	var before, after unix.CPUSet
	require.NoError(t, unix.SchedGetaffinity(os.Getpid(), &before))
	out, err := pinnedOutput([]int{last}, "grep", "Cpus_allowed_list", "/proc/self/status")
	require.NoError(t, err)
	require.Equal(t, FormatCPUs([]int{last}), strings.Fields(out)[1])
	require.NoError(t, unix.SchedGetaffinity(os.Getpid(), &after))
	require.Equal(t, before, after, "this process may run where it could before")

	out, err = pinnedOutput(nil, "grep", "Cpus_allowed_list", "/proc/self/status")
	require.NoError(t, err)
	require.Equal(t, FormatCPUs(allowed), strings.Fields(out)[1])
}

func pinnedOutput(cpus []int, name string, args ...string) (string, error) {
	var out strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stdout = &out
	if err := StartPinned(cmd, cpus); err != nil {
		return "", err
	}
	err := cmd.Wait()
	return out.String(), err
}

func TestAChildIsNotStartedOnAProcessorThatIsNotThere(t *testing.T) {
	_, err := pinnedOutput([]int{maxCPUs - 1}, "true")
	require.ErrorContains(t, err, "sched_setaffinity to processors 1023")
}

func TestTheEnvironmentIsFilledAndNamesNobody(t *testing.T) {
	e := Environment()
	require.Equal(t, "linux", e.OS)
	require.NotEmpty(t, e.Kernel)
	require.NotEmpty(t, e.CPUAccounting)
	require.Positive(t, e.Processors)
	require.Positive(t, e.ThreadsPerCore)
	require.Positive(t, e.MemoryBytes)
	require.Positive(t, e.NoFile)
	require.NotEmpty(t, e.Sysctls)
	require.NotNil(t, e.Mitigations)

	// Whole words: a short host name such as "vm" is part of many others.
	b, err := json.Marshal(e)
	require.NoError(t, err)
	words := strings.FieldsFunc(string(b), func(r rune) bool { return !strings.ContainsRune("-_.", r) && (r < '0' || r > 'z') })
	host, err := os.Hostname()
	require.NoError(t, err)
	require.NotContains(t, words, host)
	if u, err := user.Current(); err == nil {
		require.NotContains(t, words, u.Username)
	}
}

func TestASnapshotGrows(t *testing.T) {
	before := TakeSnapshot()
	require.Positive(t, before.Busy)
	require.NotEmpty(t, before.Load)
	after := TakeSnapshot()
	require.GreaterOrEqual(t, after.Busy, before.Busy)
	require.GreaterOrEqual(t, after.Pressure, before.Pressure)
}

func TestTheLimitOfDescriptorsCanBeRaised(t *testing.T) {
	soft, hard, err := NoFile()
	require.NoError(t, err)
	require.LessOrEqual(t, soft, hard)
	raised, err := RaiseNoFile()
	require.NoError(t, err)
	require.Equal(t, hard, raised)
	out, err := pinnedOutput(nil, "sh", "-c", "ulimit -n")
	require.NoError(t, err)
	if text := strings.TrimSpace(out); text != "unlimited" {
		require.Equal(t, strconv.FormatUint(hard, 10), text, "a child has it too")
	}
}
