package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/lab"
)

func TestTheLabListsWhatItCanRun(t *testing.T) {
	text := iomodels(t, "lab", "list")
	require.Equal(t, outcome{status: done, out: text.out}, text)
	asJSON := iomodels(t, "lab", "list", "--format", "json")
	require.Equal(t, done, asJSON.status, asJSON.errs)
	var all []labLine
	require.NoError(t, json.Unmarshal([]byte(asJSON.out), &all))
	require.Len(t, all, len(lab.All()))
	for _, e := range all {
		require.Contains(t, text.out, e.Name)
	}
}

// One experiment in every form, and its timeline as a picture.
func TestTheLabRunsWhatIsAskedFor(t *testing.T) {
	cmd := program(t, "lab", "run", "seed-et-once", "--svg", "pictures")
	text := finish(t, cmd)
	require.Equal(t, outcome{status: done, out: text.out}, text)
	require.Contains(t, text.out, "ET             _____1_____________________________1____")
	require.Contains(t, text.out, "verdict   holds, as expected")
	picture, err := os.ReadFile(filepath.Join(cmd.Dir, "pictures", "seed-et-once.svg"))
	require.NoError(t, err)
	require.Contains(t, string(picture), "</svg>")

	var book lab.Book
	asJSON := iomodels(t, "lab", "run", "--format", "json", "seed-et-once")
	require.Equal(t, done, asJSON.status, asJSON.errs)
	require.NoError(t, json.Unmarshal([]byte(asJSON.out), &book))
	require.Len(t, book.Results, 1)
	require.Equal(t, lab.Holds, book.Results[0].Verdict)

	pages := program(t, "lab", "run", "seed-lt-renotify", "seed-lt-modify-cost", "--format", "markdown", "--out", "book")
	require.Equal(t, outcome{}, finish(t, pages))
	written, err := lab.ReadBook(filepath.Join(pages.Dir, "book"))
	require.NoError(t, err)
	require.Len(t, written.Results, 2)
	require.Equal(t, lab.DoesNotHold, written.Results[1].Verdict, "with servers that this program starts")
	page, err := os.ReadFile(filepath.Join(pages.Dir, "book", "triggers.md"))
	require.NoError(t, err)
	require.Contains(t, string(page), "## seed-lt-modify-cost")
}

func TestTheLabRefusesWhatItCannotDo(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"lst"}, `did you mean "list"?`},
		{[]string{"run"}, "name an experiment, or all"},
		{[]string{"run", "seed-et-onc"}, `did you mean "seed-et-once"?`},
		{[]string{"run", "all", "--format", "jsn"}, `did you mean "json"?`},
		{[]string{"run", "all", "--out", "x"}, "--out goes with --format markdown"},
		{[]string{"run", "all", "--width", "3"}, "at least 20 columns"},
		{[]string{"run", "all", "--bogus"}, "bogus"},
		{[]string{"run", "seed-et-once", "--svg", "/dev/null/x"}, "cannot be made a folder"},
		{[]string{"list", "more"}, `"more" is not understood`},
		{[]string{"list", "--format", "yaml"}, "there are text and json"},
	} {
		o := iomodels(t, append([]string{"lab"}, c.args...)...)
		require.Equal(t, askedWrong, o.status, c.args)
		require.Contains(t, o.errs, c.says)
		require.Empty(t, o.out)
	}
}
