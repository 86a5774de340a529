package lab

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// Every experiment comes to the verdict that it says it will, twice in a row,
// and leaves nothing behind: Run itself looks for that, and has it as an error.
func TestEachExperimentTwice(t *testing.T) {
	book := recorded(t)
	for _, e := range All() {
		t.Run(e.Name, func(t *testing.T) {
			for range 2 {
				r := Run(t.Context(), e, Around{Serve: serveHere, Brief: true})
				require.Empty(t, r.Error)
				if r.Verdict == CannotBeSeen {
					if e.Group != Completions { // a kernel's io_uring cannot be installed
						require.Empty(t, os.Getenv("IOMODELS_REQUIRE_ALL"), r.Reason)
					}
					t.Skip(r.Reason)
				}
				require.True(t, r.AsExpected, conclusion(r))
				was := before(book, e.Name)
				require.NotEmpty(t, was.Name, "record it: iomodels lab run %s --format markdown --out docs/lab", e.Name)
				if book.Machine.Kernel == ThisMachine().Kernel {
					require.Equal(t, was.Verdict, r.Verdict, "the recorded verdict")
					require.Equal(t, was.Parts, r.Parts, "what was recorded")
				}
				for _, width := range []int{80, 40} {
					var text bytes.Buffer
					require.NoError(t, WriteText(&text, r, width))
					requireFits(t, text.String(), width)
				}
			}
		})
	}
}

// before is what a book holds of an experiment; nothing if it was not recorded.
func before(b Book, name string) Result {
	i := slices.IndexFunc(b.Results, func(r Result) bool { return r.Name == name })
	if i < 0 {
		return Result{}
	}
	return b.Results[i]
}

func requireFits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), width, line)
		require.NotContains(t, line, "\x1b")
	}
}

func TestEveryExperimentSaysAllThatAReaderNeeds(t *testing.T) {
	names := map[string]bool{}
	total := time.Duration(0)
	for _, e := range All() {
		require.False(t, names[e.Name], "%s is there twice", e.Name)
		names[e.Name] = true
		require.True(t, slices.Contains(Groups, e.Group), "%s is on no page", e.Name)
		for _, text := range []string{e.Name, e.Title, e.Statement, e.Expect, e.Lesson} {
			require.NotEmpty(t, text, e.Name)
		}
		require.NotEmpty(t, e.Sources, e.Name)
		require.LessOrEqual(t, len(e.Title), 60, e.Name)
		require.Less(t, e.Takes, 5*time.Second, e.Name)
		total += e.Takes
	}
	require.Less(t, total, 90*time.Second)
	for _, width := range []int{80, 40} {
		var list bytes.Buffer
		require.NoError(t, WriteList(&list, All(), width))
		requireFits(t, list.String(), width)
	}
}

// What an experiment leaves behind, or fails at, must not pass for a verdict.
func TestWhatGoesWrongIsTold(t *testing.T) {
	left := -1
	for name, c := range map[string]struct {
		run  func(*Bench)
		says string
	}{
		"a call fails":         {func(b *Bench) { b.Pair(); b.must("bind", unix.EADDRINUSE) }, "bind: address already in use"},
		"a call on a thread":   {func(b *Bench) { b.Claim(true, "x"); <-b.Go(func() { b.Fail("there") }) }, "there"},
		"no conclusion":        {func(*Bench) {}, "no conclusion"},
		"a descriptor is left": {func(b *Bench) { b.Claim(true, "x"); left, _ = unix.Eventfd(0, 0) }, "left behind: descriptor"},
		"a limit is left":      {lowerLimit, "RLIMIT_NOFILE"},
	} {
		var before unix.Rlimit
		require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &before))
		r := Run(t.Context(), Experiment{Name: "x", Group: Triggers, Run: c.run}, Around{})
		require.NoError(t, unix.Setrlimit(unix.RLIMIT_NOFILE, &before))
		require.Contains(t, r.Error, c.says, name)
		require.False(t, r.AsExpected, name)
		require.Empty(t, r.Verdict, name)
	}
	unix.Close(left)
}

func lowerLimit(b *Bench) {
	b.Claim(true, "x")
	var limit unix.Rlimit
	unix.Getrlimit(unix.RLIMIT_NOFILE, &limit)
	limit.Cur--
	unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
}

func TestVerdicts(t *testing.T) {
	yes, no := func(b *Bench) { b.Claim(true, "a") }, func(b *Bench) { b.Claim(false, "a") }
	for name, c := range map[string]struct {
		run      func(*Bench)
		verdict  Verdict
		expected bool
	}{
		"all parts hold":           {yes, Holds, true},
		"one does not":             {no, DoesNotHold, false},
		"a myth does not hold":     {func(b *Bench) { b.Claim(true, "a"); b.Myth(false, "b") }, DoesNotHold, true},
		"a myth holds":             {func(b *Bench) { b.Claim(true, "a"); b.Myth(true, "b") }, Holds, false},
		"otherwise here, as known": {func(b *Bench) { b.Claim(true, "a"); b.Differs(true, true, "b") }, Differs, true},
		"otherwise, not known":     {func(b *Bench) { b.Differs(true, false, "b") }, Differs, false},
		"not otherwise":            {func(b *Bench) { b.Differs(false, false, "b") }, Holds, true},
		"cannot be seen":           {func(b *Bench) { b.CannotBeSeen("no") }, CannotBeSeen, true},
	} {
		r := Run(t.Context(), Experiment{Name: "x", Group: Triggers, Run: c.run}, Around{})
		require.Empty(t, r.Error, name)
		require.Equal(t, c.verdict, r.Verdict, name)
		require.Equal(t, c.expected, r.AsExpected, name)
	}
}

// A client that is held up on a busy machine has more requests due than a
// buffer holds: what finds no room is sent later, and none is lost.
func TestAStallThatFillsTheBufferLosesNoRequest(t *testing.T) {
	const requests = 1000
	r := Run(t.Context(), Experiment{Name: "x", Group: Measuring, Run: func(b *Bench) {
		took := b.stalled(requests, 600*time.Millisecond, time.Millisecond)
		b.Claim(len(took) == requests && slices.Max(took) >= 500*time.Millisecond, "every request was answered, the first ones late")
	}}, Around{})
	require.Empty(t, r.Error)
	require.True(t, r.AsExpected, conclusion(r))
}

// The recorded results are those of the experiments as they are now: the same
// texts, and verdicts that a fresh run confirms (TestEachExperimentTwice).
func TestTheRecordedResultsAreOfTheseExperiments(t *testing.T) {
	book := recorded(t)
	require.Len(t, book.Results, len(All()))
	for i, e := range All() {
		r := book.Results[i]
		require.Equal(t,
			[]any{e.Name, e.Title, e.Group.Name, e.Statement, e.Sources, e.Expect, e.Production, e.Lesson},
			[]any{r.Name, r.Title, r.Group, r.Statement, r.Sources, r.Expect, r.Production, r.Lesson},
			"record it anew: iomodels lab run %s --format markdown --out docs/lab", e.Name)
		require.True(t, r.AsExpected, e.Name)
	}
}

// A book keeps what it had of other experiments, unless they were seen elsewhere.
func TestABookIsContinued(t *testing.T) {
	a, b := Result{Name: "seed-et-once", Title: "old"}, Result{Name: "seed-lt-renotify"}
	here := Machine{Kernel: "Linux 6"}
	old := Book{here, []Result{a, {Name: "gone"}}}
	got, err := Book{here, []Result{b}}.Over(old)
	require.NoError(t, err)
	require.Equal(t, []Result{b, a}, got.Results)
	got, err = Book{here, []Result{{Name: a.Name, Title: "new"}}}.Over(old)
	require.NoError(t, err)
	require.Equal(t, "new", got.Results[0].Title)
	_, err = Book{Machine{Kernel: "Linux 7"}, []Result{b}}.Over(old)
	require.ErrorContains(t, err, "Linux 6")
	got, err = ReadBook(t.TempDir())
	require.NoError(t, err)
	require.Empty(t, got.Results)
}
