package analysis

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func TestEveryPublishedRecordCanBeAnalysed(t *testing.T) {
	files, err := filepath.Glob("../../results/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		r, err := record.Read(file)
		require.NoError(t, err)
		s := analyse(r)
		require.NotEmpty(t, s.Trials, file)
		requireMedians(t, file, s)
	}
}

// Six rounds rank most of what twelve do.
func TestSixRoundsOfTheReferenceRank(t *testing.T) {
	r, err := record.Read("../../results/epyc-2cpu-kvm/reference.json")
	require.NoError(t, err)
	for _, c := range []struct {
		rounds int64
		ranked int
	}{{12, 32}, {6, 28}} {
		r.Trials = slices.DeleteFunc(r.Trials, func(t record.Trial) bool { return t.Round > c.rounds })
		s := analyse(r)
		ranked := 0
		for _, cell := range s.Cells {
			ranked += one(cell.CPURatio != nil && cell.CPURatio.Significant)
		}
		require.Equal(t, []int{38, c.ranked}, []int{s.CPU.Comparisons, ranked}, "%d rounds", c.rounds)
	}
}
