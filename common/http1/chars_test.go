package http1

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Arithmetic on eight bytes at once goes wrong by carries, so every pair of
// neighbours is tried, at the edges of words and in their middle.
func TestWordsAreJudgedAsTheirBytesAre(t *testing.T) {
	for size, places := range map[int][]int{7: {0}, 9: {0, 7}, 20: {6, 7, 11, 18}} {
		for _, at := range places {
			b := bytes.Repeat([]byte{'a'}, size)
			for pair := range 1 << 16 {
				b[at], b[at+1] = byte(pair>>8), byte(pair)
				value := valueByte(b[at]) && valueByte(b[at+1])
				target := targetByte(b[at]) && targetByte(b[at+1])
				if printable(b) != value || visible(b) != target {
					t.Fatalf("printable(%q) = %v, visible = %v", b, printable(b), visible(b))
				}
			}
		}
	}
}

func valueByte(b byte) bool  { return b == '\t' || b >= 0x20 && b != 0x7f }
func targetByte(b byte) bool { return b >= 0x21 && b <= 0x7e }

// Whoever folds beyond ASCII takes other names for his own.
func TestCaseIsFoldedInASCIIAlone(t *testing.T) {
	assert.True(t, equalFold([]byte("Keep-ALIVE"), "keep-alive"))
	for b := range 256 {
		same := b == 'k' || b == 'K'
		assert.Equal(t, same, equalFold([]byte{byte(b)}, "k"), "%q", b)
		assert.Equal(t, b == '-', equalFold([]byte{byte(b)}, "-"), "%q", b)
	}
	assert.False(t, equalFold([]byte("\u212aeep"), "keep"), "the Kelvin sign")
}

// The table is made from ranges; here it is against the standards' lists.
func TestTokenCharactersAreTheStandards(t *testing.T) {
	const tchar = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	const host = "-._~!$&'()*+,;=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for b := range 256 {
		assert.Equal(t, bytes.IndexByte([]byte(tchar), byte(b)) >= 0, classes[b]&tokenChar != 0, "token %q", b)
		assert.Equal(t, bytes.IndexByte([]byte(host), byte(b)) >= 0, classes[b]&hostChar != 0, "host %q", b)
		assert.Equal(t, valueByte(byte(b)), classes[b]&valueChar != 0, "value %q", b)
	}
}
