// Package http1 is the hello-world protocol as a pure state machine.
// Bytes go in, bytes come out; it never touches a socket or a clock.
//
// Whoever owns the socket does what Want says: reads and Feeds, writes Pending
// and reports it Sent, or closes. What comes out depends on the bytes alone,
// never on how the stream was split.
//
// A request is answered once it is whole, its body included, and an answer is
// always the same 13 bytes. The authority is RFC 9112, read strictly: whatever
// two readers could take for different requests is refused. Bare LF as the end
// of a line in a head is the exception that the standard allows.
package http1

// Want is what a connection needs next from whoever owns its socket.
type Want uint8

const (
	Input  Want = iota // read some bytes and Feed them
	Output             // write Pending and report them Sent
	Close              // there is nothing left to say
)

// Bounds on what a peer may make a connection hold or a loop do.
const (
	maxHead        = 8 << 10  // bytes of a head, empty lines before it included; over it: 431
	maxRequestLine = 8000     // bytes of a request line, as RFC 9112 section 3 recommends; over it: 414
	maxMethod      = 32       // bytes of a method; over it: 501
	maxSizeLine    = 256      // bytes of a chunk-size line with its extensions; over it: 400
	maxExtensions  = 16 << 10 // bytes of all chunk extensions of a body; over it: 400
	maxTrailers    = 8 << 10  // bytes of all trailer lines of a body; over it: 431
)

// Conn is one connection. Its zero value is a new one, wanting Input.
// Between requests it owns no memory but itself.
type Conn struct {
	out  *buffer // output not yet sent; nil if there is none
	head *buffer // what has come of an incomplete head; nil if nothing has
	left int64   // bytes to come of a body or a chunk

	// spent counts bytes towards a bound: of empty lines before a head, of a
	// chunk-size line, or of trailers.
	spent    uint16
	extended uint16 // bytes of chunk extensions in this body
	state    state
	reply    reply // what the request whose body is being read will get
}

// state is what the next byte belongs to.
type state uint8

const (
	inHead     state = iota // a request head, or an empty line before one
	inBody                  // a body of known length
	inChunks                // inside chunked framing, from here ...
	chunkSize               // a further digit of a chunk's size, or what follows it
	extPad                  // white space that an extension must follow
	extStart                // the name of an extension, or white space before it
	extName                 // a further character of the name, or what follows it
	extNamePad              // white space behind the name
	extValue                // the value, or white space before it
	extToken                // a further character of the value, or what follows it
	extQuoted               // a character of a quoted value, or its end
	extEscape               // the character behind a backslash
	extEnd                  // what follows a quoted value
	chunkLF                 // the LF of a chunk-size line
	chunkData               // a chunk's bytes
	dataCR                  // the CR behind a chunk
	dataLF                  // the LF behind a chunk
	trailer                 // the first byte of a trailer line
	trailerName
	trailerValue
	trailerLF // the LF of a trailer line
	chunksLF  // ... to here: the last LF of the body
	lingering // nothing that will be answered, but there may be such
	finished  // nothing: the last reply is queued
)

// Want says which one of the three things comes next.
func (c *Conn) Want() Want {
	switch {
	case c.out != nil:
		return Output
	case c.Last():
		return Close
	}
	return Input
}

// Feed takes bytes from the peer, all of them, and queues a reply for each
// whole request. It returns how many requests it answered; one that it refused
// counts, as it got a reply.
//
// The replies stand in the loop's scratch until Sent, so no other connection
// of the loop may be fed before. It may be called only while Input is wanted.
func (c *Conn) Feed(p []byte, l *Loop) (requests int) {
	if c.Want() != Input {
		panic("http1: Feed while Input is not wanted")
	}
	l.out.reset()
	l.answered = 0
	for len(p) > 0 {
		switch c.state {
		case inHead:
			p = c.readHead(p, l)
		case inBody:
			p = c.readBody(p, l)
		case finished, lingering:
			c.state, p = lingering, nil
		default:
			p = c.readChunks(p, l)
		}
	}
	if len(l.out.bytes) > 0 {
		c.out = &l.out
	}
	return l.answered
}

// FeedEOF records that the peer has finished sending. Replies queued still go
// out; an incomplete request is dropped without one.
func (c *Conn) FeedEOF(l *Loop) {
	c.dropHead(l)
	c.state = finished
}

// Pending is the output not yet sent. It is valid until the next call of Sent
// or Abort.
func (c *Conn) Pending() []byte {
	if c.out == nil {
		return nil
	}
	return c.out.bytes[c.out.at:]
}

// Sent drops the first n pending bytes. It must be called after every attempt
// to write, also with 0: the loop's scratch belongs to the next connection
// from here on, so whatever remains moves into memory of the connection's own.
// That memory stays where it is until all of it is sent, so Sent(0) also makes
// Pending safe to leave with the kernel while others are fed.
func (c *Conn) Sent(n int, l *Loop) {
	if n < 0 || n > len(c.Pending()) {
		panic("http1: Sent more than was pending")
	}
	if c.out == nil {
		return
	}
	c.out.at += n
	switch rest := c.Pending(); {
	case len(rest) == 0:
		c.dropOut(l)
	case c.out == &l.out:
		own := l.borrow()
		own.bytes = append(own.bytes, rest...)
		c.out = own
	}
}

// Unsent takes back p, the end of what was reported Sent: whoever reported it did
// so before it was known, and was wrong. It is pending again, in memory of the
// connection's own. Nothing may have been fed meanwhile.
func (c *Conn) Unsent(p []byte, l *Loop) {
	if c.out != nil {
		panic("http1: Unsent while other output is pending")
	}
	c.out = l.borrow()
	c.out.bytes = append(c.out.bytes, p...)
}

// Last says that what is pending ends with the connection's last reply.
func (c *Conn) Last() bool { return c.state == finished || c.state == lingering }

// Abort gives back what the connection has borrowed, so that Close is all that
// is wanted.
func (c *Conn) Abort(l *Loop) {
	c.dropHead(l)
	c.dropOut(l)
	c.state = finished
}

// Lingers says that the owner should not close at once when Close is wanted: the
// peer may be sending still, and closing with input unread makes the kernel
// reset the connection, which can destroy the last reply on its way. The owner
// should end its side with shutdown(SHUT_WR), discard what comes for a while,
// and then close (RFC 9112 section 9.6). Close must be wanted.
func (c *Conn) Lingers() bool { return c.state == lingering && c.out == nil }

// dropHead gives back the buffer of an incomplete head.
func (c *Conn) dropHead(l *Loop) {
	if c.head != nil {
		l.giveBack(c.head)
		c.head = nil
	}
}

// dropOut forgets pending output.
func (c *Conn) dropOut(l *Loop) {
	if c.out != nil && c.out != &l.out {
		l.giveBack(c.out)
	}
	c.out = nil
}
