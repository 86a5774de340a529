package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// kept is a journal's file with a header, verdicts, system calls, a warning and
// two trials, and the record that it must give.
func kept(t *testing.T, folder string) (file string, want Record) {
	t.Helper()
	want = *small(t)
	round := want.Plan.Order[0]
	want.Plan.Rounds, want.Plan.Order = 3, [][]Cell{round, round, round}
	trial, verdicts := want.Trials[0], want.Verdicts
	want.Trials, want.Verdicts, want.SystemCalls, want.Finished = nil, nil, nil, ""
	want.Warnings = []Warning{{Code: "first", Text: "a"}}

	j, err := CreateJournal(filepath.Join(folder, "r.json"))
	require.NoError(t, err)
	defer j.Close()
	require.Nil(t, j.Header)
	h := JournalHeader{Record: want, Arguments: [][]byte{[]byte("iomodels"), []byte("\xff")}, Folder: []byte("/\xfe")}
	require.NoError(t, j.Begin(h))
	require.NoError(t, j.Add(Entry{Verdicts: verdicts}))
	require.NoError(t, j.Add(Entry{Trial: &trial}))
	calls := SystemCalls{Model: "epoll_lt", Point: ten, Calls: []Call{}, Note: "not counted"}
	require.NoError(t, j.Add(Entry{Calls: &calls, Warnings: []Warning{{Code: "second", Text: "a"}}}))
	require.NoError(t, j.Add(Entry{Warnings: []Warning{{Code: "third", Text: "a\nb"}}}))
	second := trial
	second.Round = 2
	require.NoError(t, j.Add(Entry{Trial: &second}))
	require.Equal(t, 2, j.Trials)

	want.Verdicts, want.Trials, want.SystemCalls = verdicts, []Trial{trial, second}, []SystemCalls{calls}
	want.Warnings = append(want.Warnings, Warning{Code: "second", Text: "a"}, Warning{Code: "third", Text: "a\nb"})
	for i := range want.Trials {
		want.Trials[i].Errors, want.Trials[i].Warnings = []ErrorCount{}, []Warning{}
	}
	return j.Path(), want
}

// opened is what a journal with this text holds.
func opened(t *testing.T, file, text string) (*Journal, error) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	j, err := OpenJournal(file)
	if err == nil {
		t.Cleanup(func() { j.Close() })
		require.NoError(t, j.Close())
	}
	return j, err
}

func TestAJournalGivesBackWhatItKept(t *testing.T) {
	folder := t.TempDir()
	file, want := kept(t, folder)
	require.Equal(t, filepath.Join(folder, "r.json.journal"), file)
	j, err := OpenJournal(file)
	require.NoError(t, err)
	got := j.Header.Record
	for _, list := range []any{got.Tool.Settings, got.Environment.Mitigations, got.Environment.Sysctls} {
		require.NotNil(t, list)
		require.Empty(t, list)
	}
	require.Equal(t, want.Trials, got.Trials)
	require.Equal(t, want.Verdicts, got.Verdicts)
	require.Equal(t, want.SystemCalls, got.SystemCalls)
	require.Equal(t, want.Warnings, got.Warnings)
	require.Equal(t, want.Plan.Order, got.Plan.Order)
	require.Equal(t, [][]byte{[]byte("iomodels"), []byte("\xff")}, j.Header.Arguments, "need not be UTF-8")
	require.Equal(t, "/\xfe", string(j.Header.Folder))
	require.NotEmpty(t, j.Last)
	require.Equal(t, 2, j.Trials)

	require.NoError(t, j.Remove())
	require.NoFileExists(t, file)
	_, err = OpenJournal(file)
	require.ErrorContains(t, err, "there is no such file")
}

// TestATornLineIsDropped cuts the file at every byte: what was synced before is
// there, and the journal goes on as if the torn line had never been.
func TestATornLineIsDropped(t *testing.T) {
	file, _ := kept(t, t.TempDir())
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	begin, _, _ := strings.Cut(string(whole), "\n")
	for cut := range len(whole) {
		j, err := readJournal(whole[:cut])
		require.NoError(t, err, "cut at byte %d", cut)
		require.Equal(t, cut > len(begin), j.Header != nil, "cut at byte %d", cut)
		// Each line but the first one is a verdict, a trial, the calls, a warning, a trial.
		require.Equal(t, []int{0, 0, 0, 1, 1, 1, 2}[bytes.Count(whole[:cut], []byte("\n"))], j.Trials, "cut at byte %d", cut)
	}
}

func TestAJournalGoesOnAfterATornLine(t *testing.T) {
	file, _ := kept(t, t.TempDir())
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	zeros := append(bytes.Clone(whole), make([]byte, 5000)...) // as a power failure may leave it
	for _, torn := range [][]byte{whole[:len(whole)-1], whole[:len(whole)-100], zeros, append(zeros, '\n')} {
		require.NoError(t, os.WriteFile(file, torn, 0o600))
		for range 2 {
			j, err := OpenJournal(file)
			require.NoError(t, err)
			require.NoError(t, j.Add(Entry{Warnings: []Warning{{Code: "after", Text: "a"}}}))
			require.NoError(t, j.Close())
		}
		j, err := OpenJournal(file)
		require.NoError(t, err)
		last := j.Header.Record.Warnings[len(j.Header.Record.Warnings)-2:]
		require.Equal(t, []string{"after", "after"}, []string{last[0].Code, last[1].Code})
		require.NoError(t, j.Close())
	}
}

// TestDamageInTheMiddleIsAnError alters every byte before the last line.
func TestDamageInTheMiddleIsAnError(t *testing.T) {
	file, _ := kept(t, t.TempDir())
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := bytes.SplitAfter(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n"))
	last := len(whole) - len(lines[len(lines)-1]) - 1
	for i := range last - 1 { // without the end of the line before it, the last one is that much longer, and torn
		altered := bytes.Clone(whole)
		altered[i] ^= 0x04
		_, err := readJournal(altered)
		require.Error(t, err, "byte %d", i)
		require.NotContains(t, err.Error(), "\n")
	}
	for name, order := range map[string][]int{
		"a line left out": {0, 1, 3, 4, 5}, "a line twice": {0, 1, 2, 2, 3, 4, 5}, "lines moved": {0, 1, 3, 2, 4, 5}, "no header": {1, 2, 3, 4, 5},
	} {
		var text []byte
		for _, n := range order {
			text = append(text, lines[n]...)
		}
		_, err := readJournal(append(text, '\n'))
		require.Error(t, err, name)
	}
	_, err = opened(t, file, strings.Replace(string(whole), "epoll_lt", "epoll_et", 1))
	require.EqualError(t, err, file+": damaged in line 1 of 6: restore the file from a copy, or remove it and start the run again")
}

// readJournal reads text without a file.
func readJournal(text []byte) (*Journal, error) {
	j := &Journal{}
	return j, j.read(text)
}

func TestOtherFilesAreNoJournals(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, Write(filepath.Join(folder, "r.json"), small(t)))
	_, err := OpenJournal(filepath.Join(folder, "r.json"))
	require.ErrorContains(t, err, "not the journal of a run")
	_, err = OpenJournal(folder)
	require.ErrorContains(t, err, "not a file")
	file := filepath.Join(folder, "x.journal")
	for text, want := range map[string]string{
		"hello":                     "not the journal of a run",
		"hello world\nhello\n":      "not the journal of a run",
		"iomodels-journal/1 abc {}": `its format is "iomodels-journal/1", and this iomodels reads "iomodels-journal/2": use the iomodels that wrote it`,
	} {
		_, err := opened(t, file, text)
		require.ErrorContains(t, err, want)
	}
}

func TestAJournalHasOneWriter(t *testing.T) {
	folder := t.TempDir()
	record := filepath.Join(folder, "r.json")
	j, err := CreateJournal(record)
	require.NoError(t, err)
	_, err = OpenJournal(j.Path())
	require.ErrorContains(t, err, "belongs to a run that is still going")
	_, err = CreateJournal(record)
	require.ErrorContains(t, err, "belongs to a run that is still going")
	require.NoError(t, j.Close())

	// Killed before its first line, a run leaves a journal that nobody misses.
	for _, begun := range []string{"", "iomodels-jou", JournalFormat + " 0123 {"} {
		require.NoError(t, os.WriteFile(j.Path(), []byte(begun), 0o600))
		again, err := CreateJournal(record)
		require.NoError(t, err, begun)
		begun := *small(t)
		begun.Trials = nil
		require.NoError(t, again.Begin(JournalHeader{Record: begun}))
		require.NoError(t, again.Close())
	}
	before, err := os.ReadFile(j.Path())
	require.NoError(t, err)
	_, err = CreateJournal(record)
	require.ErrorContains(t, err, "finish it with iomodels run --resume "+j.Path()+", or remove it")
	after, err := os.ReadFile(j.Path())
	require.NoError(t, err)
	require.Equal(t, before, after)

	require.NoError(t, os.WriteFile(j.Path(), []byte("mine"), 0o600))
	_, err = CreateJournal(record)
	require.ErrorContains(t, err, "not the journal of a run")
	text, err := os.ReadFile(j.Path())
	require.NoError(t, err)
	require.Equal(t, "mine", string(text), "somebody else's file is left alone")
}

func TestAJournalClearsUpAfterAKilledRun(t *testing.T) {
	folder := t.TempDir()
	file, _ := kept(t, folder)
	target := filepath.Join(folder, "r.json")
	left, err := createBeside(target)
	require.NoError(t, err)
	require.NoError(t, left.Close())
	other, err := createBeside(filepath.Join(folder, "other.json"))
	require.NoError(t, err)
	require.NoError(t, other.Close())
	j, err := OpenJournal(file)
	require.NoError(t, err)
	require.NoError(t, j.Close())
	require.NoFileExists(t, left.Name())
	require.FileExists(t, other.Name(), "it may belong to a run that is going on")
}

// forged is a journal with this header and these entries, all of it in order:
// a checksum is no secret.
func forged(lines ...string) string {
	var text strings.Builder
	sum, kind := "", JournalFormat
	for _, line := range lines {
		sum = chained(sum, kind, []byte(line))
		fmt.Fprintf(&text, "%s %s %s\n", kind, sum, line)
		kind = entryLine
	}
	return text.String()
}

// inJSON is a value as a journal has it.
func inJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// begun is the first line of a run of small in two rounds, and its trial.
func begun(t testing.TB) (header JournalHeader, trial Trial) {
	r := small(t)
	secondRound(r)
	trial = r.Trials[0]
	require.NoError(t, complete(reflect.ValueOf(&trial).Elem(), ""))
	r.Trials = nil
	header = JournalHeader{Record: *r}
	require.NoError(t, complete(reflect.ValueOf(&header).Elem(), ""))
	return header, trial
}

// What a record would be refused for is found before the rest is measured.
func TestAnImpossibleTrialIsFoundWhenTheJournalIsOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json.journal")
	header, good := begun(t)
	j, err := opened(t, file, forged(inJSON(t, header), inJSON(t, Entry{Trial: &good})))
	require.NoError(t, err)
	require.Equal(t, 1, j.Trials)
	for want, trials := range map[string][]Trial{
		"its cell ran before in the same round": {good, good},
		"the plan has 2 rounds":                 {{Round: 3}},
		"its cell is not in the plan":           {{Model: "poll"}},
		"line 2: trial, requests: -1 is not":    {{Requests: -1}},
		`line 2: trial, model: "\x1b[31m" does`: {{Model: "\x1b[31m"}},
		"3 latencies, 4 requests":               {{Requests: 4}},
	} {
		lines := []string{inJSON(t, header)}
		for _, change := range trials {
			trial := good
			trial.Round, trial.Model, trial.Requests = cmp.Or(change.Round, good.Round), cmp.Or(change.Model, good.Model), cmp.Or(change.Requests, good.Requests)
			lines = append(lines, inJSON(t, Entry{Trial: &trial}))
		}
		_, err := opened(t, file, forged(lines...))
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n")
		require.NotContains(t, err.Error(), "\x1b")
	}
}

func TestAHostileJournalIsRefusedWithinItsSize(t *testing.T) {
	const size, perByte = 1 << 18, 24
	header, _ := begun(t)
	_, err := readJournal([]byte(forged(inJSON(t, header)))) // what is made once
	require.NoError(t, err)
	empty := "[" + strings.TrimSuffix(strings.Repeat("{},", size/3), ",") + "]"
	for name, text := range map[string]string{
		"a header with trials": forged(strings.Replace(inJSON(t, header), `"trials":[]`, `"trials":`+empty, 1)),
		"a header of none":     forged(`{"record":` + empty + `}`),
		"verdicts":             forged(inJSON(t, header), `{"at":"","verdicts":`+empty+`}`),
		"errors of a trial":    forged(inJSON(t, header), `{"at":"","trial":{"errors":`+empty+`}}`),
		"zeros":                forged(inJSON(t, header)) + strings.Repeat("\x00\n", size/2),
		"lines":                JournalFormat + strings.Repeat(" \n", size/2),
		"nested":               forged(strings.Repeat("[", size)),
	} {
		var err error
		taken := allocated(func() { _, err = readJournal([]byte(text)) })
		require.Error(t, err, name)
		require.Less(t, len(err.Error()), 1000, name)
		require.Less(t, taken, perByte*size, name)
	}
}

// FuzzJournal reads any lines, under checksums that fit them.
func FuzzJournal(f *testing.F) {
	header, trial := begun(f)
	f.Add(inJSON(f, header)+"\n"+inJSON(f, Entry{Trial: &trial}), true)
	f.Add(inJSON(f, header)+"\n"+`{"at":"","warnings":[{"code":"a","text":"b","remedy":""}]}`, true)
	f.Add("iomodels-journal/2 0123 {}\n", false)
	f.Fuzz(func(t *testing.T, text string, chain bool) {
		if chain {
			text = forged(strings.Split(text, "\n")...)
		}
		j, err := readJournal([]byte(text))
		if err != nil {
			require.Less(t, len(err.Error()), 1000)
			return
		}
		if j.Header == nil || j.contradiction() != nil {
			return
		}
		require.LessOrEqual(t, j.end, int64(len(text)))
		again, err := readJournal([]byte(text[:j.end])) // without a torn line
		require.NoError(t, err)
		require.Equal(t, j.Header, again.Header)
		r := j.Header.Record
		r.Finished, r.Partial = r.Started, true
		_, err = Marshal(&r)
		require.NoError(t, err, "what it holds makes a record")
	})
}
