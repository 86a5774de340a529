package http1

import "strings"

// answer is one reply as the peer should see it.
type answer struct {
	method string // of the request: a reply to HEAD has no body
	bytes  string
}

// The replies that there are, with the Date of newLoop.
var (
	date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	text = "Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n"
	shut = "Connection: close\r\n"
	none = "Content-Length: 0\r\n" + shut + "\r\n"

	ok        = answer{"GET", "HTTP/1.1 200 OK\r\n" + date + text + "Hello, world!"}
	okHead    = answer{"HEAD", "HTTP/1.1 200 OK\r\n" + date + text}
	okClose   = answer{"GET", "HTTP/1.1 200 OK\r\n" + date + shut + text + "Hello, world!"}
	okEndHead = answer{"HEAD", "HTTP/1.1 200 OK\r\n" + date + shut + text}
	keep10    = answer{"GET", "HTTP/1.0 200 OK\r\n" + date + "Connection: keep-alive\r\n" + text + "Hello, world!"}
	keepHead  = answer{"HEAD", "HTTP/1.0 200 OK\r\n" + date + "Connection: keep-alive\r\n" + text}
	seed      = answer{"GET", "HTTP/1.0 200 OK\r\nDate: Mon, 1 Jan 1996 01:01:01 GMT\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"}
	seedEmpty = answer{"HEAD", "HTTP/1.0 200 OK\r\nDate: Mon, 1 Jan 1996 01:01:01 GMT\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n"}
	interim   = answer{"GET", "HTTP/1.1 100 Continue\r\n\r\n"}

	bad      = answer{"GET", "HTTP/1.1 400 Bad Request\r\n" + date + none}
	failed   = answer{"GET", "HTTP/1.1 417 Expectation Failed\r\n" + date + none}
	tooLong  = answer{"GET", "HTTP/1.1 414 URI Too Long\r\n" + date + none}
	tooLarge = answer{"GET", "HTTP/1.1 431 Request Header Fields Too Large\r\n" + date + none}
	notImpl  = answer{"GET", "HTTP/1.1 501 Not Implemented\r\n" + date + none}
	version  = answer{"GET", "HTTP/1.1 505 HTTP Version Not Supported\r\n" + date + none}
)

// ending is where the connection is after the input.
type ending string

const (
	kept   ending = "kept"   // between requests
	cut    ending = "cut"    // inside a request, waiting for the rest
	closed ending = "closed" // closing; what follows is not answered
)

// exchange is some input and what must come of it, however it is split.
type exchange struct {
	name    string
	in      string
	answers []answer
	end     ending

	// differs is why net/http's own server does otherwise; empty: it must not.
	differs string
}

func is(answers ...answer) []answer { return answers }

const (
	get   = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
	line1 = "GET / HTTP/1.1\r\nHost: h\r\n"
	post  = "POST / HTTP/1.1\r\nHost: h\r\n"
	chunk = post + "Transfer-Encoding: chunked\r\n\r\n"
)

// Reasons for a difference that several exchanges share.
const (
	cutShort   = "net/http answers 400 to a head that the peer cut short; there is nobody to read it"
	cutBody    = "net/http lets its handler answer a body that was cut short"
	bareLF     = "net/http accepts a bare LF among trailers if CRLF CRLF stands anywhere behind it"
	headSize   = "net/http allows 1 MB of head"
	lineSize   = "net/http bounds a head as a whole, of which the request line is a part"
	methodSize = "net/http knows no bound on a method; RFC 9112 section 3 asks for 501"
	emptyLines = "net/http allows no empty line before a request; RFC 9112 section 2.2 asks for it"
	extSize    = "net/http bounds framing in proportion to the data, with 16 KiB to spare"
	trailSize  = "net/http bounds trailers by its read buffer of 4 KiB, and its handler answers"
	strictURI  = "net/http checks the form of the target; here any visible ASCII will do"
	strictExt  = "net/http does not look into extensions"
	strictHost = "net/http checks the characters of a Host, not its form"
	strictLast = "net/http answers 501 to any coding but chunked; RFC 9112 section 6.3 has a MUST for 400 here"
	twice      = "net/http answers 501 to any coding but chunked; chunked twice is no unknown coding but a fault (RFC 9112 section 6.1)"
	both       = "net/http lets Transfer-Encoding override Content-Length; RFC 9112 section 6.1 allows the refusal"
)

// requestLineOf is a request line of n bytes.
func requestLineOf(n int) string {
	return "GET /" + strings.Repeat("a", n-len("GET / HTTP/1.1")) + " HTTP/1.1"
}

// extended is chunks of one byte with n bytes of extensions in all.
func extended(n int) string {
	var b strings.Builder
	for n > 0 {
		size := min(n, 200)
		if rest := n - size; rest == 1 {
			size-- // the shortest has two bytes
		}
		b.WriteString("1;" + strings.Repeat("x", size-1) + "\r\na\r\n")
		n -= size
	}
	return b.String()
}

// exchanges is every request that the machine must get right.
var exchanges = []exchange{
	// Versions and connections.
	{"a request", get, is(ok), kept, ""},
	{"HEAD has no body", "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", is(okHead), kept, ""},
	{"a browser's request", browserHead, is(ok), kept, ""},
	{"close is obeyed", line1 + "Connection: close\r\n\r\n", is(okClose), closed, ""},
	{"close after HEAD", "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", is(okEndHead), closed, ""},
	{"close in any case", line1 + "CONNECTION: CLOSE\r\n\r\n", is(okClose), closed, ""},
	{"close in a list", line1 + "Connection: foo ,\tclose , bar\r\n\r\n", is(okClose), closed, ""},
	{"close in a second line", line1 + "Connection: foo\r\nConnection: close\r\n\r\n", is(okClose), closed, ""},
	{"close beats keep-alive", line1 + "Connection: keep-alive, close\r\n\r\n", is(okClose), closed, ""},
	{"an option that only starts like close", line1 + "Connection: closed\r\n\r\n", is(ok), kept, ""},
	{"an empty Connection", line1 + "Connection:\r\n\r\n", is(ok), kept, ""},
	{"keep-alive is the rule in 1.1", line1 + "Connection: keep-alive\r\n\r\n", is(ok), kept, ""},
	{"1.0 closes", "GET / HTTP/1.0\r\n\r\n", is(seed), closed, ""},
	{"1.0 closes after HEAD", "HEAD / HTTP/1.0\r\n\r\n", is(seedEmpty), closed, ""},
	{"1.0 may be kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", is(keep10), kept, ""},
	{"1.0 may be kept in any case", "GET / HTTP/1.0\r\nconnection: foo, Keep-Alive\r\n\r\n", is(keep10), kept, ""},
	{"1.0 may be kept after HEAD", "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", is(keepHead), kept, ""},
	{"1.0 with both options closes", "GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n", is(seed), closed, "net/http looks for keep-alive first in HTTP/1.0; RFC 9112 section 9.3 looks for close first"},
	{"1.0 with a Host", "GET / HTTP/1.0\r\nHost: h\r\n\r\n", is(seed), closed, ""},
	{"1.2 is answered as 1.1", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"1.9 needs a Host like 1.1", "GET / HTTP/1.9\r\n\r\n", is(bad), closed, ""},
	{"2.0 is not spoken", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", is(version), closed, ""},
	{"the preface of HTTP/2 is not spoken", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", is(version), closed, "net/http hands the preface to its handler"},
	{"0.9 is not spoken", "GET / HTTP/0.9\r\n\r\n", is(version), closed, ""},

	// Ends of lines.
	{"the seed's first terminator", "GET / HTTP/1.0\n\n", is(seed), closed, ""},
	{"the seed's second terminator", "GET / HTTP/1.0\n\r\n", is(seed), closed, ""},
	{"bare LF throughout", "GET / HTTP/1.1\nHost: h\n\n", is(ok), kept, ""},
	{"CRLF, then a bare LF", "GET / HTTP/1.1\r\nHost: h\r\n\n", is(ok), kept, ""},
	{"empty lines before a request", "\r\n\n\r\n" + get, is(ok), kept, emptyLines},
	{"an empty line between requests", get + "\r\n" + get, is(ok, ok), kept, emptyLines},
	{"empty lines alone", "\r\n\r\n", nil, kept, emptyLines},
	{"a bare CR before a request", "\r" + get, is(bad), closed, ""},
	{"two CRs before a request", "\r\r\n" + get, is(bad), closed, ""},
	{"a bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a bare CR in a value", line1 + "A: b\rc\r\n\r\n", is(bad), closed, ""},
	{"two CRs at the end of a line", line1 + "A: b\r\r\n\r\n", is(bad), closed, ""},
	{"a CR for an empty line", line1 + "\r\r\n", is(bad), closed, ""},

	// Pipelining.
	{"two at once", get + get, is(ok, ok), kept, ""},
	{"five at once, kinds mixed", get + "HEAD / HTTP/1.1\nHost: h\n\n" + get + "GET / HTTP/1.0\nConnection: keep-alive\n\n" + get, is(ok, okHead, ok, keep10, ok), kept, ""},
	{"what comes before a bad request is answered", get + get + "BAD\r\n\r\n", is(ok, ok, bad), closed, ""},
	{"nothing is answered after a bad request", "BAD\r\n\r\n" + get, is(bad), closed, ""},
	{"nothing is answered after close", line1 + "Connection: close\r\n\r\n" + get, is(okClose), closed, ""},
	{"nothing is answered after 1.0", "GET / HTTP/1.0\r\n\r\n" + get, is(seed), closed, ""},
	{"a body, then a request", post + "Content-Length: 5\r\n\r\nhello" + get, is(ok, ok), kept, ""},
	{"a body that looks like a request", post + "Content-Length: 27\r\n\r\n" + get + get, is(ok, ok), kept, ""},
	{"one and a half", get + "GET / HT", is(ok), cut, cutShort},

	// Input that ends too early.
	{"nothing", "", nil, kept, ""},
	{"a request line without its end", "GET / HTTP/1.1", nil, cut, cutShort},
	{"a head without its end", line1, nil, cut, cutShort},
	{"a lone CR", "\r", nil, cut, cutShort},
	{"a head that ends in CR", line1 + "\r", nil, cut, cutShort},
	{"a body without its end", post + "Content-Length: 5\r\n\r\nhell", nil, cut, cutBody},
	{"a chunked body without its end", chunk + "5\r\nhello\r\n", nil, cut, cutBody},

	// Request lines.
	{"any method", "BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"a method of every token character", "!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"methods are case-sensitive", "head / HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"CONNECT would open a tunnel", "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n", is(notImpl), closed, "net/http leaves CONNECT to its handler"},
	{"a method of 32 bytes", strings.Repeat("M", 32) + " / HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"a method of 33 bytes", strings.Repeat("M", 33) + " / HTTP/1.1\r\nHost: h\r\n\r\n" + get, is(notImpl), closed, methodSize},
	{"a method of 9,000 bytes", strings.Repeat("M", 9000), is(notImpl), closed, methodSize},
	{"a method that is no token", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a method beyond ASCII", "G\xc3\x89T / HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"no method", " / HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"no target", "GET  HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"no target and one space", "GET HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"no version, as in 0.9", "GET /\r\n\r\n", is(bad), closed, ""},
	{"a method alone", "GET\r\n\r\n", is(bad), closed, ""},
	{"two spaces before the target", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"two spaces before the version", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a space after the version", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"DEL late in a long target", "GET /0123456789abcdef\x7f HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"DEL early in a long target", "GET /\x7f0123456789abcdef HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a target beyond ASCII", "GET /0123456\xc3\xbc HTTP/1.1\r\nHost: h\r\n\r\n", is(bad), closed, "net/http allows bytes beyond ASCII in a target; a URI has none"},
	{"a target in absolute form", "GET http://h/a?b#c HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"a target in asterisk form", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, "net/http answers OPTIONS * itself, without a body"},
	{"a target in no form", "GET foo HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, strictURI},
	{"a percent sign alone in the target", "GET /% HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, strictURI},
	{"a target of visible characters", "GET /!\"#$%25&'()*+,-./:;<=>?@[\\]^_`{|}~ HTTP/1.1\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"a version in lower case", "GET / http/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a version with two digits", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a version without a point", "GET / HTTP/11\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a version with a comma", "GET / HTTP/1,1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a version that is no number", "GET / HTTP/1.x\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"another protocol", "GET / HTTQ/1.1\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"TLS", "\x16\x03\x01\x00\xa5\x01\x00\x00\n\r\n\r\n", is(bad), closed, ""},

	// Host.
	{"no Host", "GET / HTTP/1.1\r\n\r\n", is(bad), closed, ""},
	{"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", is(ok), kept, ""},
	{"two Hosts", line1 + "Host: g\r\n\r\n", is(bad), closed, ""},
	{"the same Host twice", line1 + "host: h\r\n\r\n", is(bad), closed, ""},
	{"two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", is(bad), closed, ""},
	{"a Host with a port", "GET / HTTP/1.1\r\nHost: example.org:8080\r\n\r\n", is(ok), kept, ""},
	{"a Host that is an IPv6 address", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", is(ok), kept, ""},
	{"a Host with white space around it", "GET / HTTP/1.1\r\nHost: \t h \t\r\n\r\n", is(ok), kept, ""},
	{"a Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", is(bad), closed, ""},
	{"a Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", is(bad), closed, ""},
	{"a Host beyond ASCII", "GET / HTTP/1.1\r\nHost: \xc3\xbc\r\n\r\n", is(bad), closed, ""},
	{"a Host with a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", is(bad), closed, ""},
	{"a Host that is an IPv4 address", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", is(ok), kept, ""},
	{"a Host with an empty port", "GET / HTTP/1.1\r\nHost: h:\r\n\r\n", is(ok), kept, ""},
	{"a Host with an encoded byte", "GET / HTTP/1.1\r\nHost: a%C3%bcb%20:80\r\n\r\n", is(ok), kept, ""},
	{"a Host that is an address of a version to come", "GET / HTTP/1.1\r\nHost: [v1F.a:b]\r\n\r\n", is(ok), kept, ""},
	{"a Host with a percent sign alone", "GET / HTTP/1.1\r\nHost: %\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with a percent sign and no digits", "GET / HTTP/1.1\r\nHost: a%zz\r\n\r\n", is(bad), closed, strictHost},
	{"a Host in brackets that is no address", "GET / HTTP/1.1\r\nHost: [zz]\r\n\r\n", is(bad), closed, strictHost},
	{"a Host of colons in brackets", "GET / HTTP/1.1\r\nHost: [:::::::::::]\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with the zone of an address", "GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", is(bad), closed, strictHost},
	{"a Host whose port is no number", "GET / HTTP/1.1\r\nHost: h:80a\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with two ports", "GET / HTTP/1.1\r\nHost: h:80:80\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", is(bad), closed, strictHost},
	{"a Host with bytes behind its brackets", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", is(bad), closed, strictHost},

	// Header lines.
	{"no space after the colon", "GET / HTTP/1.1\r\nHost:h\r\n\r\n", is(ok), kept, ""},
	{"a space before the colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", is(bad), closed, ""},
	{"a tab before the colon", line1 + "A\t: b\r\n\r\n", is(bad), closed, ""},
	{"a folded line", line1 + "A: b\r\n c\r\n\r\n", is(bad), closed, "net/http unfolds"},
	{"a line folded with a tab", line1 + "A: b\r\n\tc\r\n\r\n", is(bad), closed, "net/http unfolds"},
	{"white space before the first line", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", is(bad), closed, ""},
	{"a line without a colon", line1 + "nonsense\r\n\r\n", is(bad), closed, ""},
	{"a line without a name", line1 + ": b\r\n\r\n", is(bad), closed, ""},
	{"a name that is no token", line1 + "A(b): c\r\n\r\n", is(bad), closed, ""},
	{"a name beyond ASCII", line1 + "\xc3\xbc: c\r\n\r\n", is(bad), closed, ""},
	{"a name of every token character", line1 + "!#$%&'*+-.^_`|~09azAZ: c\r\n\r\n", is(ok), kept, ""},
	{"NUL in a value", line1 + "A: b\x00c\r\n\r\n", is(bad), closed, ""},
	{"a control character late in a value", line1 + "A: 0123456789abcdef0123\x1f\r\n\r\n", is(bad), closed, ""},
	{"DEL in a value", line1 + "A: 0123\x7f456789abcdef\r\n\r\n", is(bad), closed, ""},
	{"bytes beyond ASCII in a value", line1 + "A: \xc3\xbc\xff 0123456789\x80abcdef\r\n\r\n", is(ok), kept, ""},
	{"tabs in a value", line1 + "A:\tb\tc\t\t\t\t\t\t\t\t\t\td\t\r\n\r\n", is(ok), kept, ""},
	{"an empty value", line1 + "A:\r\n\r\n", is(ok), kept, ""},
	{"names that only resemble", line1 + "Hosts: a\r\nContent-Lengths: b\r\nContent_Length: c\r\nTransfer-Encodinh: d\r\nExpecu: e\r\n\r\n", is(ok), kept, ""},
	{"an upgrade that is not taken up", line1 + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", is(ok), kept, ""},

	// The bound on a head.
	{"a head of 8 KiB", string(headOf(maxHead)), is(ok), kept, ""},
	{"a head of 8 KiB and a byte", string(headOf(maxHead + 1)), is(tooLarge), closed, headSize},
	{"a head of 9 KiB between requests", get + string(headOf(9<<10)) + get, is(ok, tooLarge), closed, headSize},
	{"a request line of 8,000 bytes", requestLineOf(8000) + "\r\nHost: h\r\n\r\n", is(ok), kept, ""},
	{"a request line of 8,000 bytes and a bare LF", requestLineOf(8000) + "\nHost: h\n\n", is(ok), kept, ""},
	{"a request line of 8,001 bytes", requestLineOf(8001) + "\r\nHost: h\r\n\r\n" + get, is(tooLong), closed, lineSize},
	{"a request line of 8,001 bytes and a bare LF", requestLineOf(8001) + "\nHost: h\n\n", is(tooLong), closed, lineSize},
	{"a request line of 9 KiB", requestLineOf(9<<10) + "\r\nHost: h\r\n\r\n", is(tooLong), closed, lineSize},
	{"a request line that never ends", requestLineOf(20_000)[:8002], is(tooLong), closed, lineSize},
	{"8,001 bytes without an end", requestLineOf(20_000)[:8001], nil, cut, cutShort},
	{"a header line that never ends", line1 + strings.Repeat("a", maxHead+1-len(line1)), is(tooLarge), closed, headSize},
	{"8 KiB without an end", line1 + strings.Repeat("a", maxHead-len(line1)), nil, cut, cutShort},
	{"a bad line before the bound", "GET / HTTP/1.1\r\nBAD\r\n" + strings.Repeat("a", maxHead), is(bad), closed, ""},
	{"a bad line behind the bound", line1 + strings.Repeat("a", maxHead) + "\r\nBAD\r\n", is(tooLarge), closed, headSize},
	{"8 KiB of empty lines", strings.Repeat("\r\n", maxHead/2), nil, kept, emptyLines},
	{"over 8 KiB of empty lines", strings.Repeat("\r\n", maxHead/2+1), is(tooLarge), closed, emptyLines},
	{"over 8 KiB of empty lines, off by one", "\n" + strings.Repeat("\r\n", maxHead/2), is(tooLarge), closed, emptyLines},
	{"empty lines leave less room than a request line has", strings.Repeat("\r\n", 100) + requestLineOf(20_000)[:maxHead], is(tooLarge), closed, emptyLines},
	{"empty lines leave room for a request line", strings.Repeat("\n", maxHead-8001) + requestLineOf(20_000)[:8002], is(tooLong), closed, emptyLines},
	{"empty lines count towards the head", "\r\n" + string(headOf(maxHead-1)), is(tooLarge), closed, emptyLines},
	{"empty lines count towards the next head alone", "\n" + get + string(headOf(maxHead)), is(ok, ok), kept, emptyLines},

	// Content-Length.
	{"a body", post + "Content-Length: 5\r\n\r\nhello", is(ok), kept, ""},
	{"an empty body", post + "Content-Length: 0\r\n\r\n", is(ok), kept, ""},
	{"a length with leading zeros", post + "Content-Length: 0005\r\n\r\nhello" + get, is(ok, ok), kept, ""},
	{"a body of GET", line1 + "Content-Length: 5\r\n\r\nhello" + get, is(ok, ok), kept, ""},
	{"a body of HEAD", "HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello" + get, is(okHead, ok), kept, ""},
	{"a body in 1.0", "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", is(seed), closed, ""},
	{"a body in 1.0, kept", "POST / HTTP/1.0\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello" + get, is(keep10, ok), kept, ""},
	{"a body of 20 kB", post + "Content-Length: 20000\r\n\r\n" + strings.Repeat("x", 20000) + get, is(ok, ok), kept, ""},
	{"a body, then close", post + "Connection: close\r\nContent-Length: 5\r\n\r\nhello" + get, is(okClose), closed, ""},
	{"the same length in two lines", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", is(ok), kept, ""},
	{"the same length in a list", post + "Content-Length: 5, 5\r\n\r\nhello", is(ok), kept, "net/http refuses a list of equal lengths; RFC 9110 section 8.6 allows it"},
	{"differing lengths in two lines", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", is(bad), closed, ""},
	{"differing lengths in a list", post + "Content-Length: 5, 6\r\n\r\nhello", is(bad), closed, ""},
	{"a length, then a comma", post + "Content-Length: 5,\r\n\r\nhello", is(bad), closed, ""},
	{"an empty length", post + "Content-Length:\r\n\r\n", is(bad), closed, ""},
	{"a negative length", post + "Content-Length: -1\r\n\r\n", is(bad), closed, ""},
	{"a length with a sign", post + "Content-Length: +5\r\n\r\nhello", is(bad), closed, ""},
	{"a length in hexadecimal", post + "Content-Length: 0x5\r\n\r\nhello", is(bad), closed, ""},
	{"a length with a space inside", post + "Content-Length: 5 5\r\n\r\nhello", is(bad), closed, ""},
	{"the greatest length", post + "Content-Length: 9223372036854775807\r\n\r\nhello", nil, cut, cutBody},
	{"a length over int64", post + "Content-Length: 9223372036854775808\r\n\r\nhello", is(bad), closed, ""},
	{"a length that would wrap", post + "Content-Length: 18446744073709551621\r\n\r\nhello", is(bad), closed, ""},

	// Transfer-Encoding.
	{"a chunked body", chunk + "5\r\nhello\r\n0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"an empty chunked body", chunk + "0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"several chunks", chunk + "1\r\na\r\n0a\r\n0123456789\r\nF\r\n0123456789abcde\r\n00\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"a chunk that looks like framing", chunk + "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"a chunked body of HEAD", "HEAD / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" + get, is(okHead, ok), kept, ""},
	{"a chunked body, then close", post + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n" + get, is(okClose), closed, ""},
	{"chunked in any case", post + "transfer-encoding:  Chunked \r\n\r\n0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"chunked and empty items", post + "Transfer-Encoding: , chunked,\r\n\r\n0\r\n\r\n" + get, is(ok, ok), kept, "net/http takes the whole value for one coding; RFC 9110 section 5.6.1 has empty items ignored"},
	{"chunk extensions are ignored", chunk + "5;a=b;c=\"d; e\"\r\nhello\r\n5;x\r\nhello\r\n0;last\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"every form of extension", chunk + "5;a;b=c;d=\"\";e=\"x;y=\\\"\\\\\t\xff\" ; f \t; g =\th ; i = \"\"\r\nhello\r\n0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"a quoted extension with CRLF in it", chunk + "1;a=\"\r\nX\r\n0\r\n\r\n" + get, is(bad), closed, strictExt},
	{"an escaped CR in an extension", chunk + "1;a=\"\\\r\nX\r\n0\r\n\r\n" + get, is(bad), closed, strictExt},
	{"a quoted extension with LF in it", chunk + "1;a=\"\nX\r\n0\r\n\r\n" + get, is(bad), closed, ""},
	{"a quoted extension without an end", chunk + "1;a=\"b\r\nX\r\n0\r\n\r\n" + get, is(bad), closed, strictExt},
	{"an extension without a name", chunk + "5;\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"an extension without a value", chunk + "5;x=\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"a value without a name", chunk + "5;=x\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"an extension that is no token", chunk + "5;a(b)\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"an extension with two values", chunk + "5;a=b=c\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"an extension with bytes behind its quotes", chunk + "5;a=\"b\"5\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"white space behind the name of an extension", chunk + "5;a \r\nhello\r\n0\r\n\r\n", is(bad), closed, "net/http allows white space at the end of the line; the grammar has none"},
	{"white space inside the name of an extension", chunk + "5;a b\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"extensions of 16 KiB", chunk + extended(maxExtensions) + "0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"extensions of 16 KiB and a byte", chunk + extended(maxExtensions+1) + "0\r\n\r\n" + get, is(bad), closed, extSize},
	{"white space before an extension", chunk + "5 \t;x\r\nhello\r\n0\r\n\r\n" + get, is(ok, ok), kept, "net/http refuses it; RFC 9112 section 7.1.1 has white space there"},
	{"trailers are consumed", chunk + "0\r\nA: b\r\nC:\td\xff\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"a trailer is no header", chunk + "0\r\nConnection: close\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"gzip below chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", is(notImpl), closed, ""},
	{"identity below chunked", post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", is(notImpl), closed, ""},
	{"gzip alone", post + "Transfer-Encoding: gzip\r\n\r\n", is(bad), closed, strictLast},
	{"identity alone", post + "Transfer-Encoding: identity\r\n\r\n", is(bad), closed, strictLast},
	{"chunked below gzip", post + "Transfer-Encoding: chunked, gzip\r\n\r\n", is(bad), closed, strictLast},
	{"chunked with a parameter", post + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", is(bad), closed, strictLast},
	{"an empty Transfer-Encoding", post + "Transfer-Encoding:\r\n\r\n", is(bad), closed, strictLast},
	{"chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", is(bad), closed, twice},
	{"chunked twice in a list", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", is(bad), closed, twice},
	{"chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", is(bad), closed, "net/http ignores Transfer-Encoding in HTTP/1.0; RFC 9112 section 6.1 calls the framing faulty"},
	{"a length, then chunked", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", is(bad), closed, both},
	{"chunked, then a length", post + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", is(bad), closed, both},

	// Chunked framing.
	{"no size", chunk + "\r\nhello\r\n", is(bad), closed, ""},
	{"a size that is no number", chunk + "g\r\n", is(bad), closed, ""},
	{"a size with 0x", chunk + "0x5\r\nhello\r\n", is(bad), closed, ""},
	{"a negative size", chunk + "-1\r\n", is(bad), closed, ""},
	{"a space before the size", chunk + " 5\r\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a space behind the size", chunk + "5 \r\nhello\r\n0\r\n\r\n", is(bad), closed, "net/http allows white space between a size and the end of its line; the grammar has none"},
	{"the greatest size", chunk + "7fffffffffffffff\r\nhello", nil, cut, cutBody},
	{"a size over int64", chunk + "8000000000000000\r\nhello", is(bad), closed, ""},
	{"a size that would wrap", chunk + "10000000000000005\r\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare LF behind a size", chunk + "5\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare LF in an extension", chunk + "5;a\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare LF behind a chunk", chunk + "5\r\nhello\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare LF behind a trailer", chunk + "0\r\nA: b\n\r\n", is(bad), closed, bareLF},
	{"a bare LF at the end", chunk + "0\r\n\n", is(bad), closed, bareLF},
	{"a bare CR behind a size", chunk + "5\rhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare CR in an extension", chunk + "5;a\rb\r\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a bare CR behind a chunk", chunk + "5\r\nhello\r0\r\n\r\n", is(bad), closed, ""},
	{"a bare CR at the end", chunk + "0\r\n\rX", is(bad), closed, ""},
	{"NUL in an extension", chunk + "5;\x00\r\nhello\r\n0\r\n\r\n", is(bad), closed, strictExt},
	{"a chunk longer than its size", chunk + "4\r\nhello\r\n0\r\n\r\n", is(bad), closed, ""},
	{"a trailer without a colon", chunk + "0\r\nnonsense\r\n\r\n", is(bad), closed, ""},
	{"a trailer without a name", chunk + "0\r\n: b\r\n\r\n", is(bad), closed, ""},
	{"a folded trailer", chunk + "0\r\nA: b\r\n c\r\n\r\n", is(bad), closed, "net/http unfolds"},
	{"NUL in a trailer", chunk + "0\r\nA: \x00\r\n\r\n", is(bad), closed, ""},
	{"a bare CR in a trailer", chunk + "0\r\nA: b\rc\r\n\r\n", is(bad), closed, ""},
	{"a chunk-size line of 256 bytes", chunk + "1;" + strings.Repeat("x", 253) + "\r\na\r\n0\r\n\r\n" + get, is(ok, ok), kept, ""},
	{"a chunk-size line of 257 bytes", chunk + "1;" + strings.Repeat("x", 254) + "\r\na\r\n0\r\n\r\n", is(bad), closed, "net/http allows 4 KiB of chunk-size line"},
	{"trailers of 9 KiB", chunk + "0\r\n" + strings.Repeat("A: b\r\n", 1536) + "\r\n", is(tooLarge), closed, trailSize},
	{"the bounds are each body's own", strings.Repeat(chunk+extended(maxExtensions)+"0\r\n"+strings.Repeat("A: b\r\n", 700)+"\r\n", 3), is(ok, ok, ok), kept, trailSize},

	// Expectations.
	{"an interim reply", post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", is(interim, ok), kept, ""},
	{"an interim reply before the body comes", post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", is(interim), cut, cutBody},
	{"an interim reply in any case", post + "expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get, is(interim, ok, ok), kept, ""},
	{"no interim reply without a body", line1 + "Expect: 100-continue\r\n\r\n", is(ok), kept, ""},
	{"no interim reply to an empty body", post + "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n", is(ok), kept, ""},
	{"no interim reply in 1.0", "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", is(seed), closed, ""},
	{"an expectation that is not known", post + "Expect: tea\r\nContent-Length: 5\r\n\r\nhello", is(failed), closed, ""},
	{"an expectation among others", post + "Expect: 100-continue, tea\r\nContent-Length: 5\r\n\r\nhello", is(failed), closed, "net/http looks for 100-continue alone in the list"},
	{"an expectation that is not known in 1.0", "GET / HTTP/1.0\r\nExpect: tea\r\n\r\n", is(failed), closed, ""},
	{"an empty Expect", line1 + "Expect:\r\n\r\n", is(ok), kept, ""},
}
