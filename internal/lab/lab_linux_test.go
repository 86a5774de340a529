package lab

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/lab/bench"
	"github.com/iomodels/iomodels/internal/lab/experiments"
	"github.com/iomodels/iomodels/internal/lab/experiments/completions"
	"github.com/iomodels/iomodels/internal/report/render"
)

// Every experiment comes to the verdict that it says it will, twice in a row,
// and leaves nothing behind: Run itself looks for that, and has it as an error.
func TestEachExperimentTwice(t *testing.T) {
	book := recorded(t)
	for _, e := range experiments.All() {
		t.Run(e.Name, func(t *testing.T) {
			for range 2 {
				r := bench.Run(t.Context(), e, bench.Options{Server: serverHere, Brief: true})
				require.Empty(t, r.Error)
				if r.Verdict == bench.Skipped {
					if e.Group != completions.Group.Name { // a kernel's io_uring cannot be installed
						require.Empty(t, os.Getenv("IOMODELS_REQUIRE_ALL"), r.Reason)
					}
					t.Skip(r.Reason)
				}
				require.True(t, r.AsExpected, conclusion(r))
				requireNumbersOrWords(t, r)
				was := before(book, e.Name)
				require.NotEmpty(t, was.Name, "record it: iomodels lab run %s --format markdown --out docs/lab", e.Name)
				if book.Machine.Kernel == ThisMachine().Kernel {
					require.Equal(t, was.Verdict, r.Verdict, "the recorded verdict")
					require.Equal(t, was.Parts, r.Parts, "what was recorded")
				}
				for _, width := range []int{80, 40} {
					var text bytes.Buffer
					require.NoError(t, render.Text(&text, Sections(r, width), render.Options{Width: width}))
					requireFits(t, text.String(), width)
				}
			}
		})
	}
}

// before is what a book holds of an experiment; nothing if it was not recorded.
func before(b Book, name string) bench.Result {
	i := slices.IndexFunc(b.Results, func(r bench.Result) bool { return r.Name == name })
	if i < 0 {
		return bench.Result{}
	}
	return b.Results[i]
}

// A reader of results.json finds numbers and words in tables, and nothing else.
func requireNumbersOrWords(t *testing.T, r bench.Result) {
	t.Helper()
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			for _, cell := range row.Cells {
				require.Contains(t, []string{"float64", "string"}, fmt.Sprintf("%T", cell), row.What)
			}
		}
	}
}

// requireFits lets a word alone in its line be wider: it may be a path.
func requireFits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		if len(strings.Fields(line)) > 1 {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), width, line)
		}
		require.NotContains(t, line, "\x1b")
	}
}

func TestEveryExperimentSaysAllThatAReaderNeeds(t *testing.T) {
	names := map[string]bool{}
	total := time.Duration(0)
	for _, e := range experiments.All() {
		require.False(t, names[e.Name], "%s is there twice", e.Name)
		names[e.Name] = true
		for _, text := range []string{e.Name, e.Title, e.Statement, e.Expect, e.Lesson, e.Group} {
			require.NotEmpty(t, text, e.Name)
		}
		require.NotEmpty(t, e.Sources, e.Name)
		require.LessOrEqual(t, len(e.Title), 60, e.Name)
		require.Less(t, e.Takes, 5*time.Second, e.Name)
		total += e.Takes
	}
	require.Less(t, total, 90*time.Second)
	for _, g := range experiments.Groups {
		require.NotEmpty(t, g.Title, g.Name)
		require.NotEmpty(t, g.Intro, g.Name)
	}
	for _, width := range []int{80, 40} {
		var list bytes.Buffer
		require.NoError(t, render.Text(&list, List(), render.Options{Width: width}))
		requireFits(t, list.String(), width)
	}
}

// The recorded results are those of the experiments as they are now: the same
// texts, and verdicts that a fresh run confirms (TestEachExperimentTwice).
func TestTheRecordedResultsAreOfTheseExperiments(t *testing.T) {
	book := recorded(t)
	require.Len(t, book.Results, len(experiments.All()))
	for i, e := range experiments.All() {
		r := book.Results[i]
		require.Equal(t,
			[]any{e.Name, e.Title, e.Group, e.Statement, e.Sources, e.Expect, e.Production, e.Lesson},
			[]any{r.Name, r.Title, r.Group, r.Statement, r.Sources, r.Expect, r.Production, r.Lesson},
			"record it anew: iomodels lab run %s --format markdown --out docs/lab", e.Name)
		require.True(t, r.AsExpected, e.Name)
	}
}

// A book keeps what it had of other experiments, unless they were seen elsewhere.
func TestABookIsContinued(t *testing.T) {
	result := func(name, title string) bench.Result {
		return bench.Result{Experiment: bench.Experiment{Name: name, Title: title}}
	}
	a, b := result("seed-et-once", "old"), result("seed-lt-renotify", "")
	here := Machine{Kernel: "Linux 6"}
	old := Book{here, []bench.Result{a, result("gone", "")}}
	got, err := Book{here, []bench.Result{b}}.With(old)
	require.NoError(t, err)
	require.Equal(t, []bench.Result{b, a}, got.Results)
	got, err = Book{here, []bench.Result{result(a.Name, "new")}}.With(old)
	require.NoError(t, err)
	require.Equal(t, "new", got.Results[0].Title)
	_, err = Book{Machine{Kernel: "Linux 7"}, []bench.Result{b}}.With(old)
	require.ErrorContains(t, err, "Linux 6")
	got, err = ReadBook(t.TempDir())
	require.NoError(t, err)
	require.Empty(t, got.Results)
}
