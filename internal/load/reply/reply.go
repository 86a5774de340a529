// Package reply reads replies of HTTP/1.x and says whether they are right. It
// does no I/O.
package reply

import (
	"bytes"
	"strconv"
	"strings"
)

// An Expectation is what a right reply is.
type Expectation struct {
	Status  int
	Body    []byte
	AnyBody bool // Body is not looked at
}

// A Reader checks one reply as its bytes come, in pieces of any size. It keeps
// no bytes but those of a head or a line that is incomplete. The zero value
// awaits a head.
type Reader struct {
	Fault  Fault // the first thing that is wrong; the rest is read by its framing all the same
	Closes bool  // the server ends the connection after it

	state state
	held  []byte // an incomplete head or line
	left  int64  // bytes to come of the body or of a chunk
	got   int64  // bytes of body that came
}

type state uint8

const (
	inHead state = iota
	inBody
	inChunkSize
	inChunk
	inChunkEnd
	inTrailers
	untilClose // framed by the end of the connection
	whole
	broken
)

// Bounds on what is kept.
const (
	maxHead = 64 << 10
	maxLine = 8 << 10 // a chunk's size with its extensions; a trailer
)

// Reset makes r await another reply and keeps its memory.
func (r *Reader) Reset() { *r = Reader{held: r.held[:0]} }

// Whole says that the reply is complete; it is right if there is no Fault.
func (r *Reader) Whole() bool { return r.state == whole }

// Broken says that nobody knows where the reply ends: the connection cannot be
// used any more.
func (r *Reader) Broken() bool { return r.state == broken }

// Feed takes what of p belongs to this reply and says how much that is. It has
// taken less than all of p only when the reply is Whole or Broken.
func (r *Reader) Feed(p []byte, want *Expectation) int {
	n := 0
	for n < len(p) && r.state < whole {
		switch r.state {
		case inHead:
			n += r.takeHead(p[n:], want)
		case inBody, inChunk, untilClose:
			n += r.takeBody(p[n:], want)
		default:
			n += r.takeLine(p[n:], want)
		}
	}
	return n
}

// End says that the connection ended: what was framed by that is whole now.
func (r *Reader) End(want *Expectation) {
	if r.state == untilClose {
		r.finish(want)
	}
}

func (r *Reader) takeHead(p []byte, want *Expectation) int {
	before := len(r.held)
	head := p
	if before > 0 {
		r.held = append(r.held, p...)
		head = r.held
	}
	// The blank line may have begun in the last three bytes of an earlier piece.
	from := max(0, before-3)
	i := bytes.Index(head[from:], []byte("\r\n\r\n"))
	if i < 0 {
		if before == 0 {
			r.held = append(r.held, p...)
		}
		switch start := head[:min(len(head), len("HTTP/1."))]; {
		case !strings.HasPrefix("HTTP/1.", string(start)):
			r.breaks("no status line", head)
		case len(head) > maxHead:
			r.breaks("a head over 64 KiB", head)
		}
		return len(p)
	}
	size := from + i + 4
	r.parseHead(head[:size], want)
	r.held = r.held[:0]
	return size - before
}

// takeBody takes bytes of the body and compares them with what is expected there.
func (r *Reader) takeBody(p []byte, want *Expectation) int {
	if r.state != untilClose {
		p = p[:min(int64(len(p)), r.left)]
		r.left -= int64(len(p))
	}
	if !want.AnyBody && r.Fault.Name == "" {
		at := min(r.got, int64(len(want.Body)))
		if same := commonPrefix(p, want.Body[at:]); same < len(p) {
			r.Fault = Fault{WrongBody, "at byte " + strconv.FormatInt(r.got+int64(same), 10) + ": " + Excerpt(p[max(0, same-16):])}
		}
	}
	r.got += int64(len(p))
	if r.state == inBody && r.left == 0 {
		r.finish(want)
	}
	if r.state == inChunk && r.left == 0 {
		r.state = inChunkEnd
	}
	return len(p)
}

func commonPrefix(p, q []byte) int {
	n := min(len(p), len(q))
	if bytes.Equal(p[:n], q[:n]) {
		return n
	}
	for i := range n {
		if p[i] != q[i] {
			return i
		}
	}
	return n
}

// SoFar is an excerpt of a reply that ended too early.
func (r *Reader) SoFar() string {
	if r.state == inHead {
		return Excerpt(r.held)
	}
	return "after " + strconv.FormatInt(r.got, 10) + " bytes of the body"
}

// finish judges the reply as a whole.
func (r *Reader) finish(want *Expectation) {
	if !want.AnyBody && r.Fault.Name == "" && r.got != int64(len(want.Body)) {
		r.Fault = Fault{WrongBody, strconv.FormatInt(r.got, 10) + " bytes where " + strconv.Itoa(len(want.Body)) + " are expected"}
	}
	r.state = whole
}

// breaks says that the framing is wrong, so that the rest has no meaning.
func (r *Reader) breaks(why string, at []byte) {
	r.Fault = Fault{BadFraming, why + ": " + Excerpt(at)}
	r.state = broken
}

// takeLine takes a line of chunked framing.
func (r *Reader) takeLine(p []byte, want *Expectation) int {
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		r.held = append(r.held, p...)
		if len(r.held) > maxLine {
			r.breaks("a line over 8 KiB in chunked framing", r.held)
		}
		return len(p)
	}
	line := p[:i+1]
	if len(r.held) > 0 {
		r.held = append(r.held, line...)
		line = r.held
	}
	content, isLine := bytes.CutSuffix(line, []byte("\r\n"))
	switch {
	case !isLine || bytes.ContainsAny(content, "\r\x00"):
		r.breaks("a line that does not end in CR LF", line)
	case r.state == inChunkSize:
		r.chunkSize(content)
	case r.state == inChunkEnd && len(content) > 0:
		r.breaks("more than the chunk's size", content)
	case r.state == inChunkEnd:
		r.state = inChunkSize
	case len(content) == 0: // the end of the trailers
		r.finish(want)
	}
	r.held = r.held[:0]
	return i + 1
}

// chunkSize reads the first line of a chunk; extensions are ignored.
func (r *Reader) chunkSize(line []byte) {
	digits, _, _ := bytes.Cut(line, []byte(";"))
	size, isNumber := number(bytes.TrimRight(digits, " \t"), 16)
	if !isNumber {
		r.breaks("no chunk size", line)
		return
	}
	r.left = size
	r.state = inChunk
	if size == 0 {
		r.state = inTrailers
	}
}
