package reply

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var hello = Expectation{Status: 200, Body: []byte("Hello, world!")}

const okHead = "HTTP/1.1 200 OK\r\n"

// outcomes of replies: the name of the fault, "" if it is right, "…" if more
// bytes are needed.
var replies = []struct{ about, text, fault string }{
	{"by length", okHead + "Content-Length: 13\r\n\r\nHello, world!", ""},
	{"in HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 13\r\n\r\nHello, world!", ""},
	{"without a reason", "HTTP/1.1 200\r\nContent-Length: 13\r\n\r\nHello, world!", ""},
	{"field names in any case", okHead + "cOnTeNt-LeNgTh:13\r\n\r\nHello, world!", ""},
	{"the same length twice", okHead + "Content-Length: 13\r\nContent-Length: 13\r\n\r\nHello, world!", ""},
	{"chunked", okHead + "Transfer-Encoding: chunked\r\n\r\nd\r\nHello, world!\r\n0\r\n\r\n", ""},
	{"chunked in many", okHead + "Transfer-Encoding: Chunked\r\n\r\n1\r\nH\r\n00C;x=y\r\nello, world!\r\n0\r\nA: b\r\nC: d\r\n\r\n", ""},
	{"after an interim reply", "HTTP/1.1 100 Continue\r\n\r\n" + okHead + "Content-Length: 13\r\n\r\nHello, world!", ""},

	{"incomplete head", okHead + "Content-Length: 13\r\n", "…"},
	{"incomplete body", okHead + "Content-Length: 13\r\n\r\nHello", "…"},
	{"incomplete chunk", okHead + "Transfer-Encoding: chunked\r\n\r\nd\r\nHello", "…"},
	{"no last chunk", okHead + "Transfer-Encoding: chunked\r\n\r\nd\r\nHello, world!\r\n", "…"},
	{"up to the end of the connection", okHead + "\r\nHello, world!", "…"},

	{"another status", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", WrongStatus},
	{"one byte wrong", okHead + "Content-Length: 13\r\n\r\nHello, World!", WrongBody},
	{"too long", okHead + "Content-Length: 14\r\n\r\nHello, world!!", WrongBody},
	{"too short", okHead + "Content-Length: 5\r\n\r\nHello", WrongBody},
	{"empty", okHead + "Content-Length: 0\r\n\r\n", WrongBody},
	{"wrong in a chunk", okHead + "Transfer-Encoding: chunked\r\n\r\nd\r\nHello, w0rld!\r\n0\r\n\r\n", WrongBody},

	{"not HTTP", "SSH-2.0-OpenSSH\r\n", BadFraming},
	{"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", BadFraming},
	{"letters for a status", "HTTP/1.1 2x0 OK\r\n\r\n", BadFraming},
	{"a field without a colon", okHead + "Content-Length\r\n\r\n", BadFraming},
	{"space before the colon", okHead + "Content-Length : 13\r\n\r\n", BadFraming},
	{"a folded line", okHead + "A: b\r\n c\r\n\r\n", BadFraming},
	{"bare LF", okHead + "A: b\nContent-Length: 13\r\n\r\n", BadFraming},
	{"two lengths", okHead + "Content-Length: 13\r\nContent-Length: 14\r\n\r\n", BadFraming},
	{"a negative length", okHead + "Content-Length: -1\r\n\r\n", BadFraming},
	{"a signed length", okHead + "Content-Length: +13\r\n\r\n", BadFraming},
	{"no digits in a length", okHead + "Content-Length: \r\n\r\n", BadFraming},
	{"length and chunks", okHead + "Content-Length: 13\r\nTransfer-Encoding: chunked\r\n\r\n", BadFraming},
	{"an unknown coding", okHead + "Transfer-Encoding: gzip, chunked\r\n\r\n", BadFraming},
	{"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", BadFraming},
	{"switching protocols", "HTTP/1.1 101 Switching\r\n\r\n", BadFraming},
	{"no chunk size", okHead + "Transfer-Encoding: chunked\r\n\r\nHello\r\n", BadFraming},
	{"an empty chunk size", okHead + "Transfer-Encoding: chunked\r\n\r\n\r\n", BadFraming},
	{"a chunk longer than its size", okHead + "Transfer-Encoding: chunked\r\n\r\nc\r\nHello, world!\r\n", BadFraming},
	{"bare LF in chunked framing", okHead + "Transfer-Encoding: chunked\r\n\r\nd\nHello", BadFraming},
	{"an endless head", okHead + strings.Repeat("A: b\r\n", 20000), BadFraming},
	{"an endless chunk line", okHead + "Transfer-Encoding: chunked\r\n\r\n1;" + strings.Repeat("x", 20000), BadFraming},
}

// judge feeds text in pieces that end at the given offsets.
func judge(text string, want *Expectation, cuts ...int) (fault string, rest int) {
	var r Reader
	at := 0
	for _, cut := range append(cuts, len(text)) {
		if cut < at {
			continue
		}
		at += r.Feed([]byte(text[at:cut]), want)
		if r.Whole() || r.Broken() {
			return r.Fault.Name, len(text) - at
		}
	}
	return "…", 0
}

func TestRepliesAreJudgedWholeAndInPieces(t *testing.T) {
	for _, c := range replies {
		t.Run(c.about, func(t *testing.T) {
			fault, _ := judge(c.text, &hello)
			require.Equal(t, c.fault, fault)
			every := make([]int, len(c.text))
			for i := range every {
				every[i] = i
				if i < 500 {
					fault, _ = judge(c.text, &hello, i)
					require.Equal(t, c.fault, fault, "split at %d", i)
				}
			}
			fault, _ = judge(c.text, &hello, every...)
			require.Equal(t, c.fault, fault, "byte by byte")
		})
	}
}

func TestBytesOfTheNextReplyAreLeft(t *testing.T) {
	for _, c := range replies {
		if c.fault == "" || c.fault == WrongBody || c.fault == WrongStatus {
			fault, rest := judge(c.text+"next", &hello)
			require.Equal(t, c.fault, fault, c.about)
			require.Equal(t, len("next"), rest, c.about)
		}
	}
}

func TestTheEndOfTheConnectionCompletesAReplyThatHasNoLength(t *testing.T) {
	for body, fault := range map[string]string{"Hello, world!": "", "Hello": WrongBody, "Hello, world!!": WrongBody} {
		var r Reader
		r.Feed([]byte("HTTP/1.0 200 OK\r\n\r\n"+body), &hello)
		require.Equal(t, untilClose, r.state)
		r.End(&hello)
		require.Equal(t, whole, r.state)
		require.Equal(t, fault, r.Fault.Name, body)
		require.True(t, r.Closes)
	}
}

func TestAnyBodyMayBeExpected(t *testing.T) {
	fault, _ := judge(okHead+"Content-Length: 3\r\n\r\nabc", &Expectation{Status: 200, AnyBody: true})
	require.Empty(t, fault)
	fault, _ = judge("HTTP/1.1 204 No Content\r\n\r\n", &Expectation{Status: 204})
	require.Empty(t, fault)
}

func TestAnExcerptShowsWhereABodyGoesWrong(t *testing.T) {
	var r Reader
	r.Feed([]byte(okHead+"Content-Length: 13\r\n\r\nHello, w\x00rld!"), &hello)
	require.Equal(t, `at byte 8: "Hello, w\x00rld!"`, r.Fault.Excerpt)
}

// TestAReplyThatDoesNotEndIsHeldWithinBounds sends a megabyte of what a reader
// could keep, in pieces, and looks at what it has kept.
func TestAReplyThatDoesNotEndIsHeldWithinBounds(t *testing.T) {
	const piece = 1000
	for name, c := range map[string]struct{ begin, again string }{
		"a head":           {"HTTP/1.1 200 OK\r\n", "Field: value\r\n"},
		"a field":          {"HTTP/1.1 200 OK\r\nField: ", "value "},
		"interim replies":  {"", "HTTP/1.1 100 Continue\r\n\r\n"},
		"an extension":     {okHead + "Transfer-Encoding: chunked\r\n\r\n1;", "x=y;"},
		"zeros of a size":  {okHead + "Transfer-Encoding: chunked\r\n\r\n", "0"},
		"trailers":         {okHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "Field: value\r\n"},
		"a trailer":        {okHead + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "Field"},
		"chunks":           {okHead + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
		"a body":           {okHead + "Content-Length: 9000000\r\n\r\n", "x"},
		"a body of no end": {okHead + "\r\n", "x"},
	} {
		var r Reader
		text := []byte(c.begin + strings.Repeat(c.again, 1<<20/len(c.again)))
		for ; len(text) > piece && !r.Broken(); text = text[piece:] {
			r.Feed(text[:piece], &hello)
			require.LessOrEqual(t, len(r.held), maxHead+piece, name)
			require.LessOrEqual(t, len(r.Fault.Excerpt), 1000, name)
		}
		require.LessOrEqual(t, cap(r.held), 2*(maxHead+piece), name)
	}
}

// Any split gives the same judgement, and nothing panics.
func FuzzReply(f *testing.F) {
	for i, c := range replies {
		if len(c.text) < 1000 {
			f.Add(c.text, i)
		}
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		fault, rest := judge(text, &hello)
		if n := len(text); n > 0 {
			cut = (cut%n + n) % n
		} else {
			cut = 0
		}
		again, restAgain := judge(text, &hello, cut)
		if fault != again || fault != BadFraming && rest != restAgain {
			t.Fatalf("whole: %q, %d left; split at %d: %q, %d left", fault, rest, cut, again, restAgain)
		}
	})
}

func BenchmarkReplyParsedWhole(b *testing.B) {
	text := []byte(okHead + "Date: Mon, 01 Jan 1996 01:01:01 GMT\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!")
	var r Reader
	b.ReportAllocs()
	for b.Loop() {
		r.Reset()
		r.Feed(text, &hello)
	}
}
