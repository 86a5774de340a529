package analysis

import (
	"path/filepath"
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
