package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/iomodels/iomodels/internal/report"
)

// What cannot be reported on gets one line that says why, never a trace.
func TestReportRefusesInOneLine(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	whole := referenceText(t)
	copied := file("copied.json", whole)
	for _, c := range []struct {
		args  string
		input string
		says  string
	}{
		{"", "", "name at least one record: iomodels report FILE"},
		{file("newer.json", `{"format":"iomodels-record/3"}`), "", `its format is "iomodels-record/3"`},
		{file("cut.json", whole[:len(whole)/2]), "", "not JSON: it ends too early"},
		{file("nan.json", strings.Replace(whole, `"proven":100000`, `"proven":NaN`, 1)), "", "not JSON"},
		{file("huge.json", strings.Replace(whole, `"proven":100000`, `"proven":1e999`, 1)), "", "huge.json: "},
		{file("half.json", strings.Replace(whole, `"proven":100000`, `"proven":0.5`, 1)), "", "half.json: "},
		{file("empty.json", ""), "", "it is empty"},
		{file("other.json", `[1,2,3]`), "", "other.json: "},
		{folder, "", "not a file but a folder"},
		{folder + "/none.json", "", "there is no such file"},
		{"- -", whole, "can be read only once"},
		{"-", whole[:100], "standard input: not JSON"},
		{reference + " " + copied, "", "is there twice, and its trials would count twice: name it once"},
		{reference + " --format pdf", "", "--format \"pdf\""},
		{reference + " --format svg", "", "name one with --figure, or a folder for all of them with --out"},
		{reference + " --format svg --figure cpu-idel", "", "no figure \"cpu-idel\": there are answer-idle, cpu-idle, "},
		{reference + " --baseline epol_lt", "", "--baseline \"epol_lt\" (did you mean \"epoll_lt\"?)"},
		{reference + " --format text --figure cpu-idle", "", "--figure chooses what png and svg draw"},
		{reference + " --format html --figures --out x.html", "", "--figures is for --format markdown"},
		{reference + " --format markdown --figures", "", "name the text's file with --out"},
		{reference + " --format svg --out " + copied, "", "is a file, and figures go into a folder; for one figure name a file that ends with .svg"},
		{reference + " --format svg --out " + copied + "/figures", "", "not a directory"},
	} {
		got := asked(c.input, append([]string{"report"}, strings.Fields(c.args)...)...)
		require.Equal(t, askedWrong, got.status, "%s: %s", c.args, got.errs)
		require.Empty(t, got.out, c.args)
		require.Contains(t, got.errs, c.says, c.args)
		require.Equal(t, 1, strings.Count(strings.TrimSpace(got.errs), "\n")+1, "%s: %s", c.args, got.errs)
	}
}

// Every format there is comes out of a record, and the record may be piped in.
func TestReportHasEveryFormat(t *testing.T) {
	whole := referenceText(t)
	for _, format := range report.Formats() {
		args := []string{"report", "-", "--format", format}
		for _, picture := range report.PictureFormats() {
			if format == picture {
				args = append(args, "--figure", "cpu-idle")
			}
		}
		got := asked(whole, args...)
		require.Equal(t, done, got.status, "%s: %s", format, got.errs)
		require.NotEmpty(t, got.out, format)
		args[1] = reference
		require.True(t, got.out == asked("", args...).out, "%s differs by where it is read from", format)
		switch format {
		case "png":
			picture, err := png.Decode(strings.NewReader(got.out))
			require.NoError(t, err)
			require.Equal(t, 1200, picture.Bounds().Dx())
		case "svg":
			require.True(t, strings.HasPrefix(got.out, "<svg "))
		case "benchfmt":
			reader := benchfmt.NewReader(strings.NewReader(got.out), "run.txt")
			results := 0
			for reader.Scan() {
				if _, ok := reader.Result().(*benchfmt.Result); ok {
					results++
				}
			}
			require.Equal(t, 3, results, "select does not hold 100,000")
		}
	}
}

// All figures go into a folder, and their names to standard output; one goes
// into a file; those of a Markdown report lie where it looks for them.
func TestReportWritesFigures(t *testing.T) {
	folder := t.TempDir()
	into := filepath.Join(folder, "a", "figures")
	got := asked("", "report", reference, "--format", "svg", "--out", into)
	require.Equal(t, done, got.status, got.errs)
	written := strings.Fields(got.out)
	require.Contains(t, written, filepath.Join(into, "cpu-idle.svg"))
	require.Contains(t, written, filepath.Join(into, "wall-idle.svg"))
	entries, err := os.ReadDir(into)
	require.NoError(t, err)
	require.Len(t, entries, len(written), "and nothing besides")

	one := filepath.Join(folder, "one.svg")
	got = asked("", "report", reference, "--format", "svg", "--figure", "wall-idle", "--out", one)
	require.Equal(t, done, got.status, got.errs)
	require.Empty(t, got.out)
	alone, err := os.ReadFile(one)
	require.NoError(t, err)
	among, err := os.ReadFile(filepath.Join(into, "wall-idle.svg"))
	require.NoError(t, err)
	require.True(t, bytes.Equal(alone, among))

	text := filepath.Join(folder, "my report.md")
	got = asked("", "report", reference, published("saturate-nginx.json"), "--format", "markdown", "--figures", "--out", text)
	require.Equal(t, done, got.status, got.errs)
	markdown, err := os.ReadFile(text)
	require.NoError(t, err)
	shown := 0
	for _, line := range strings.Split(string(markdown), "\n") {
		if _, path, ok := strings.Cut(line, "]("); ok && strings.HasPrefix(line, "![") {
			shown++
			path = strings.ReplaceAll(strings.TrimSuffix(path, ")"), "%20", " ")
			require.FileExists(t, filepath.Join(folder, path))
		}
	}
	require.Equal(t, strings.Count(got.out, "\n"), shown)
	require.Greater(t, shown, 5)
}

// What README shows is what the record's report says.
func TestREADMEShowsWhatIsPrinted(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, shown, _ := strings.Cut(string(readme), "```text\n")
	shown, _, _ = strings.Cut(shown, "```")
	got := asked("", "report", published("default.json"), "--width", "80")
	require.NotEmpty(t, shown)
	require.True(t, strings.HasPrefix(got.out, shown), "README:\n%s\nthe report:\n%s", shown, got.out)
}
