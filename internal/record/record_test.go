package record

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func ptr(n int64) *int64 { return &n }

// ten is the only point of small's sweep.
var ten = Point{Connections: 10, Active: 10, Depth: 1, Reply: 13, Loops: 1}

// small is the least record that is valid: one cell, one trial.
func small(t testing.TB) *Record {
	t.Helper()
	h := NewLatency()
	require.NoError(t, h.RecordValues(61_000, 3))
	latency, err := EncodeLatency(h)
	require.NoError(t, err)
	cell := Cell{"epoll_lt", ten}
	return &Record{
		Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T12:00:02.5Z",
		Command:     []string{"iomodels", "run"},
		Tool:        Tool{Go: "go1.26.8"},
		Environment: Environment{OS: "linux", Arch: "amd64"},
		Plan: Plan{
			Workload: "idle", Rounds: 1, DurationNs: 800_000_000, Seed: "18446744073709551615",
			Models: []Model{{Name: "epoll_lt", Kind: "readiness"}},
			Axis:   "connections", Sweep: []Point{ten},
			AcceptBatch: 64, Wait: "ask-again",
			Anchor: cell, Order: [][]Cell{{cell}},
		},
		Verdicts: []Verdict{{"epoll_lt", "get", Pass, ""}},
		Trials: []Trial{{
			Model: "epoll_lt", Round: 1, Point: ten, Outcome: Measured,
			Requested: 10, Established: 10, Proven: 10, ProvenAfter: 10,
			WindowNs: 800_000_000, Requests: 3, ServerCPUNs: ptr(18_000),
			Latency: latency, Noise: Noise{ForeignCPUNs: -1, Load: "0.42"},
		}},
		SystemCalls: []SystemCalls{{
			Model: "epoll_lt", Point: ten, WindowNs: 100_000_000, Requests: 2, Total: 9,
			Calls: []Call{{"recvfrom", 2}, {"sendto", 2}},
		}},
	}
}

func text(t testing.TB, r *Record) []byte {
	t.Helper()
	text, err := Marshal(r)
	require.NoError(t, err)
	return text
}

func TestAWrittenRecordReadsBackTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	r := small(t)
	require.NoError(t, Write(path, r))
	got, err := Read(path)
	require.NoError(t, err)
	require.Equal(t, r, got)
	require.Regexp(t, "^im1-[a-z2-7]{52}$", got.ID)

	written, err := os.ReadFile(path)
	require.NoError(t, err)
	form, err := canonicalOf(written)
	require.NoError(t, err)
	require.Equal(t, string(form), string(written), "the file is its canonical form")
	require.NotContains(t, string(written), "[null")
	require.Equal(t, r.ID, idOf(written))
}

func TestTheIDDoesNotDependOnTheLayout(t *testing.T) {
	r := small(t)
	var loose bytes.Buffer
	require.NoError(t, json.Indent(&loose, text(t, r), "", "\t"))
	form, err := canonicalOf(loose.Bytes())
	require.NoError(t, err)
	require.Equal(t, r.ID, idOf(form))

	_, errs := Validate(loose.Bytes())
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], "the bytes leave the canonical form at byte 1")
}

func TestAnyAlteredByteIsFound(t *testing.T) {
	whole := text(t, small(t))
	for i := range whole {
		for _, flip := range []byte{0x01, 0x20} {
			altered := bytes.Clone(whole)
			altered[i] ^= flip
			if _, errs := Validate(altered); len(errs) == 0 {
				t.Fatalf("byte %d of %d: %q for %q was not found", i, len(whole), altered[i], whole[i])
			}
		}
		if _, errs := Validate(append(bytes.Clone(whole[:i]), whole[i+1:]...)); len(errs) == 0 {
			t.Fatalf("byte %d left out was not found", i)
		}
		if _, errs := Validate(whole[:i]); len(errs) == 0 {
			t.Fatalf("cut at byte %d was not found", i)
		}
	}
	for _, tail := range []string{"\n", " ", "\x00", "{}"} {
		_, errs := Validate(append(bytes.Clone(whole), tail...))
		require.NotEmpty(t, errs, "%q at the end", tail)
	}
}

func TestNilSlicesAreEmptyOnesInTheFile(t *testing.T) {
	r := small(t)
	r.Verdicts, r.Tool.Settings = nil, nil
	whole := string(text(t, r))
	require.Contains(t, whole, `"verdicts":[]`)
	require.Contains(t, whole, `"settings":[]`)
}

func TestReadRefusesInOneLine(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	whole := string(text(t, small(t)))
	changed := bytes.Replace([]byte(whole), []byte(`"requests":3`), []byte(`"requests":4`), 1)
	require.NotEqual(t, whole, string(changed))
	for _, test := range []struct{ path, want string }{
		{filepath.Join(folder, "missing.json"), "there is no such file"},
		{folder, "not a file"},
		{file("empty.json", ""), "not JSON: it is empty"},
		{file("cut.json", whole[:100]), "not JSON: it ends too early, at byte 100"},
		{file("text.json", "requests: 4"), "not JSON: byte 0"},
		{file("binary.json", "{\"a\":\"\xff\"}"), "not JSON: byte 6 is not UTF-8"},
		{file("array.json", "[]"), "not an iomodels record"},
		{file("other.json", `{"format":"cargo"}`), "not an iomodels record"},
		{file("newer.json", `{"format":"iomodels-record/3"}`), `its format is "iomodels-record/3", and this iomodels reads "iomodels-record/1" and "iomodels-record/2": use a newer iomodels`},
		{file("changed.json", string(changed)), "damaged: its ID is \"im1-"},
		{file("newline.json", whole+"\n"), "not in its canonical form: the content matches its ID, but the bytes leave the canonical form at byte"},
		{file("float.json", `{"format":"iomodels-record/2","x":1.5}`), "damaged: the number 1.5 is not an integer"},
	} {
		_, err := Read(test.path)
		require.ErrorContains(t, err, test.want)
		require.ErrorContains(t, err, filepath.Base(test.path))
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestLatencySurvivesTheRecord(t *testing.T) {
	h := NewLatency()
	for _, v := range []int64{1, 999, 61_234, 59_999_999_999} {
		require.NoError(t, h.RecordValue(v))
	}
	encoded, err := EncodeLatency(h)
	require.NoError(t, err)
	got, err := DecodeLatency(encoded)
	require.NoError(t, err)
	require.True(t, h.Equals(got))
	require.EqualValues(t, 4, got.TotalCount())

	none, err := EncodeLatency(nil)
	require.NoError(t, err)
	require.Empty(t, none)
	got, err = DecodeLatency("")
	require.NoError(t, err)
	require.Nil(t, got)
	for _, bad := range []string{"AAAA", "not base64", encoded[:len(encoded)-8]} {
		_, err = DecodeLatency(bad)
		require.Error(t, err, bad)
	}
}
