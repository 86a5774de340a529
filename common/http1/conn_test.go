package http1

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// outcome is all that can be seen of a connection from outside, less when
// output came.
type outcome struct {
	out      string
	requests int
	end      ending
}

// owner plays the part of whoever owns the socket.
type owner struct {
	conn    Conn
	loop    *Loop
	portion int // bytes sent in one write; 0: all
	seen    outcome
	out     []byte // sent so far
	after   func() // is called after every step
}

// play feeds the pieces as they come, sends what is pending in between, and
// says where that leaves the connection. Then the peer finishes sending.
func (o *owner) play(t testing.TB, pieces [][]byte) outcome {
	for _, p := range pieces {
		if o.conn.Want() == Close {
			break
		}
		o.seen.requests += o.conn.Feed(p, o.loop)
		clear(p) // nothing of it may be needed any more
		o.step()
		o.drain(t)
	}
	o.seen.out, o.seen.end = string(o.out), endOf(&o.conn)
	if o.conn.Want() != Close {
		o.conn.FeedEOF(o.loop)
	}
	require.Equal(t, Close, o.conn.Want(), "after EOF")
	require.Nil(t, o.conn.head, "buffer of a head after EOF")
	require.Nil(t, o.conn.out, "output after EOF")
	return o.seen
}

// drain sends what is pending, every other time failing to send anything.
func (o *owner) drain(t testing.TB) {
	for o.conn.Want() == Output {
		if o.portion > 0 {
			o.conn.Sent(0, o.loop)
			o.step()
			o.loop.out.reset() // the scratch is another connection's now
			_ = append(o.loop.out.bytes, "overwritten"...)
		}
		p := o.conn.Pending()
		require.NotEmpty(t, p, "Output is wanted")
		n := len(p)
		if o.portion > 0 {
			n = min(n, o.portion)
		}
		o.out = append(o.out, p[:n]...)
		o.conn.Sent(n, o.loop)
		o.step()
	}
	require.Empty(t, o.conn.Pending(), "Output is not wanted")
}

func (o *owner) step() {
	if o.after != nil {
		o.after()
	}
}

func endOf(c *Conn) ending {
	switch {
	case c.Want() == Close:
		return closed
	case c.state == inHead && c.head == nil:
		return kept
	}
	return cut
}

func (x exchange) outcome() outcome {
	want := outcome{end: x.end}
	for _, a := range x.answers {
		want.out += a.bytes
		if a != interim {
			want.requests++
		}
	}
	return want
}

// pieces cuts a copy of in at the given offsets.
func pieces(in string, cuts ...int) (all [][]byte) {
	from := 0
	for _, cut := range append(cuts, len(in)) {
		all = append(all, []byte(in[from:cut]))
		from = cut
	}
	return all
}

func everyByte(in string) (all [][]byte) {
	for i := range len(in) {
		all = append(all, []byte(in[i:i+1]))
	}
	return all
}

func TestRepliesWhole(t *testing.T) {
	for _, x := range exchanges {
		t.Run(x.name, func(t *testing.T) {
			o := owner{loop: newLoop()}
			assert.Equal(t, x.outcome(), o.play(t, pieces(x.in)))
		})
	}
}

func TestRepliesDoNotDependOnTheSplit(t *testing.T) {
	for _, x := range exchanges {
		t.Run(x.name, func(t *testing.T) {
			l := newLoop()
			o := owner{loop: l}
			assert.Equal(t, x.outcome(), o.play(t, everyByte(x.in)), "byte by byte")
			step := 1 + len(x.in)/2000 // long inputs: at some offsets, all of them odd or even
			for i := 0; i <= len(x.in); i += step {
				o := owner{loop: l}
				require.Equal(t, x.outcome(), o.play(t, pieces(x.in, i)), "split at %d", i)
			}
		})
	}
}

func TestRepliesDoNotDependOnHowTheyAreSent(t *testing.T) {
	for _, x := range exchanges {
		t.Run(x.name, func(t *testing.T) {
			for _, portion := range []int{1, 7, 100, 1000} {
				o := owner{loop: newLoop(), portion: portion}
				assert.Equal(t, x.outcome(), o.play(t, pieces(x.in)), "in portions of %d", portion)
				o = owner{loop: newLoop(), portion: portion}
				assert.Equal(t, x.outcome(), o.play(t, pieces(x.in, len(x.in)/3, len(x.in)/2)), "in portions of %d, split", portion)
			}
		})
	}
}

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range exchanges {
		assert.False(t, seen[x.name], x.name)
		seen[x.name] = true
	}
}

// The seed's bytes are written out here once more, so that no slip of an
// editor in the code can pass.
func TestReplyToHTTP10IsTheSeeds(t *testing.T) {
	for _, in := range []string{"GET / HTTP/1.0\n\n", "GET / HTTP/1.0\n\r\n", "GET / HTTP/1.0\r\n\r\n"} {
		o := owner{loop: newLoop()}
		got := o.play(t, pieces(in))
		assert.Equal(t, "HTTP/1.0 200 OK\r\nDate: Mon, 1 Jan 1996 01:01:01 GMT\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!", got.out)
		assert.Equal(t, closed, got.end)
	}
}

func TestConnIsSmall(t *testing.T) {
	assert.LessOrEqual(t, unsafe.Sizeof(Conn{}), uintptr(56))
}

// An idle connection is one of very many: it owns nothing, whatever it did before.
func TestIdleConnOwnsNothing(t *testing.T) {
	for _, x := range exchanges {
		if x.end != kept {
			continue
		}
		for _, all := range [][][]byte{pieces(x.in), everyByte(x.in)} {
			l := newLoop()
			var c Conn
			for _, p := range all {
				c.Feed(p, l)
				c.Sent(0, l)
				c.Sent(len(c.Pending()), l)
			}
			assert.Nil(t, c.out, x.name)
			assert.Nil(t, c.head, x.name)
		}
	}
}

func TestZeroLoopWorksAndCostsNothing(t *testing.T) {
	var l Loop
	var c Conn
	assert.Equal(t, 1, c.Feed([]byte(get), &l))
	assert.Equal(t, "HTTP/1.1 200 OK\r\n"+text+"Hello, world!", string(c.Pending()), "no Date line")
	c.Sent(len(c.Pending()), &l)
	assert.Less(t, cap(l.out.bytes), 512, "scratch")
	assert.Empty(t, l.spare)
}

func TestZeroDateHasNoLine(t *testing.T) {
	l := Loop{Date: new(Date)}
	var c Conn
	c.Feed([]byte(get), &l)
	assert.NotContains(t, string(c.Pending()), "Date")
}

func TestDateIsGMTWhateverTheZone(t *testing.T) {
	l := newLoop()
	l.Date.Set(time.Date(2026, 3, 1, 0, 30, 0, 999, time.FixedZone("", 3600)))
	var c Conn
	c.Feed([]byte(get), l)
	assert.Contains(t, string(c.Pending()), "\r\nDate: Sat, 28 Feb 2026 23:30:00 GMT\r\n")
}

// With -race this shows that a writer and the loops need no lock.
func TestDateMayBeSetWhileOthersUseIt(t *testing.T) {
	var d Date
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 1000 {
			d.Set(time.Unix(int64(i), 0))
		}
	}()
	l := &Loop{Date: &d}
	var c Conn
	for range 1000 {
		c.Feed([]byte(get), l)
		c.Sent(len(c.Pending()), l)
	}
	<-done
}

func TestRequestIsGivenEveryHeadAsItCame(t *testing.T) {
	second := "POST /x HTTP/1.1\nHost: h\r\nContent-Length: 2\n\n"
	for name, all := range map[string][][]byte{
		"whole":        pieces("\r\n" + get + second + "ab" + get),
		"byte by byte": everyByte("\r\n" + get + second + "ab" + get),
	} {
		var heads []string
		l := newLoop()
		l.Request = func(head []byte) { heads = append(heads, string(head)) }
		o := owner{loop: l}
		o.play(t, all)
		assert.Equal(t, []string{get, second, get}, heads, name)
	}
}

func TestLoopOutlivesItsConnections(t *testing.T) {
	l := newLoop()
	for _, x := range exchanges {
		o := owner{loop: l}
		assert.Equal(t, x.outcome(), o.play(t, pieces(x.in)), x.name)
	}
}

// Connections of one loop share its scratch, so each must take its output out
// of there before the next is fed.
func TestBlockedConnectionsDoNotShareOutput(t *testing.T) {
	l := newLoop()
	conns := make([]Conn, 100)
	for i := range conns {
		conns[i].Feed([]byte(strings.Repeat(get, 1+i%3)), l)
		conns[i].Sent(i, l)
	}
	for i := range conns {
		want := strings.Repeat(ok.bytes, 1+i%3)[i:]
		assert.Equal(t, want, string(conns[i].Pending()))
		conns[i].Sent(len(want), l)
	}
	assert.Len(t, l.spare, len(conns), "spare buffers")
}

func TestAbortGivesEverythingBack(t *testing.T) {
	l := newLoop()
	var c Conn
	c.Feed([]byte(get+"GET /half"), l)
	c.Sent(1, l)
	c.Abort(l)
	assert.Equal(t, Close, c.Want())
	assert.Empty(t, c.Pending())
	assert.Len(t, l.spare, 2, "one of the head, one of the output")
	c.Abort(l)
	assert.Len(t, l.spare, 2, "given back once")
}

func TestEOFLetsQueuedRepliesOut(t *testing.T) {
	for _, in := range []string{get, get + "GET /half", get + "BAD\r\n\r\n"} {
		l := newLoop()
		var c Conn
		c.Feed([]byte(in), l)
		c.FeedEOF(l)
		assert.Equal(t, Output, c.Want())
		c.Sent(len(c.Pending()), l)
		assert.Equal(t, Close, c.Want())
		assert.False(t, c.Lingers(), "the peer has finished: there is nothing to wait for")
	}
}

func TestMisusePanics(t *testing.T) {
	l := newLoop()
	var c Conn
	assert.Panics(t, func() { c.Sent(1, l) }, "Sent what was not pending")
	c.Feed([]byte(get), l)
	assert.Panics(t, func() { c.Feed([]byte(get), l) }, "Feed while Output is wanted")
	assert.Panics(t, func() { c.Sent(-1, l) })
	assert.Panics(t, func() { c.Sent(len(c.Pending())+1, l) })
	c.Abort(l)
	assert.Panics(t, func() { c.Feed([]byte(get), l) }, "Feed while Close is wanted")
}

func TestEmptyFeedDoesNothing(t *testing.T) {
	var c Conn
	assert.Zero(t, c.Feed(nil, newLoop()))
	assert.Equal(t, Conn{}, c)
}

// What was reported Sent and was not is pending again, behind nothing and
// before everything else.
func TestUnsentOutputIsPendingAgain(t *testing.T) {
	var c Conn
	l := &Loop{}
	c.Feed([]byte("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), l)
	require.False(t, c.Last())
	sent := string(c.Pending())
	copied := []byte(sent)
	c.Sent(len(sent), l)
	require.Equal(t, Input, c.Want())
	c.Unsent(copied[10:], l)
	copied[10] = 'x' // it is a copy of its own
	require.Equal(t, Output, c.Want())
	require.Equal(t, sent[10:], string(c.Pending()))
	require.Panics(t, func() { c.Unsent([]byte("more"), l) })
	c.Sent(len(sent)-10, l)
	require.Equal(t, Input, c.Want())

	c.Feed([]byte("GET / HTTP/1.0\r\n\r\n"), l)
	require.True(t, c.Last())
	c.Sent(len(c.Pending()), l)
	require.Equal(t, Close, c.Want())

	var bad Conn
	bad.Feed([]byte("no request\r\n\r\n"), l)
	require.True(t, bad.Last(), "what follows a refusal is discarded")
}
