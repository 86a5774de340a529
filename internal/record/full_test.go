package record

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A journal grows as long as it can be read, and what it has then is a record.
func TestAJournalStopsWhereItCouldNotBeRead(t *testing.T) {
	file, want := kept(t, t.TempDir())
	j, err := OpenJournal(file)
	require.NoError(t, err)
	defer j.Close()
	third := want.Trials[1]
	third.Round = 3
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	j.Most = int64(len(before)) + 100
	require.ErrorIs(t, j.Add(Entry{Trial: &third}), ErrFull)
	require.True(t, j.Full())
	require.Equal(t, 2, j.Trials)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, after, "what it holds is whole")

	want.Finished, want.Partial = want.Started, true
	whole, err := Marshal(&want)
	require.NoError(t, err)
	require.NoError(t, readable(whole, int64(len(before))), "a record is shorter than its journal")
	j.Most = 0
	require.NoError(t, j.Add(Entry{Trial: &third}), "there is room up to what is read")
}

func TestWhatCouldNotBeReadIsNotWritten(t *testing.T) {
	require.ErrorIs(t, readable(make([]byte, 11), 10), ErrFull)
	require.NoError(t, readable(make([]byte, 10), 10))
	require.ErrorContains(t, ErrFull, "longer than 256 MiB")

	// The bound is that of reading.
	path := filepath.Join(t.TempDir(), "r.json")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(maxBytes+1), "a file with a hole")
	require.NoError(t, f.Close())
	_, err = Text(path)
	require.ErrorIs(t, err, ErrTooLong)
}
