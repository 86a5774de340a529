package http1

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// checkBounds says what a connection and its loop hold more than they may,
// after a Feed of n bytes.
func checkBounds(t testing.TB, c *Conn, l *Loop, n int) {
	if c.head != nil && (len(c.head.bytes) > maxHead || cap(c.head.bytes) > maxHead) {
		t.Fatalf("an incomplete head holds %d bytes of %d", len(c.head.bytes), cap(c.head.bytes))
	}
	// The shortest request that keeps the connection, 20 bytes, gets a reply
	// of 117. One more reply may be due to what came before.
	if len(c.Pending()) > 6*n+256 {
		t.Fatalf("%d bytes of output to %d of input", len(c.Pending()), n)
	}
	kept := 0
	for _, b := range l.spare {
		kept += cap(b.bytes)
		if cap(b.bytes) > maxSpareSize {
			t.Fatalf("a spare buffer of %d bytes", cap(b.bytes))
		}
	}
	if kept != l.kept || kept > maxSpare {
		t.Fatalf("spare buffers of %d bytes, counted as %d", kept, l.kept)
	}
}

// The one place where a parser like this goes quadratic is a line that comes
// in pieces. Each byte may be looked at when it comes, and once more when its
// line is complete: counted, not timed.
func TestHeadInPiecesIsScannedTwiceAtMost(t *testing.T) {
	oneLine := requestLineOf(maxRequestLine) + "\r\nHost: h\r\n\r\n"
	for name, head := range map[string]string{
		"1 KiB": string(headOf(1 << 10)), "2 KiB": string(headOf(2 << 10)),
		"4 KiB": string(headOf(4 << 10)), "8 KiB": string(headOf(8 << 10)),
		"one long line": oneLine,
	} {
		for _, size := range []int{1, 2, 3, 100} {
			l := newLoop()
			var c Conn
			for p := []byte(head); len(p) > 0; {
				n := min(size, len(p))
				c.Feed(p[:n], l)
				p = p[n:]
			}
			assert.Equal(t, ok.bytes, string(c.Pending()))
			assert.LessOrEqual(t, l.scanned, 2*len(head)+size, "%s in pieces of %d", name, size)
			assert.GreaterOrEqual(t, l.scanned, len(head)-size, "the counter counts")
		}
	}
}

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	loop := newLoop()
	loop.Request = func([]byte) {}
	var c Conn
	feed := func(all [][]byte) func() {
		return func() {
			for _, p := range all {
				c.Feed(p, loop)
				c.Sent(0, loop)
				c.Sent(len(c.Pending()), loop)
			}
		}
	}
	for name, all := range map[string][][]byte{
		"whole":              pieces(browserHead),
		"pipelined":          pieces(strings.Repeat(get, 40)),
		"split":              pieces(browserHead, 100, 101, 300),
		"byte by byte":       everyByte(browserHead),
		"8 KiB byte by byte": everyByte(string(headOf(maxHead))),
		"body":               pieces(post + "Expect: 100-continue\r\nContent-Length: 5, 5\r\n\r\nhello"),
		"chunked":            everyByte(chunk + "5;x\r\nhello\r\n0\r\nA: b\r\n\r\n"),
		"one and a half":     pieces(get+get, len(get)+9),
	} {
		run := feed(all)
		run() // the first round grows the buffers
		assert.Zero(t, testing.AllocsPerRun(100, run), name)
	}
	malformed := []byte("BAD\r\n")
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		c = Conn{}
		c.Feed(malformed, loop)
		c.Sent(len(c.Pending()), loop)
	}), "refused")
}

// However many connections had something incomplete at once, a loop keeps a
// bounded store for later.
func TestSpareBuffersAreBounded(t *testing.T) {
	l := newLoop()
	conns := make([]Conn, 2*maxSpare/newSize)
	for i := range conns {
		conns[i].Feed([]byte("GET / HT"), l)
	}
	for i := range conns {
		conns[i].FeedEOF(l)
	}
	checkBounds(t, &conns[0], l, 0)
	assert.Len(t, l.spare, maxSpare/newSize)
}

// An unfinished head holds up to four times its length, and never more than the
// longest head, however it comes and whatever buffer it borrowed.
func TestAnUnfinishedHeadHoldsNoMoreThanTheLongest(t *testing.T) {
	in := strings.Repeat("Field: value\r\n", maxHead)
	for _, before := range []int{0, 30, 100} { // replies that had to wait, whose memory is used again
		for _, size := range []int{1, 90, 4096, maxHead} {
			l := newLoop()
			var other, c Conn
			if before > 0 {
				other.Feed([]byte(strings.Repeat(get, before)), l)
				other.Sent(0, l)
				other.Sent(len(other.Pending()), l)
			}
			in := []byte(line1 + in)[:maxHead]
			for fed := 0; fed < len(in); {
				n := min(size, len(in)-fed)
				c.Feed(in[fed:fed+n], l)
				fed += n
				assert.LessOrEqual(t, cap(c.head.bytes), maxHead)
				if before == 0 {
					assert.LessOrEqual(t, cap(c.head.bytes), max(newSize, 4*fed), "%d bytes, by %d", fed, size)
				}
			}
			assert.Equal(t, maxHead, cap(c.head.bytes))
			assert.Equal(t, Input, c.Want())
		}
	}
}

func TestHugeOutputIsNotKept(t *testing.T) {
	l := newLoop()
	var c Conn
	c.Feed([]byte(strings.Repeat(get, 1000)), l)
	c.Sent(0, l)
	c.Sent(len(c.Pending()), l)
	assert.Empty(t, l.spare, "a buffer of 100 kB")
}

// FuzzSplit: what comes out does not depend on how the stream is split, nor on
// how the output is drained; nothing panics, and nothing grows past its bound.
func FuzzSplit(f *testing.F) {
	for i, x := range exchanges {
		f.Add([]byte(x.in), []byte{byte(i), 0, byte(i * 7)}, uint8(i))
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte, portion uint8) {
		whole := owner{loop: newLoop()}
		want := whole.play(t, pieces(string(in)))
		checkSane(t, want)

		o := owner{loop: newLoop(), portion: int(portion)}
		all := cutAt(in, cuts)
		longest := 0
		for _, p := range all {
			longest = max(longest, len(p))
		}
		o.after = func() { checkBounds(t, &o.conn, o.loop, longest) }
		if got := o.play(t, all); got != want {
			t.Fatalf("whole: %+v\nsplit: %+v", want, got)
		}
		if o.loop.scanned > 3*len(in) {
			t.Fatalf("%d bytes scanned for %d", o.loop.scanned, len(in))
		}
	})
}

// checkSane holds for every outcome: as many final replies as requests.
func checkSane(t *testing.T, o outcome) {
	replies := strings.Count(o.out, "HTTP/1.") - strings.Count(o.out, " 100 Continue")
	if replies != o.requests {
		t.Fatalf("%d replies to %d requests", replies, o.requests)
	}
}

// cutAt splits in into pieces of the lengths that cuts gives, over and over.
// A length over 127 stands for so many times 64 bytes.
func cutAt(in, cuts []byte) (all [][]byte) {
	for i := 0; len(in) > 0; i++ {
		n := 1
		if len(cuts) > 0 {
			n = 1 + int(cuts[i%len(cuts)])
		}
		if n > 128 {
			n = (n - 128) * 64
		}
		n = min(n, len(in))
		all = append(all, append([]byte(nil), in[:n]...))
		in = in[n:]
	}
	return all
}

func ExampleConn() {
	var l Loop // no Date
	var c Conn
	requests := c.Feed([]byte("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"), &l)
	fmt.Println(requests, c.Want() == Output)
	fmt.Println(strings.ReplaceAll(string(c.Pending()), "\r", ""))
	c.Sent(len(c.Pending()), &l)
	fmt.Println(c.Want() == Input)
	// Output:
	// 1 true
	// HTTP/1.1 200 OK
	// Content-Type: text/plain
	// Content-Length: 13
	//
	// Hello, world!
	// true
}
