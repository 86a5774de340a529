package lab

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "make the pages anew from results.json")

const docs = "../../docs/lab"

func recorded(t *testing.T) Book {
	t.Helper()
	b, err := ReadBook(docs)
	require.NoError(t, err)
	require.NotEmpty(t, b.Results)
	return b
}

// The pages are made from results.json and from nothing else: a page edited by
// hand, or left behind by an experiment that is gone, is found here.
func TestThePagesAreThoseOfTheRecordedResults(t *testing.T) {
	there := map[string]bool{}
	entries, err := os.ReadDir(docs)
	require.NoError(t, err)
	for _, e := range entries {
		there[e.Name()] = true
	}
	for name, page := range recorded(t).Pages() {
		text, err := os.ReadFile(filepath.Join(docs, name))
		require.True(t, err == nil || *update, err)
		if *update {
			require.NoError(t, os.WriteFile(filepath.Join(docs, name), page, 0o644))
		} else {
			require.Equal(t, string(page), string(text), "%s: make it anew with -update", name)
		}
		delete(there, name)
	}
	require.Empty(t, there, "nothing makes these files")
}
