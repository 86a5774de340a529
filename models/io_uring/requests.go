//go:build linux

package server

import (
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/sock"
	"github.com/iomodels/iomodels/common/uring"
)

// tag is how a completion is known again: what was asked for, and for whom.
// From the top: 8 bits what, 24 bits born, 32 bits descriptor.
type tag uint64

// what was asked for.
type what uint8

const (
	nothing       what = iota // a cancel or a close: only a failure completes, and changes nothing
	wakerReadable             // Close wants the loop to end
	accepted
	received
	hungUp    // the peer has finished sending, or is gone
	sentShort // a send taken for sent: it completes only if it was not
	sent      // a send that was waited for
)

func tagOf(w what, c *conn) tag {
	return tag(w)<<56 | tag(c.born&0xffffff)<<32 | tag(uint32(c.fd))
}

func (t tag) what() what { return what(t >> 56) }

// find is the connection that a completion is for; nil if it is gone. Its
// descriptor may belong to the next one by then, which was born later. (After
// 2^24 connections on one descriptor the numbers begin anew.)
func (s *Server) find(t tag) *conn {
	if t.what() < received {
		return nil
	}
	c := s.conns[uint32(t)]
	if c.fd == 0 || c.born&0xffffff != uint32(t>>32)&0xffffff {
		return nil
	}
	return c
}

// free makes c's place free. Who was born there last is remembered.
func (s *Server) free(c *conn) {
	s.putAway(c)
	*c = conn{born: c.born}
}

// requests is the ring, what stands in it, and what was asked for since the
// last call.
type requests struct {
	ring      *uring.Ring
	buffers   *uring.Buffers // for what is received
	base      *sock.Base
	options   uring.Options // a test asks for another ring than the usual one
	accepting bool          // an accept stands
	standing  int           // requests that will complete even if nothing goes wrong
	asking    bool          // the last call brought something
	grown     uint32        // the round in which buffers were added last
	outbox
}

// The ring's sizes. A round asks for few things per connection that had a
// completion, and both a full queue and one that overflows only cost a call.
const (
	entries     = 512
	completions = 4096
	group       = 0
	maxBuffers  = 1024 // of TurnBytes each, added as they are needed
	someBuffers = 64
)

// open makes the ring and asks for what starts everything.
func (r *requests) open(b *sock.Base) (err error) {
	r.base = b
	if r.options.Entries == 0 {
		r.options.Entries, r.options.Completions = entries, completions
	}
	if r.ring, err = uring.Open(r.options); err != nil {
		return err
	}
	if r.buffers, err = r.ring.RoomForBuffers(group, maxBuffers, b.Config.TurnBytes); err != nil {
		return err
	}
	r.buffers.Add(someBuffers)
	r.outbox.open(r.ring.Features())
	r.ask(tag(wakerReadable) << 56).PollIn(b.Waker.FD)
	return nil
}

// ask is the next entry, for a request that will complete.
func (r *requests) ask(t tag) *uring.Entry {
	r.standing++
	e := r.ring.Next()
	e.UserData = uint64(t)
	return e
}

// tell is the next entry, for a request that completes only if it fails.
func (r *requests) tell(t tag) *uring.Entry {
	e := r.ring.Next()
	e.UserData, e.Flags = uint64(t), uring.SkipSuccess
	return e
}

// ended takes note of the last completion of a request that was asked for.
func (r *requests) ended(d uring.Completion) {
	if w := tag(d.UserData).what(); !d.More() && w != nothing && w != sentShort {
		r.standing--
	}
}

func (r *requests) askAccept() {
	r.accepting = true
	r.base.Controls.Add(1)
	r.ask(tag(accepted)<<56).AcceptMultishot(r.base.Ln.FD, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
}

// askReceive asks for c's input: for ever, where the kernel can, up to what one
// turn may bring. Then it must be asked for anew, which bounds what a busy peer
// gets in one round and what must be held while output is blocked.
func (s *Server) askReceive(c *conn) {
	c.receiving = true
	s.Controls.Add(1)
	e, have := s.ask(tagOf(received, c)), s.ring.Features()
	switch {
	case have&uring.ReceiveLimit != 0:
		e.ReceiveMultishot(int(c.fd), group, uint32(s.Config.TurnBytes))
	case have&uring.MultishotReceive != 0:
		e.ReceiveMultishot(int(c.fd), group, 0)
	default:
		e.Receive(int(c.fd), group)
	}
}

// askHangUp asks to be told of the end of c's input: see hungUp.
func (s *Server) askHangUp(c *conn) {
	c.watched = true
	s.Controls.Add(1)
	s.ask(tagOf(hungUp, c)).PollHangUp(int(c.fd))
}

// askStop ends c's receive, if one stands; it completes once more.
func (s *Server) askStop(c *conn) {
	if !c.receiving || c.stopping {
		return
	}
	c.stopping = true
	s.Controls.Add(1)
	s.tell(tag(nothing)).Cancel(uint64(tagOf(received, c)))
}

// askClose closes c's descriptor, after all that was asked for before, unless
// that is to happen in stages.
func (s *Server) askClose(c *conn) {
	if c.watched { // it would keep the socket open
		s.Controls.Add(1)
		s.tell(tag(nothing)).Cancel(uint64(tagOf(hungUp, c)))
	}
	if s.Linger(int(c.fd), &c.http) {
		return
	}
	s.tell(tag(nothing)).Close(int(c.fd))
	s.Forget(&c.http)
}
