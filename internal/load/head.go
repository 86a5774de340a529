package load

import (
	"bytes"
	"strconv"
	"strings"
)

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
func (r *reply) parseHead(head []byte, want *expectation) {
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
	if f.status != want.status {
		line, _, _ := bytes.Cut(head, []byte("\r\n"))
		r.fault = fault{WrongStatus, excerpt(line)}
	}
	r.closes = f.close || f.minor == '0' && !f.keepAlive
	switch {
	case f.status == 204 || f.status == 304 || f.length == 0:
		r.finish(want)
	case f.chunked:
		r.state = inChunkSize
	case f.length > 0:
		r.state, r.left = inBody, f.length
	default:
		r.state, r.closes = untilClose, true
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
		if !hasColon || !isToken(name) || bytes.ContainsAny(value, "\r\n\x00") {
			return f, "no header field", line
		}
		if why := f.field(name, string(bytes.Trim(value, " \t"))); why != "" {
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
		len(line) > len(form) && line[len(form)] != ' ' || bytes.ContainsAny(line, "\r\n\x00") {
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
func (f *framing) field(name []byte, value string) (why string) {
	switch {
	case equalFold(name, "content-length"):
		n, err := strconv.ParseUint(value, 10, 62)
		if err != nil || value[0] == '+' {
			return "no length"
		}
		if f.length >= 0 && f.length != int64(n) {
			return "a second length that differs"
		}
		f.length = int64(n)
	case equalFold(name, "transfer-encoding"):
		if f.chunked || !strings.EqualFold(value, "chunked") {
			return "a transfer coding that was not asked for"
		}
		f.chunked = true
	case equalFold(name, "connection"):
		for option := range strings.SplitSeq(value, ",") {
			option = strings.Trim(option, " \t")
			f.close = f.close || strings.EqualFold(option, "close")
			f.keepAlive = f.keepAlive || strings.EqualFold(option, "keep-alive")
		}
	}
	return ""
}

func equalFold(name []byte, lower string) bool {
	return len(name) == len(lower) && strings.EqualFold(string(name), lower)
}

// isToken says whether p can name a header field (RFC 9110, section 5.6.2).
func isToken(p []byte) bool {
	for _, b := range p {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
		case strings.IndexByte("!#$%&'*+-.^_`|~", b) >= 0:
		default:
			return false
		}
	}
	return len(p) > 0
}
