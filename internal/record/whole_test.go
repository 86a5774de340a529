package record

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhiteSpaceIsFoundWherever puts each kind of white space before each byte.
// Within a string it alters the content, elsewhere the layout alone.
func TestWhiteSpaceIsFoundWherever(t *testing.T) {
	whole := text(t, small(t))
	layout := 0
	for i := range len(whole) + 1 {
		space := " \t\r\n"[i%4 : i%4+1]
		_, errs := Validate(append(append(bytes.Clone(whole[:i]), space...), whole[i:]...))
		require.NotEmpty(t, errs, "%q before byte %d", space, i)
		if strings.Contains(errs[0].Error(), "not in its canonical form") {
			layout++
			require.ErrorContains(t, errs[0], ": white space")
		}
	}
	require.Greater(t, layout, 100)
}

// TestARepeatedMemberIsFoundWherever repeats every member of every object with
// a string or a number for its value, once with the same value and once with another.
func TestARepeatedMemberIsFoundWherever(t *testing.T) {
	whole := text(t, small(t))
	members := regexp.MustCompile(`"([a-z_0-9]+)":("[^"\\]*"|-?[0-9]+|null|true|false)`).FindAllSubmatchIndex(whole, -1)
	require.Greater(t, len(members), 80)
	for _, at := range members {
		member, name := string(whole[at[0]:at[1]]), string(whole[at[2]:at[3]])
		for _, first := range []string{member, `"` + name + `":"other"`} {
			twice := string(whole[:at[0]]) + first + "," + string(whole[at[0]:])
			_, errs := Validate([]byte(twice))
			require.NotEmpty(t, errs)
			require.ErrorContains(t, errs[0], "the bytes leave the canonical form at byte ")
		}
		// The last one is the one that most readers take.
		_, errs := Validate([]byte(string(whole[:at[1]]) + `,"` + name + `":"other"` + string(whole[at[1]:])))
		require.NotEmpty(t, errs, member)
	}
}

// A reader turns half a surrogate pair into U+FFFD without a word.
func TestHalfASurrogatePairIsFound(t *testing.T) {
	whole := string(text(t, small(t)))
	for _, half := range []string{`\ud800`, `\udc00`, `\ud800\u0041`, `\ud800x`} {
		_, errs := Validate([]byte(strings.Replace(whole, `"detail":""`, `"detail":"`+half+`"`, 1)))
		require.NotEmpty(t, errs, half)
	}
}

func TestWhatIsTooLongIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.json")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(1<<40), "a file with a hole")
	require.NoError(t, f.Close())
	_, err = Read(path)
	require.ErrorIs(t, err, ErrTooLong)
	require.ErrorContains(t, err, "huge.json: longer than any record or journal, of which 256 MiB are read at most")
	journal := strings.TrimSuffix(path, "json") + "journal"
	require.NoError(t, os.Rename(path, journal))
	_, err = OpenJournal(journal)
	require.ErrorIs(t, err, ErrTooLong)
}

func TestAStreamIsReadAsAFileIs(t *testing.T) {
	whole := text(t, small(t))
	r, err := ReadFrom(bytes.NewReader(whole), "standard input")
	require.NoError(t, err)
	require.Contains(t, string(whole), r.ID)
	_, err = ReadFrom(bytes.NewReader(whole[:99]), "standard input")
	require.EqualError(t, err, "standard input: not JSON: it ends too early, at byte 99")
	_, err = ReadFrom(io.MultiReader(bytes.NewReader(whole), strings.NewReader(" ")), "standard input")
	require.ErrorContains(t, err, "standard input: not in its canonical form")
}

func TestAPlaceIsSaidAsPeopleCount(t *testing.T) {
	for want, steps := range map[string][]step{
		"the record":              nil,
		"trial 3, errors 1, name": {{name: []byte("trials")}, {index: 2}, {name: []byte("errors")}, {index: 0}, {name: []byte("name")}},
		"plan, sweep 1":           {{name: []byte("plan")}, {name: []byte("sweep")}, {index: 0}},
		"plan, order 1 2":         {{name: []byte("plan")}, {name: []byte("order")}, {index: 0}, {index: 1}},
	} {
		require.Equal(t, want, place(steps))
	}
}

func TestDamageIsToldWithWhatContradictsItself(t *testing.T) {
	whole := text(t, small(t))
	altered := bytes.Replace(whole, []byte(`"requests":3`), []byte(`"requests":4`), 1)
	_, errs := Validate(altered)
	require.Len(t, errs, 2)
	require.ErrorContains(t, errs[0], "damaged: its ID is")
	require.ErrorContains(t, errs[1], "trial 1 (epoll_lt, 10 connections, round 1): 3 latencies, 4 requests")
}
