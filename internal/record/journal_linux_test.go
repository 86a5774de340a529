package record

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAFullDiskLosesNothing stands in for a full disk with the limit on the
// size of a file, which fails in the middle of a write as a full disk does.
func TestAFullDiskLosesNothing(t *testing.T) {
	if !alone(t) {
		return
	}
	file, want := kept(t, t.TempDir())
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	j, err := OpenJournal(file)
	require.NoError(t, err)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(len(before)) + 100, Max: old.Max}))
	third := want.Trials[0]
	third.Round = 3
	full := j.Add(Entry{Trial: &third})
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))

	require.ErrorContains(t, full, "file too large")
	require.ErrorContains(t, full, "then finish the run with iomodels run --resume "+file)
	require.NotContains(t, full.Error(), "\n")
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
	require.Equal(t, 2, j.Trials)
	require.NoError(t, j.Add(Entry{Trial: &third}), "once there is room, it goes on")
	require.NoError(t, j.Close())
	j, err = OpenJournal(file)
	require.NoError(t, err)
	require.Equal(t, 3, j.Trials)
	require.NoError(t, j.Close())
}

func TestAJournalCannotBeginOnAFullDisk(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer f.Close()
	j := &Journal{path: filepath.Join("folder", "r.json.journal"), file: f}
	err = j.Begin(JournalHeader{Record: *small(t)})
	require.ErrorContains(t, err, "choose another --out")
}
