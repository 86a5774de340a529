package control

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestATailCutsNoRune(t *testing.T) {
	for shift := range 4 {
		var end tail
		text := strings.Repeat("x", shift) + strings.Repeat("é€😀", maxTail)
		for i := 0; i < len(text); i += 1000 {
			_, err := end.Write([]byte(text[i:min(i+1000, len(text))]))
			require.NoError(t, err)
		}
		last := end.last()
		require.True(t, strings.HasSuffix(text, last), "%d: no rune was cut, so none was replaced", shift)
		require.True(t, utf8.ValidString(last))
		require.Greater(t, len(last), maxTail-utf8.UTFMax)
		require.LessOrEqual(t, len(last), maxTail)
	}
}

// What is no UTF-8 at all must not make the tail longer than it may be, or empty.
func TestATailOfOtherBytesIsKept(t *testing.T) {
	var end tail
	_, err := end.Write([]byte("first\nlast \xff\xfe"))
	require.NoError(t, err)
	require.Equal(t, "last \uFFFD", end.last())
}

// linesOf are all lines of a stream.
func linesOf(r io.Reader) (all [][]byte) {
	lines := make(chan []byte)
	go readLines(r, lines)
	for line := range lines {
		all = append(all, line)
	}
	return all
}

// The child is not blocked by what nobody reads, and no line takes more memory
// than maxLine.
func TestALineThatIsTooLongIsTheLast(t *testing.T) {
	rest := strings.NewReader("{}\n" + strings.Repeat("x", maxLine) + "\n{}\n")
	require.Equal(t, [][]byte{[]byte("{}")}, linesOf(rest))
	require.Zero(t, rest.Len(), "all of it is taken")
}

// FuzzLines holds lines against a splitter without a buffer, and what they say
// against what is written of it.
func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"addr":"127.0.0.1:1","protocol":1,"inside":{}}` + "\n" + `{"error":"x"}` + "\n"))
	f.Add([]byte(`{"event":{"mark":"open"}}` + "\n\n" + `{"result":{}}` + "\r\n{"))
	f.Add([]byte("\xff\x00\n[[[["))
	f.Fuzz(func(t *testing.T, text []byte) {
		all := linesOf(bytes.NewReader(text))
		i := 0
		for want := range bytes.Lines(text) {
			want = bytes.TrimSuffix(bytes.TrimSuffix(want, []byte("\n")), []byte("\r"))
			require.True(t, bytes.Equal(want, all[i]), "line %d: %q", i, all[i])
			i++
		}
		require.Len(t, all, i)

		for _, line := range all {
			heard(t, line, new(answer), new(answer))
			heard(t, line, new(report), new(report))
			heard(t, line, new(order), new(order))
		}
	})
}

// heard receives a line, and what is written of it, which must be the same.
func heard(t *testing.T, line []byte, one, other any) {
	c := &Child{cmd: &exec.Cmd{Process: &os.Process{Pid: 1}}, lines: make(chan []byte, 2)}
	c.lines <- line
	if err := c.receive(t.Context(), one); err != nil {
		require.Less(t, len(err.Error()), 1000)
		return
	}
	again, err := json.Marshal(one)
	require.NoError(t, err)
	c.lines <- again
	require.NoError(t, c.receive(t.Context(), other))
	written, err := json.Marshal(other)
	require.NoError(t, err)
	require.Equal(t, string(again), string(written))
}
