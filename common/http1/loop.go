package http1

// Loop is what the connections of one event loop share. Its zero value is
// ready, and costs nothing until it is used. It is not safe for concurrent
// use, and must not be copied once a connection has been fed with it.
type Loop struct {
	// Date is the source of the Date header; nil: replies carry none.
	Date *Date

	// Request, if set, is given every complete request head as it came, with
	// the empty line that ends it, before its reply is queued. A head refused
	// before its end is not given. It must not keep the slice.
	Request func(head []byte)

	out      buffer    // scratch for the replies of the connection being fed
	answered int       // requests answered in this Feed
	spare    []*buffer // buffers that no connection holds
	kept     int       // bytes in them
	scanned  int       // bytes looked at to find ends of lines; for a test
}

// Bounds on the memory that a loop keeps for later.
const (
	maxSpare     = 8 << 20 // bytes in all spare buffers: a reply each for 16,000 connections
	maxSpareSize = maxHead // bytes of a buffer, so that a borrowed one costs no more than a head may
	newSize      = 512     // bytes of a new buffer: a typical head
)

// buffer is bytes that outlive the call that brought them: an incomplete head,
// or output not yet sent.
type buffer struct {
	bytes []byte
	at    int  // bytes dealt with: those of whole lines, or those sent
	head  head // what the whole lines said
}

// keep adds p, which is part of a head. The memory grows in few steps and to no
// more than the longest head: what it leaves behind is garbage for a while, and
// a peer that sends little at a time could make that as much again.
func (b *buffer) keep(p []byte) {
	if need := len(b.bytes) + len(p); need > cap(b.bytes) {
		size := cap(b.bytes)
		for size < need {
			size = min(4*size, maxHead)
		}
		b.bytes = append(make([]byte, 0, size), b.bytes...)
	}
	b.bytes = append(b.bytes, p...)
}

func (b *buffer) reset() {
	b.bytes, b.at, b.head = b.bytes[:0], 0, head{}
}

// borrow takes an empty buffer off the spare ones.
func (l *Loop) borrow() *buffer {
	last := len(l.spare) - 1
	if last < 0 {
		return &buffer{bytes: make([]byte, 0, newSize)}
	}
	b := l.spare[last]
	l.spare[last] = nil
	l.spare = l.spare[:last]
	l.kept -= cap(b.bytes)
	return b
}

// giveBack puts b on the spare ones, or leaves it to the garbage collector if
// there are enough, or if it has grown past what the next connection needs.
func (l *Loop) giveBack(b *buffer) {
	if cap(b.bytes) > maxSpareSize || l.kept+cap(b.bytes) > maxSpare {
		return
	}
	b.reset()
	l.kept += cap(b.bytes)
	l.spare = append(l.spare, b)
}
