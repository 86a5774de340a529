package http1

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const getClose = line1 + "Connection: close\r\n\r\n"

// There is nothing on its way that could destroy the reply.
func TestCleanCloseDoesNotLinger(t *testing.T) {
	for _, in := range []string{getClose, "GET / HTTP/1.0\n\n", post + "Connection: close\r\nContent-Length: 2\r\n\r\nab"} {
		l := newLoop()
		var c Conn
		c.Feed([]byte(in), l)
		c.Sent(len(c.Pending()), l)
		assert.Equal(t, Close, c.Want())
		assert.False(t, c.Lingers())
	}
}

// Closing with unread input makes the kernel send RST.
func TestErrorsAndInputBehindTheLastRequestLinger(t *testing.T) {
	for _, in := range []string{"BAD\r\n", getClose + "x", "GET / HTTP/1.0\n\n\r\n", chunk + "x", "BAD\r\n" + get} {
		l := newLoop()
		var c Conn
		assert.Equal(t, 1, c.Feed([]byte(in), l))
		c.Sent(1, l)
		assert.Equal(t, Output, c.Want())
		assert.False(t, c.Lingers(), "the reply is not out yet")
		c.Sent(len(c.Pending()), l)
		assert.Equal(t, Close, c.Want())
		assert.True(t, c.Lingers())

		c.Abort(l)
		assert.False(t, c.Lingers(), "there is no reply to protect any more")
	}
}

// Where a refusal comes does not depend on the split, so what is behind it is
// the owner's to discard in every case.
func TestLingeringDoesNotDependOnTheSplit(t *testing.T) {
	for _, refused := range []string{"BAD\r\n", "\r\r\n", string(make([]byte, maxRequestLine+2)), chunk + "x"} {
		for cut := range len(refused) {
			l := newLoop()
			var c Conn
			for _, p := range pieces(refused, cut) {
				c.Feed(p, l)
				c.Sent(len(c.Pending()), l)
			}
			require.True(t, c.Lingers(), "%.9q, cut at %d", refused, cut)
		}
	}
}
