package http1

// reply is what a request gets, as far as it depends on the request.
type reply uint8

const (
	noBody   reply = 1 << iota // HEAD: what GET would get, less the body
	oldStyle                   // the request was HTTP/1.0
	closing                    // the connection closes after it
)

// What a reply to HTTP/1.0 says if the connection closes after it, to the
// byte: the reply of the tutorial that this project grew from, whose date
// stands still.
const seedHead = "HTTP/1.0 200 OK\r\nDate: Mon, 1 Jan 1996 01:01:01 GMT\r\n" + content

// The rest is put together from these.
const (
	content      = "Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n"
	hello        = "Hello, world!"
	ok11         = "HTTP/1.1 200 OK\r\n"
	ok10         = "HTTP/1.0 200 OK\r\n"
	closeLine    = "Connection: close\r\n"
	keepLine     = "Connection: keep-alive\r\n"
	continueHead = "HTTP/1.1 100 Continue\r\n\r\n"
)

// answer queues the reply to the request that has just been read whole.
func (c *Conn) answer(l *Loop) {
	l.answered++
	b := l.out.bytes
	switch c.reply &^ noBody {
	case 0:
		b = append(b, ok11...)
		b = append(b, l.Date.header()...)
		b = append(b, content...)
	case closing:
		b = append(b, ok11...)
		b = append(b, l.Date.header()...)
		b = append(b, closeLine+content...)
	case oldStyle:
		b = append(b, ok10...)
		b = append(b, l.Date.header()...)
		b = append(b, keepLine+content...)
	default:
		b = append(b, seedHead...)
	}
	if c.reply&noBody == 0 {
		b = append(b, hello...)
	}
	l.out.bytes = b
	c.state = inHead
	if c.reply&closing != 0 {
		c.state = finished
	}
}

// status is the code of a reply other than 200, or one of two that never go
// out: goOn and whole.
type status uint16

const (
	goOn  status = 0   // so far, so good
	whole status = 200 // the head is complete

	badRequest         status = 400
	expectationFailed  status = 417
	uriTooLong         status = 414
	headTooLarge       status = 431
	notImplemented     status = 501
	unsupportedVersion status = 505
)

// statusLines holds the refusals. They say HTTP/1.1 to everyone: what the
// client speaks may be the very thing that is not known.
var statusLines = map[status]string{
	badRequest:         "HTTP/1.1 400 Bad Request\r\n",
	expectationFailed:  "HTTP/1.1 417 Expectation Failed\r\n",
	uriTooLong:         "HTTP/1.1 414 URI Too Long\r\n",
	headTooLarge:       "HTTP/1.1 431 Request Header Fields Too Large\r\n",
	notImplemented:     "HTTP/1.1 501 Not Implemented\r\n",
	unsupportedVersion: "HTTP/1.1 505 HTTP Version Not Supported\r\n",
}

// refuse queues an error reply, the connection's last: where the next request
// begins cannot be trusted any more. It has no body, so it is right for HEAD
// too, which may not be known yet.
func (c *Conn) refuse(s status, l *Loop) {
	l.answered++
	b := append(l.out.bytes, statusLines[s]...)
	b = append(b, l.Date.header()...)
	l.out.bytes = append(b, "Content-Length: 0\r\n"+closeLine+"\r\n"...)
	c.dropHead(l)
	c.state = lingering
}
