package modeltest

import (
	"bytes"
	"errors"
	"io"
	"syscall"
	"time"
)

// swap is a flaw of a server that reads one thing as another.
func swap(old, with string) func(*conn, []byte) []byte {
	return func(_ *conn, b []byte) []byte {
		return bytes.ReplaceAll(b, []byte(old), []byte(with))
	}
}

// cut is a flaw of a server that ends the connection instead of saying that.
func cut(said string) func(*conn, []byte) []byte {
	return func(c *conn, b []byte) []byte {
		if bytes.Contains(b, []byte(said)) {
			c.Close()
		}
		return b
	}
}

// protocolFlaws misread requests, or say the wrong thing.
var protocolFlaws = []flaw{
	{name: "HTML", breaks: "plain-text", write: func(c *conn, out []byte) []byte {
		if !bytes.HasPrefix(out, []byte("HTTP/1.1 200")) {
			return out
		}
		return bytes.ReplaceAll(out, []byte("text/plain"), []byte("text/html"))
	}},
	{name: "old version", breaks: "one-request", write: swap("HTTP/1.1 200", "HTTP/1.0 200")},
	{name: "not found", breaks: "any-target", read: func(c *conn, in []byte) []byte {
		c.missing = bytes.HasPrefix(in, []byte("GET /a"))
		return in
	}, write: func(c *conn, out []byte) []byte {
		if c.missing {
			return bytes.Replace(out, []byte("200 OK"), []byte("404 No"), 1)
		}
		return out
	}},
	{name: "no date", breaks: "date", listen: func(s *server) { s.date = nil }},
	{name: "closes what asks to be kept", breaks: "keep-alive", read: swap("HTTP/1.1\r\nHost: a\r\nConnection: keep-alive", "HTTP/1.1\r\nHost: a\r\nConnection: close")},
	{name: "closes HTTP/1.0", breaks: "http10-keep-alive", read: swap("HTTP/1.0\r\nConnection", "HTTP/1.0\r\nIgnored")},
	{name: "another date", breaks: "http10-close", write: swap("1996", "2026")},
	{name: "never closes", breaks: "connection-close", read: swap("Connection: close", "Ignored: close")},
	{name: "CRLF alone", breaks: "bare-lf", read: swap("HTTP/1.0\n", "HTTP/1.0\r\n!\r\n")},
	{name: "body after HEAD", breaks: "head", read: swap("HEAD / HTTP/1.0", "GET / HTTP/1.0")},
	{name: "needs more than a byte", breaks: "byte-at-a-time", read: func(c *conn, in []byte) []byte {
		if len(in) == 1 {
			c.small++
		}
		if c.small > 8 {
			c.Close()
		}
		return in
	}},
	{name: "misses an end that is split", breaks: "split-at-every-offset", read: func(c *conn, in []byte) []byte {
		n := len(c.lastRead)
		if n > 1 && n < 130 && bytes.Contains(in, []byte("abc")) && c.lastRead[n-1] == '\r' && in[0] == '\n' {
			return in[1:]
		}
		return in
	}},
	{name: "a queue of a thousand", breaks: "pipelined-1000", write: func(c *conn, out []byte) []byte {
		if c.requests == 1000 {
			defer c.Close()
		}
		return out
	}},
	{name: "hangs in a long body", breaks: "larger-than-one-read", read: func(c *conn, in []byte) []byte {
		c.inBody = c.inBody || bytes.HasPrefix(in, []byte("POST / HTTP/1.1\r\nHost: a\r\nContent-Length"))
		if c.inBody && len(in) == 16<<10 {
			c.hang()
		}
		return in
	}},
	{name: "answers a body", breaks: "length-body", read: swap("Content-Length: 27\r\n", "Ignored: 27\r\n")},
	{name: "knows no extension", breaks: "chunked-body", read: swap(";ext=1", "!")},
	{name: "no interim reply", breaks: "expect-continue", read: swap("Expect:", "Ignored:")},
	{name: "nonsense ends all", breaks: "malformed", read: func(c *conn, in []byte) []byte {
		if bytes.HasPrefix(in, []byte{0}) {
			c.s.die(errors.New("index out of range"))
		}
		return in
	}},
	{name: "forgets what came before", breaks: "before-malformed", read: func(_ *conn, in []byte) []byte {
		if at := bytes.Index(in, []byte("no request")); at > 0 {
			return in[at:]
		}
		return in
	}},
}

// flowFlaws are about when to read and when to write.
var flowFlaws = []flaw{
	{name: "trusts a short read", breaks: "urgent-byte", read: func(c *conn, in []byte) []byte {
		if c.atUrgentMark() {
			c.hang()
		}
		return in
	}},
	{name: "reads without bound", breaks: "slow-reader", input: readAll(1<<30, func(*conn) {})},
	{name: "forgets input while blocked", breaks: "input-while-blocked", write: func(c *conn, out []byte) []byte {
		short := len(c.lastRead) < 16<<10
		if c.blocked || !short {
			return out
		}
		_ = c.SetWriteDeadline(time.Now().Add(5 * time.Millisecond))
		n, err := c.Write(out)
		_ = c.SetWriteDeadline(time.Time{})
		if err == nil {
			return nil
		}
		_, _ = c.Write(out[n:])
		unread := c.unread()
		if unread > 0 && unread < 16<<10 {
			c.hang()
		}
		c.blocked = unread > 0 // by a peer that sends much: not what this is about
		return nil
	}},
	{name: "closes at a FIN", breaks: "fin-while-blocked", input: readAll(1<<20, func(c *conn) {
		if c.ended.Store(true); c.writing() > 50<<10 {
			c.drop()
		}
	}), write: func(c *conn, out []byte) []byte {
		if c.ended.Load() && len(out) > 50<<10 {
			c.drop()
		}
		return out
	}},
	{name: "no reply to half a connection", breaks: "half-close", read: func(c *conn, in []byte) []byte {
		if time.Sleep(200 * time.Microsecond); c.requests < 300 && c.unread() == 0 && c.hasFIN() {
			c.Close()
		}
		return in
	}},
	{name: "a reset in a request ends all", breaks: "reset-mid-request", ended: func(c *conn, err error) {
		if partial := len(c.lastRead) > 0 && c.requests == 0; partial && errors.Is(err, syscall.ECONNRESET) {
			c.s.die(err)
		}
	}},
	{name: "keeps what was reset", breaks: "reset-mid-request", ended: func(c *conn, err error) {
		if partial := len(c.lastRead) > 0 && c.requests == 0; partial && errors.Is(err, syscall.ECONNRESET) {
			c.hang()
		}
	}},
	{name: "a reset in a reply ends all", breaks: "reset-mid-reply", ended: func(c *conn, err error) {
		if c.writing() > 50<<10 && !errors.Is(err, io.EOF) {
			c.s.die(err)
		}
	}},
}

// serverFlaws are about connections that share the server, and about its end.
var serverFlaws = []flaw{
	{name: "strands a burst", breaks: "burst-500", many: true, accept: func(s *server, c *conn) bool {
		// Whoever is faster, server or peer: before the first of a burst
		// speaks, all of it is either silent here or waits to be accepted.
		silent := s.queued()
		for other := range s.conns {
			if other.bytesRead.Load() == 0 {
				silent++
			}
		}
		return silent < 200
	}},
	{name: "wakes for the idle", breaks: "idle-costs-no-waits", many: true, read: func(c *conn, in []byte) []byte {
		c.s.stats.Events.Add(int64(max(c.s.open()-30, 0)))
		return in
	}},
	{name: "drains one for ever", breaks: "flood-does-not-starve", read: func(c *conn, in []byte) []byte {
		c.s.attend(c)
		return in
	}},
	{name: "acts on a stale event", breaks: "descriptor-reuse", many: true, ended: func(c *conn, err error) {
		if c.s.open() > 30 && c.requests > 1 && errors.Is(err, syscall.ECONNRESET) {
			c.s.closeNewest()
		}
	}},
	{name: "holds what it refuses", breaks: "one-over-the-limit", holdsRefused: true},
	{name: "does not count what it refuses", breaks: "one-over-the-limit", forgetRefusal: true},
	{name: "no limit but says so", breaks: "one-over-the-limit", ignoresLimit: true},
	{name: "spins", breaks: "out-of-descriptors", spins: true},
	{name: "waits for a close of its own", breaks: "descriptors-come-back", noTimer: true},
	{name: "waits for the busy", breaks: "close-under-load", waitsForBusy: true},
	{name: "closes once", breaks: "close-twice", closeOnce: true},
	{name: "Serve after Close fails", breaks: "close-before-serve", closedServe: true},
	{name: "keeps its port", breaks: "nothing-leaks", keepsPort: true},
	{name: "loses goroutines", breaks: "nothing-leaks", ended: everyTenth(func(c *conn) { go func() { <-c.s.over }() })},
	{name: "loses descriptors", breaks: "nothing-leaks", ended: everyTenth(func(c *conn) { c.s.keepFile(c) })},
}

// everyTenth is a flaw that shows at some ends of connections that sent nothing.
func everyTenth(f func(*conn)) func(*conn, error) {
	return func(c *conn, _ error) {
		if c.s.stats.Failures.Load()%10 == 0 && c.requests == 0 {
			f(c)
		}
	}
}
