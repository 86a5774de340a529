package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// The reference records are whole, and the report beside them is made from them.
func TestTheReferenceReportIsMadeFromItsRecords(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join("..", "..", "results", "*", "report.md"))
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, published := range folders {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(published), "*.json"))
		require.NoError(t, err)
		var records []*record.Record
		for _, file := range files {
			r, err := record.Read(file)
			require.NoError(t, err)
			require.NotEmpty(t, r.Tool.Commit, "%s was measured by a build that does not know its commit", file)
			require.False(t, r.Partial, file)
			records = append(records, r)
		}
		var text bytes.Buffer
		require.NoError(t, Render(&text, records, "markdown", Options{}))
		if *update {
			require.NoError(t, os.WriteFile(published, text.Bytes(), 0o666))
		}
		old, err := os.ReadFile(published)
		require.NoError(t, err)
		require.Equal(t, string(old), text.String(), "run go test -update, and read the difference")
	}
}

// Every figure that is published can be traced to a record in results/.
func TestEveryRecordThatIsNamedIsThere(t *testing.T) {
	var known []string
	files, err := filepath.Glob(filepath.Join("..", "..", "results", "*", "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		r, err := record.Read(file)
		require.NoError(t, err)
		known = append(known, r.ID)
	}
	texts, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	require.NoError(t, err)
	named := 0
	for _, file := range append(texts, filepath.Join("..", "..", "README.md")) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, id := range regexp.MustCompile(`im1-[a-z2-7]{52}`).FindAllString(string(text), -1) {
			named++
			require.Contains(t, known, id, file)
		}
	}
	require.Positive(t, named)
}
