package http1

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// browserHead is what a browser of today sends for a page, of some 400 bytes.
const browserHead = "GET /index.html?q=hello HTTP/1.1\r\n" +
	"Host: 127.0.0.1:8080\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
	"Accept-Language: en-US,en;q=0.5\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Connection: keep-alive\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"Sec-Fetch-Dest: document\r\n" +
	"Sec-Fetch-Mode: navigate\r\n" +
	"Priority: u=0, i\r\n\r\n"

// plainHead is what load generators send.
const plainHead = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"

func newLoop() *Loop {
	l := &Loop{Date: new(Date)}
	l.Date.Set(time.Unix(784111777, 0))
	return l
}

// headOf is a request head of exactly n bytes.
func headOf(n int) []byte {
	const start, end = "GET / HTTP/1.1\r\nHost: h\r\n", "\r\n"
	var b strings.Builder
	b.WriteString(start)
	for left := n - len(start) - len(end); left > 0; {
		line := min(left, 80)
		if rest := left - line; rest > 0 && rest < 10 {
			line -= 10
		}
		fmt.Fprintf(&b, "Field: %s\r\n", strings.Repeat("v", line-len("Field: \r\n")))
		left -= line
	}
	b.WriteString(end)
	return []byte(b.String())
}

func BenchmarkWholeHeads(b *testing.B) {
	for name, head := range map[string]string{"browser": browserHead, "plain": plainHead} {
		for _, depth := range []int{1, 16, 40} {
			if len(head)*depth > 16<<10 {
				continue
			}
			b.Run(fmt.Sprintf("%s/pipelined=%d", name, depth), func(b *testing.B) {
				p := bytes.Repeat([]byte(head), depth)
				l := newLoop()
				var c Conn
				b.SetBytes(int64(len(p)))
				b.ReportAllocs()
				for b.Loop() {
					c.Feed(p, l)
					c.Sent(len(c.Pending()), l)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*depth), "ns/request")
			})
		}
	}
}

// A head that comes byte by byte costs O(n): MB/s must not fall with the size.
func BenchmarkByteByByte(b *testing.B) {
	for _, n := range []int{1 << 10, 2 << 10, 4 << 10, 8 << 10} {
		b.Run(fmt.Sprintf("head=%d", n), func(b *testing.B) {
			p := headOf(n)
			l := newLoop()
			var c Conn
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				for i := range p {
					c.Feed(p[i:i+1], l)
				}
				c.Sent(len(c.Pending()), l)
			}
		})
	}
}

// A reply that the socket does not take at once moves to a buffer of the
// connection's own.
func BenchmarkBlockedOutput(b *testing.B) {
	l := newLoop()
	var c Conn
	p := []byte(plainHead)
	b.SetBytes(int64(len(p)))
	b.ReportAllocs()
	for b.Loop() {
		c.Feed(p, l)
		c.Sent(0, l)
		c.Sent(len(c.Pending()), l)
	}
}
