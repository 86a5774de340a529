package control

import (
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
