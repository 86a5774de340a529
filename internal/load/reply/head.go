package reply

import "bytes"

// framing is what a reply's head says about where the reply and its connection end.
type framing struct {
	minor     byte // of HTTP/1.minor: '0' or '1'
	status    int
	length    int64 // -1: no Content-Length
	chunked   bool
	close     bool // Connection: close
	keepAlive bool // Connection: keep-alive
}

// parseHead reads a whole head, blank line included, and sets r up for the body.
func (r *Reader) parseHead(head []byte, want *Expectation) {
	f, why, at := readHead(head)
	if why != "" {
		r.breaks(why, at)
		return
	}
	if f.status < 200 {
		if f.status == 101 {
			r.breaks("a switch of protocols that nobody asked for", head)
		}
		return // an interim reply: the one that counts follows
	}
	if f.status != want.Status {
		line, _, _ := bytes.Cut(head, []byte("\r\n"))
		r.Fault = Fault{WrongStatus, Excerpt(line)}
	}
	r.Closes = f.close || f.minor == '0' && !f.keepAlive
	switch {
	case f.status == 204 || f.status == 304 || f.length == 0:
		r.finish(want)
	case f.chunked:
		r.state = inChunkSize
	case f.length > 0:
		r.state, r.left = inBody, f.length
	default:
		r.state, r.Closes = untilClose, true
	}
}

// readHead reads the status line and the fields that have to do with framing.
// why is empty if all is well; else at is the line that is wrong.
func readHead(head []byte) (f framing, why string, at []byte) {
	line, rest, _ := bytes.Cut(head, []byte("\r\n"))
	if !f.statusLine(line) {
		return f, "no status line", line
	}
	f.length = -1
	for {
		line, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		if len(line) == 0 {
			break
		}
		name, value, hasColon := bytes.Cut(line, []byte(":"))
		if !hasColon || !isToken(name) || hasControl(value) {
			return f, "no header field", line
		}
		if why := f.field(name, bytes.Trim(value, " \t")); why != "" {
			return f, why, line
		}
	}
	switch {
	case f.chunked && f.length >= 0:
		return f, "Content-Length together with Transfer-Encoding", head
	case f.chunked && f.minor == '0':
		return f, "Transfer-Encoding in HTTP/1.0", head
	}
	return f, "", nil
}

// statusLine reads HTTP/1.x SP 3DIGIT [SP reason].
func (f *framing) statusLine(line []byte) bool {
	const form = "HTTP/1.1 200"
	if len(line) < len(form) || string(line[:7]) != form[:7] || line[8] != ' ' ||
		len(line) > len(form) && line[len(form)] != ' ' || hasControl(line) {
		return false
	}
	f.minor = line[7]
	for _, d := range line[9:12] {
		if d < '0' || d > '9' {
			return false
		}
		f.status = f.status*10 + int(d-'0')
	}
	return (f.minor == '0' || f.minor == '1') && f.status >= 100
}

// field takes one header field; why is what is wrong with it.
func (f *framing) field(name, value []byte) (why string) {
	switch {
	case is(name, "content-length"):
		n, isNumber := number(value, 10)
		if !isNumber {
			return "no length"
		}
		if f.length >= 0 && f.length != n {
			return "a second length that differs"
		}
		f.length = n
	case is(name, "transfer-encoding"):
		if f.chunked || !is(value, "chunked") {
			return "a transfer coding that was not asked for"
		}
		f.chunked = true
	case is(name, "connection"):
		for option := range bytes.SplitSeq(value, []byte(",")) {
			option = bytes.Trim(option, " \t")
			f.close = f.close || is(option, "close")
			f.keepAlive = f.keepAlive || is(option, "keep-alive")
		}
	}
	return ""
}

// is compares without regard to case; it makes no string of p.
func is(p []byte, lower string) bool {
	if len(p) != len(lower) {
		return false
	}
	for i, b := range p {
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != lower[i] {
			return false
		}
	}
	return true
}

// number reads digits alone: no sign, nothing around them, below 2^60.
func number(p []byte, base int64) (n int64, isNumber bool) {
	for _, b := range p {
		var d int64
		switch {
		case '0' <= b && b <= '9':
			d = int64(b - '0')
		case 'a' <= b|0x20 && b|0x20 <= 'f':
			d = int64(b|0x20-'a') + 10
		default:
			return 0, false
		}
		if n = n*base + d; d >= base || n >= 1<<60 {
			return 0, false
		}
	}
	return n, len(p) > 0
}

// isToken says whether p can name a header field (RFC 9110, section 5.6.2).
func isToken(p []byte) bool {
	for _, b := range p {
		if !tokenBytes[b] {
			return false
		}
	}
	return len(p) > 0
}

var tokenBytes = func() (set [256]bool) {
	for _, b := range []byte("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		set[b] = true
	}
	return set
}()

// hasControl says whether a line holds a byte that some reader might take for
// its end.
func hasControl(line []byte) bool {
	return bytes.IndexByte(line, '\r') >= 0 || bytes.IndexByte(line, '\n') >= 0 || bytes.IndexByte(line, 0) >= 0
}
