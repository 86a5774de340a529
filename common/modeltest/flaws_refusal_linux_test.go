package modeltest

import (
	"bytes"
	"strings"
)

// misreads is a flaw of a server that takes one request for another, which shows
// in its reply alone.
func misreads(name, breaks, old, with string) flaw {
	return flaw{name: name, breaks: breaks, misreads: true, read: swap(old, with)}
}

// refusalFlaws answer what must be refused, or refuse it in another way.
var refusalFlaws = []flaw{
	{name: "no word to nonsense", breaks: "malformed", misreads: true, read: cut("nonsense\r\n\r\nGET")},
	misreads("guesses a version", "malformed", "GET /\r\n", "GET / HTTP/1.1\r\n"),
	misreads("speaks every version", "version-unknown", "HTTP/3.1", "HTTP/1.1"),
	misreads("greets HTTP/2", "http2-preface", "PRI * HTTP/2.0\r\n\r\nSM", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close"),
	misreads("opens a tunnel", "connect", "CONNECT a:80", "GET /"),
	misreads("knows every method", "method-too-long", strings.Repeat("M", 33)+" /", "M /"),
	{name: "reads every target", breaks: "target-too-long", misreads: true, read: func(_ *conn, in []byte) []byte {
		if end := bytes.Index(in, []byte(" HTTP/1.1\r")); end > 8050 && in[0] == 'G' {
			return append([]byte("GET /"), in[end:]...)
		}
		return in
	}},
	{name: "reads short targets alone", breaks: "target-of-8000", misreads: true, read: func(_ *conn, in []byte) []byte {
		if bytes.Index(in, []byte(" HTTP/1.1\r")) == 8000-len(" HTTP/1.1") {
			return append([]byte("GET /"+strings.Repeat("t", 2000)), in[5:]...)
		}
		return in
	}},
	{name: "no word to a long head", breaks: "head-too-large", misreads: true, write: func(c *conn, out []byte) []byte {
		if bytes.Contains(c.lastRead, []byte("T: trail")) { // trailers are another promise
			return out
		}
		return cut(" 431 ")(c, out)
	}},
	misreads("guesses the Host", "host-missing", "GET / HTTP/1.1\r\n\r\n", get),
	misreads("takes the first Host", "host-twice", "\r\nHost: b", ""),
	misreads("takes any address", "host-malformed", "[:::::::::::]", "[::]"),
	misreads("takes any percent sign", "host-malformed", "a%zz", "a"),
	misreads("trims names", "space-before-colon", "A : b", "A: b"),
	misreads("unfolds", "folded-line", "b\r\n folded", "b folded"),
	misreads("takes a CR for a space", "bare-cr", "b\rc", "b c"),
	misreads("cuts at a NUL", "nul-in-head", "b\x00c", "b"),
	misreads("takes any number", "length-malformed", "+5", "5"),
	misreads("wraps around", "length-malformed", "18446744073709551621", "5"),
	misreads("takes the first length", "lengths-differ", "5\r\nContent-Length: 6", "5"),
	misreads("looks for chunked anywhere", "chunked-not-last", "chunked, gzip", "chunked"),
	misreads("looks for chunked alone", "coding-unknown", "gzip, chunked", "chunked"),
	misreads("skips 0x", "chunk-size", "0x1\r\n", "1\r\n"),
	misreads("wraps a size around", "chunk-size", "10000000000000001\r\n", "1\r\n"),
	misreads("takes LF for CRLF", "chunk-framing", "1\na\r\n", "1\r\na\r\n"),
	misreads("ignores what is quoted", "chunk-extension-quoted", "1;a=\"\r\nX", "1\r\nX"),
	misreads("ignores any extension", "chunk-extension-malformed", "1;\r\n", "1\r\n"),
	misreads("ignores every extension", "chunk-extensions-bounded", ";"+strings.Repeat("x", 200), ""),
	misreads("ignores any trailer", "trailer-malformed", "No trailer\r\n", ""),
	misreads("ignores every trailer", "trailers-too-large", "T: trail\r\n", ""),
	{name: "believes in chunks", breaks: "length-and-coding", misreads: true,
		read: swap("Content-Length: 5\r\nTransfer-Encoding", "Connection: close\r\nTransfer-Encoding")},
	{name: "goes on after both framings", breaks: "length-and-coding-ends", misreads: true,
		read: acceptsBad("Content-Length: 5\r\nTransfer-Encoding", "Transfer-Encoding"), write: saysBad},
	{name: "believes in chunks of HTTP/1.0", breaks: "http10-coding", misreads: true,
		read: swap("HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding", "HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding")},
	{name: "goes on after chunks of HTTP/1.0", breaks: "http10-coding-ends", misreads: true,
		read: acceptsBad("HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding", "HTTP/1.1\r\nHost: a\r\nTransfer-Encoding"), write: saysBad},
	{name: "closes while the peer sends", breaks: "refusal-while-sending", misreads: true, write: func(c *conn, out []byte) []byte {
		if c.unread() < 20<<10 || !bytes.Contains(out, []byte(" 400 ")) {
			return out
		}
		_, _ = c.Write(out)
		c.Close()
		return nil
	}},
}

// acceptsBad takes a bad request for a good one, and remembers it for saysBad.
func acceptsBad(old, with string) func(*conn, []byte) []byte {
	return func(c *conn, in []byte) []byte {
		c.bad = c.bad || bytes.Contains(in, []byte(old))
		return bytes.ReplaceAll(in, []byte(old), []byte(with))
	}
}

// saysBad refuses what it has taken for good.
func saysBad(c *conn, out []byte) []byte {
	if !c.bad {
		return out
	}
	return bytes.Replace(out, []byte(" 200 OK"), []byte(" 400 No"), 1)
}
