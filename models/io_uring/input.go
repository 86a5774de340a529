//go:build linux

package server

import (
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/uring"
)

// input is what the kernel was asked to receive, and what c could not take yet.
type input struct {
	receiving bool // a receive stands
	stopping  bool // and was told to end
	eof       bool // there is no more to come, behind what is held
	queued    bool // among the server's unread
	promised  bool // the last receive said that the socket holds more
	watched   bool // its end was asked for
	ended     bool // and is told, but not pursued
	held      []byte
}

// inbox is what the server keeps of what has to wait for a later round.
type inbox struct {
	arrived []int32 // accepted, but beyond what one round takes in
	unread  []tag   // connections that hold input, and may take it in the next round
	resumed []tag   // the same list, emptied
	owed    []tag   // connections whose receive may have missed something
	spare   [][]byte
}

// received takes what a receive brought.
func (s *Server) received(c *conn, d uring.Completion) {
	if c.receiving = d.More(); !c.receiving {
		c.stopping = false
	}
	s.Reads.Add(1)
	if c.promised = d.NonEmpty() && d.More(); c.promised {
		s.owed = append(s.owed, tagOf(received, c))
	}
	switch d.Errno() {
	case 0:
	case unix.ENOBUFS: // the others hold them all: by the next batch they are back
		if s.grown != s.round { // one round's shortage shows in many completions
			s.grown = s.round
			s.buffers.Add(someBuffers)
		}
		return
	case unix.ECANCELED, unix.EINTR, unix.EAGAIN:
		return
	default: // ECONNRESET: the peer is gone, the server is not
		s.countFailure(c)
		c.eof = true
		return
	}
	switch p := s.buffers.Bytes(d); {
	case len(p) == 0:
		c.eof = true
	case c.http.Want() == http1.Input && len(c.held) == 0 && !s.unsure(c):
		s.feed(c, p)
	default: // out of the kernel's buffer: the others need it
		s.hold(c, p)
	}
}

func (s *Server) feed(c *conn, p []byte) {
	if answered := c.http.Feed(p, &s.HTTP); answered > 0 {
		s.Requests.Add(int64(answered))
	}
}

// take feeds c what it could not take before; false if there is nothing, or if
// it has to wait for the next round.
func (s *Server) take(c *conn) bool {
	switch {
	case len(c.held) == 0 && !c.eof:
		return false
	case s.unsure(c):
		if !c.queued {
			c.queued = true
			s.unread = append(s.unread, tagOf(received, c))
		}
		return false
	case len(c.held) > 0:
		s.feed(c, c.held)
		s.putAway(c)
	default:
		c.eof = false
		c.http.FeedEOF(&s.HTTP)
	}
	return true
}

// admit takes arrived connections in, up to a bound.
func (s *Server) admit() {
	n := min(len(s.arrived), s.Config.AcceptBatch)
	for _, fd := range s.arrived[:n] {
		c := s.conns.Slot(int(fd))
		*c = conn{fd: fd, born: c.born + 1}
		s.watch(c)
		s.askHangUp(c) // behind the receive: then it is told before, and need not be cancelled
	}
	s.arrived = append(s.arrived[:0], s.arrived[n:]...)
}

// resume goes on with connections that waited for the round to end. It has not
// ended while the kernel keeps completions back: one may say that a reply of
// theirs went short, and the next reply would go out before the rest of it.
func (s *Server) resume() {
	if s.ring.Overflowed() {
		return
	}
	s.pursue()
	waiting := s.unread
	s.unread = s.resumed[:0]
	for _, t := range waiting {
		if c := s.find(t); c != nil {
			c.queued = false
			s.step(c)
		}
	}
	s.resumed = waiting
}

// hungUp takes note that the peer has finished sending, or is gone. A receive
// that stands can miss it: when the end comes right behind data, the kernel may
// be woken twice before it looks once, takes the data, and waits for more.
func (s *Server) hungUp(c *conn) {
	c.watched, c.ended = false, true
	s.owed = append(s.owed, tagOf(received, c))
}

// pursue asks anew for what a receive that goes on standing may have missed: the
// end of input, or more of it behind an urgent byte, where the kernel's next
// attempt can find nothing and then waits for a segment that may never come.
func (s *Server) pursue() {
	for _, t := range s.owed {
		if c := s.find(t); c != nil && (c.promised || c.ended) {
			c.promised, c.ended = false, false
			s.askStop(c) // watch asks again when it has ended
		}
	}
	s.owed = s.owed[:0]
}

// Bounds on the memory kept for input that has to be held.
const (
	maxSpare     = 64       // buffers
	maxSpareSize = 64 << 10 // bytes of one
)

// hold copies p behind what c holds already.
func (s *Server) hold(c *conn, p []byte) {
	if last := len(s.spare) - 1; c.held == nil && last >= 0 {
		c.held, s.spare = s.spare[last], s.spare[:last]
	}
	c.held = append(c.held, p...)
}

// putAway keeps the memory of what c held for the next one that has to.
func (s *Server) putAway(c *conn) {
	if cap(c.held) > 0 && cap(c.held) <= maxSpareSize && len(s.spare) < maxSpare {
		s.spare = append(s.spare, c.held[:0])
	}
	c.held = nil
}
