package http1

import "bytes"

// head is what the lines of a request head have said so far.
type head struct {
	length int64 // of the body, if there is a Content-Length
	seen   traits
}

// traits are the facts about a request that its reply depends on.
type traits uint16

const (
	requestLine    traits = 1 << iota
	methodHead            // the method is HEAD
	version10             // HTTP/1.0
	closeAsked            // Connection: close
	keepAsked             // Connection: keep-alive
	hostGiven             // a Host line
	lengthGiven           // a Content-Length
	codingGiven           // a Transfer-Encoding line, if only an empty one
	chunkedLast           // chunked is the last coding
	chunkedBefore         // chunked is a coding, but not the last
	codingUnknown         // a coding other than chunked
	continueAsked         // Expect: 100-continue
	expectsUnknown        // an expectation other than 100-continue
)

// has says whether any of t is among them.
func (h *head) has(t traits) bool { return h.seen&t != 0 }

// readHead takes a head, or as much of it as has come, off p. Whole heads are
// read where they stand; only an incomplete one is copied.
//
// Lines are judged as each is complete, and all count before the bound does.
// That makes a refusal depend on the stream alone, not on its split.
func (c *Conn) readHead(p []byte, l *Loop) (rest []byte) {
	if c.head != nil {
		return c.resumeHead(p, l)
	}
	room := maxHead - int(c.spent)
	if n := emptyLine(p); n > 0 && n <= room {
		c.spent += uint16(n)
		return p[n:]
	}
	var h head
	at := 0
	for {
		n := bytes.IndexByte(p[at:], '\n')
		if n < 0 || at+n >= room {
			break
		}
		line := p[at : at+n]
		at += n + 1
		switch s := h.line(line); s {
		case goOn:
		case whole:
			c.begin(h, p[:at], l)
			return p[at:]
		default:
			c.refuse(s, l)
			return p[at:]
		}
	}
	l.scanned += len(p)
	if s := h.overflow(p, len(p), room); s != goOn {
		c.refuse(s, l)
		return nil
	}
	c.head = l.borrow()
	c.head.keep(p)
	c.head.at, c.head.head = at, h
	return nil
}

// overflow is the refusal of an incomplete head of length bytes that has grown
// past a bound, that of its request line or room; goOn if it has not. text is
// its beginning, up to room.
func (h *head) overflow(text []byte, length, room int) status {
	const line = maxRequestLine + 1 // with the CR, which does not count
	switch {
	case !h.has(requestLine) && length > line && room >= line:
		return h.request(text[:line])
	case length > room:
		return headTooLarge
	}
	return goOn
}

// resumeHead goes on with a head of which a part has come before. It looks at
// no byte of that part again until its line is complete, and then only once,
// so a head that comes byte by byte costs no more than its length.
func (c *Conn) resumeHead(p []byte, l *Loop) (rest []byte) {
	b, room := c.head, maxHead-int(c.spent)
	n := bytes.IndexByte(p, '\n') + 1
	complete := n > 0
	if !complete {
		n = len(p)
	}
	l.scanned += n
	length := len(b.bytes) + n
	b.keep(p[:min(n, room-len(b.bytes))])
	if !complete || length > room {
		if s := b.head.overflow(b.bytes, length, room); s != goOn {
			c.refuse(s, l)
		}
		return p[n:]
	}
	line := b.bytes[b.at : len(b.bytes)-1]
	b.at = len(b.bytes)
	l.scanned += len(line)
	if empty := emptyLine(b.bytes); empty > 0 {
		c.spent += uint16(empty)
		c.dropHead(l)
		return p[n:]
	}
	switch s := b.head.line(line); s {
	case goOn:
	case whole:
		c.begin(b.head, b.bytes, l)
		c.dropHead(l)
	default:
		c.refuse(s, l)
	}
	return p[n:]
}

// emptyLine is the length of the empty line that b starts with; 0: it starts
// with none. Before a head they are ignored, as RFC 9112 section 2.2 asks, but
// count towards it, or they could go on forever.
func emptyLine(b []byte) int {
	switch {
	case b[0] == '\n':
		return 1
	case b[0] == '\r' && len(b) > 1 && b[1] == '\n':
		return 2
	}
	return 0
}

// begin acts on a whole head: it answers the request, refuses it, or makes its
// body come first.
func (c *Conn) begin(h head, text []byte, l *Loop) {
	if l.Request != nil {
		l.Request(text)
	}
	c.spent, c.extended = 0, 0
	if s := h.judge(); s != whole {
		c.refuse(s, l)
		return
	}
	c.reply = h.reply()
	chunked := h.has(chunkedLast)
	if !chunked && h.length == 0 {
		c.answer(l)
		return
	}
	if h.has(continueAsked) && !h.has(version10) {
		// The body may be here already, and the interim reply idle. It goes
		// out all the same: what comes out must not depend on the split.
		l.out.bytes = append(l.out.bytes, continueHead...)
	}
	c.state, c.left = inBody, h.length
	if chunked {
		c.state, c.left = inChunks, 0
	}
}
