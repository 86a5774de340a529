package http1

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const getClose = line1 + "Connection: close\r\n\r\n"

// send empties Pending in two writes and says whether to half-close after each.
func send(c *Conn, l *Loop) (first, second bool) {
	c.Sent(1, l)
	first = c.HalfClose()
	c.Sent(len(c.Pending()), l)
	return first, c.HalfClose()
}

// There is nothing on its way that could destroy the reply.
func TestCleanCloseDoesNotLinger(t *testing.T) {
	for _, in := range []string{getClose, "GET / HTTP/1.0\n\n", post + "Connection: close\r\nContent-Length: 2\r\n\r\nab"} {
		l := newLoop()
		var c Conn
		c.Feed([]byte(in), l)
		first, second := send(&c, l)
		assert.False(t, first)
		assert.False(t, second)
		assert.Equal(t, Close, c.Want())
	}
}

// Closing with unread input makes the kernel send RST.
func TestErrorsAndInputBehindTheLastRequestLinger(t *testing.T) {
	for _, in := range []string{"BAD\r\n", getClose + "x", "GET / HTTP/1.0\n\n\r\n", chunk + "x"} {
		l := newLoop()
		var c Conn
		c.Feed([]byte(in), l)
		first, second := send(&c, l)
		assert.False(t, first, "the reply is not out yet")
		assert.True(t, second)
		assert.Equal(t, Input, c.Want())

		assert.Zero(t, c.Feed([]byte(get), l), "requests answered while lingering")
		assert.Equal(t, Input, c.Want())
		c.FeedEOF(l)
		assert.Equal(t, Close, c.Want())
	}
}

func TestLingeringIsBounded(t *testing.T) {
	l := newLoop()
	var c Conn
	c.Feed([]byte("BAD\r\n"), l)
	c.Sent(len(c.Pending()), l)
	fed, p := 0, make([]byte, 1<<10)
	for c.Want() == Input {
		c.Feed(p, l)
		fed += len(p)
	}
	assert.Equal(t, Close, c.Want())
	assert.Equal(t, 256<<10, fed-len(p))
	assert.False(t, c.HalfClose())
}

// The bound counts from the same byte however the stream is split.
func TestBoundOfLingeringDoesNotDependOnTheSplit(t *testing.T) {
	for _, refused := range []string{"BAD\r\n", "\r\r\n", string(make([]byte, maxHead)), chunk + "x", getClose} {
		for size, want := range map[int]ending{lingerLength: closed, lingerLength + 1: closed} {
			in := refused + string(make([]byte, size))
			for _, cut := range []int{0, 1, len(refused) - 1, len(refused), len(refused) + 1} {
				if refused == getClose && cut == len(refused) {
					continue // a clean close: nothing was behind it
				}
				l := newLoop()
				var c Conn
				for _, p := range pieces(in, cut) {
					c.Feed(p, l)
					c.Sent(len(c.Pending()), l)
				}
				assert.Equal(t, want, endOf(&c))
				assert.Equal(t, size == lingerLength, c.HalfClose(), "%.9q and %d, cut at %d", refused, size, cut)
			}
		}
	}
}
