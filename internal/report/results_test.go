package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// published are the folders of results/, one for each machine.
func published(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("..", "..", "results"))
	require.NoError(t, err)
	var folders []string
	for _, e := range entries {
		if e.IsDir() {
			require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, e.Name(), "results/README.md says how a folder is named")
			folders = append(folders, filepath.Join("..", "..", "results", e.Name()))
		}
	}
	require.NotEmpty(t, folders)
	return folders
}

// recordsIn are the records of a folder, in the order of their names. Each is
// whole, and says which build made it.
func recordsIn(t *testing.T, folder string) []*record.Record {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, folder)
	var records []*record.Record
	for _, file := range files {
		r, err := record.Read(file)
		require.NoError(t, err)
		require.NotEmpty(t, r.Tool.Commit, "%s was measured by a build that does not know its commit", file)
		require.False(t, r.Tool.Modified, "%s was measured by a build of a tree with changes", file)
		require.False(t, r.Partial, file)
		records = append(records, r)
	}
	return records
}

// What stands beside records was made from them, byte for byte: report.md,
// report.html and report-figures/ from all of the folder, x.md, x.html and
// x-figures/ from x.json.
func TestEveryReportInResultsIsMadeFromItsRecords(t *testing.T) {
	t.Parallel()
	reports := 0
	for _, folder := range published(t) {
		recordsIn(t, folder)
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		for _, e := range entries {
			path := filepath.Join(folder, e.Name())
			if filepath.Ext(path) == ".json" {
				continue
			}
			reports++
			for file, want := range madeOf(t, path, e.IsDir()) {
				sameBytes(t, file, want)
			}
		}
	}
	require.Positive(t, reports)
}

// madeOf are the files that a report or a folder of figures consists of, with
// what they should hold.
func madeOf(t *testing.T, path string, isFolder bool) map[string][]byte {
	t.Helper()
	extension := filepath.Ext(path)
	base, figures := strings.CutSuffix(strings.TrimSuffix(path, extension), "-figures")
	require.Equal(t, isFolder, figures && extension == "", "%s: nobody can tell what it was made from: leave it out", path)
	records := recordsIn(t, filepath.Dir(path))
	if filepath.Base(base) != "report" {
		r, err := record.Read(base + ".json")
		require.NoError(t, err, "%s: it is named after no record", path)
		records = []*record.Record{r}
	}
	files := map[string][]byte{}
	if isFolder {
		pictures, err := Pictures(records, "svg", Options{})
		require.NoError(t, err)
		for _, p := range pictures {
			files[filepath.Join(path, p.Name)] = p.Bytes
		}
		if *update { // those of a record that was replaced go
			require.NoError(t, os.RemoveAll(path))
			require.NoError(t, os.MkdirAll(path, 0o777))
		}
		there, err := os.ReadDir(path)
		require.NoError(t, err)
		for _, e := range there {
			require.Contains(t, files, filepath.Join(path, e.Name()), "no figure of the records")
		}
		return files
	}
	format := map[string]string{".md": "markdown", ".html": "html"}[extension]
	require.NotEmpty(t, format, "%s: nobody can tell what it was made from: leave it out", path)
	var opts Options
	if info, err := os.Stat(base + "-figures"); err == nil && info.IsDir() && format == "markdown" {
		opts.Images = filepath.Base(base) + "-figures"
	}
	var text bytes.Buffer
	require.NoError(t, Render(&text, records, format, opts))
	files[path] = text.Bytes()
	return files
}

// sameBytes holds a published file against what it should be.
func sameBytes(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, want, 0o666))
	}
	old, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, old), "%s is not what its records make: run go test -update, and read the difference", path)
}

// Every figure that is published can be traced to a record in results/.
func TestEveryRecordThatIsNamedIsThere(t *testing.T) {
	t.Parallel()
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

// A text shows no picture that is not there.
func TestEveryPictureThatATextShowsIsThere(t *testing.T) {
	root := filepath.Join("..", "..")
	texts, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	for _, folder := range published(t) {
		more, err := filepath.Glob(filepath.Join(folder, "*.md"))
		require.NoError(t, err)
		texts = append(texts, more...)
	}
	shown := 0
	for _, file := range append(texts, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`!\[[^\]]*\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1) {
			shown++
			require.FileExists(t, filepath.Join(filepath.Dir(file), m[1]), file)
		}
	}
	require.Positive(t, shown)
}
