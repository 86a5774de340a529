package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/lab"
	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/lab/experiments/waiting"
)

func TestTheLabListsWhatItCanRun(t *testing.T) {
	t.Parallel()
	text := iomodels(t, "lab", "list")
	require.Equal(t, outcome{status: done, out: text.out}, text)
	asJSON := iomodels(t, "lab", "list", "--format", "json")
	require.Equal(t, done, asJSON.status, asJSON.errs)
	var all []labLine
	require.NoError(t, json.Unmarshal([]byte(asJSON.out), &all))
	require.Len(t, all, len(experiments.All()))
	for _, e := range all {
		require.Contains(t, text.out, e.Name)
	}
}

// One experiment in every form, and its timeline as a picture.
func TestTheLabRunsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	cmd := program(t, "lab", "run", "seed-et-once", "--svg", "pictures")
	text := finish(t, cmd)
	require.Equal(t, outcome{status: done, out: text.out}, text)
	require.Contains(t, text.out, "ET             _____1_____________________________1____")
	require.Contains(t, text.out, "Verdict: holds, as expected")
	picture, err := os.ReadFile(filepath.Join(cmd.Dir, "pictures", "seed-et-once.svg"))
	require.NoError(t, err)
	require.Contains(t, string(picture), "</svg>")

	var book lab.Book
	asJSON := iomodels(t, "lab", "run", "--format", "json", "seed-et-once")
	require.Equal(t, done, asJSON.status, asJSON.errs)
	require.NoError(t, json.Unmarshal([]byte(asJSON.out), &book))
	require.Len(t, book.Results, 1)
	require.Equal(t, bench.Holds, book.Results[0].Verdict)

	pages := program(t, "lab", "run", "seed-lt-renotify", "seed-lt-modify-cost", "--format", "markdown", "--out", "book")
	require.Equal(t, outcome{}, finish(t, pages))
	written, err := lab.ReadBook(filepath.Join(pages.Dir, "book"))
	require.NoError(t, err)
	require.Len(t, written.Results, 2)
	require.Equal(t, bench.DoesNotHold, written.Results[1].Verdict, "with servers that this program starts")
	page, err := os.ReadFile(filepath.Join(pages.Dir, "book", "triggers.md"))
	require.NoError(t, err)
	require.Contains(t, string(page), "## seed-lt-modify-cost")
}

// A verdict that is not the expected one is a failure, in every form, and the
// results are written all the same; one that is expected not to hold is none.
func TestASurpriseIsStatus1(t *testing.T) {
	experiment := func(name string, run func(*bench.Bench)) bench.Experiment {
		return bench.Experiment{Name: name, Title: name, Group: waiting.Group.Name, Statement: name, Run: run}
	}
	labAll = func() []bench.Experiment {
		return []bench.Experiment{
			experiment("true", func(b *bench.Bench) { b.Expect(true, "it is") }),
			experiment("false", func(b *bench.Bench) { b.ExpectFalse(false, "it is not") }),
			experiment("surprise", func(b *bench.Bench) { b.Expect(false, "it should be") }),
			experiment("broken", func(b *bench.Bench) { b.Fail("bind: no such thing") }),
		}
	}
	t.Cleanup(func() { labAll = experiments.All })
	lab := func(args ...string) (o outcome) {
		var out, errs bytes.Buffer
		o.status = run(append([]string{"iomodels", "lab", "run"}, args...), nil, &out, &errs)
		o.out, o.errs = out.String(), errs.String()
		return o
	}
	o := lab("true", "false")
	require.Equal(t, done, o.status, o.errs)
	for _, format := range []string{"text", "markdown", "json"} {
		o := lab("all", "--format", format)
		require.Equal(t, failed, o.status, format)
		require.Equal(t, "iomodels: 2 of 4 verdicts not as expected: surprise, broken\n", o.errs)
		require.Contains(t, o.out, "it should be", format)
		require.Contains(t, o.out, "bind: no such thing", format)
	}
	require.Equal(t, failed, lab("broken").status)
}

func TestTheLabRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
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
		{[]string{"list", "--format", "yaml"}, "there are text, json"},
	} {
		o := iomodels(t, append([]string{"lab"}, c.args...)...)
		require.Equal(t, askedWrong, o.status, c.args)
		require.Contains(t, o.errs, c.says)
		require.Empty(t, o.out)
	}
}
