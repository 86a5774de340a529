package modeltest

import (
	"bufio"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Where no further reply can follow, the end of the connection may frame a
// refusal; it frames nothing else, since a lost rest would go unnoticed.
func TestOnlyARefusalMayEndWithTheConnection(t *testing.T) {
	for text, good := range map[string]bool{
		"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request": true,
		"HTTP/1.1 400 Bad Request\r\n\r\n400 Bad Request":                      false,
		"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nHello, world!":            false,
	} {
		r, err := readReply(bufio.NewReader(strings.NewReader(text)), "GET")
		require.Equal(t, good, err == nil, "%q: %v", text, err)
		require.Equal(t, good, r.body == "400 Bad Request", text)
	}
}
