//go:build linux

package server

import (
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/uring"
)

// A reply is sent in one of two ways.
//
// Mostly it is taken for sent as soon as that is asked for: the kernel sends
// without waiting, and only a failure completes (SkipSuccess; MSG_WAITALL makes
// a short send one). What is sent must stay where it is until the call that hands the
// request over, while others are fed, so it is copied into an outbox. A
// connection takes no input until it is certain that its reply went out whole.
//
// What went short, the connection's last reply, and what does not fit into the outbox are left
// with the kernel: it waits for room by itself and completes when all is sent.

// output is what became of the last reply.
type output struct {
	short   bool   // it was taken for sent, and was not
	sending bool   // the kernel has it, and will say when it is done
	round   uint32 // in which it was taken for sent
	at, n   uint32 // where it lies in the outbox of that round
	failed  bool   // it could not be sent, or nothing more be received
}

// outbox holds copies of replies: those of this round, and those of the last
// one, any of which may still turn out not to have been sent.
type outbox struct {
	boxes [2][]byte // by the round's lowest bit
	round uint32
	doubt uint32 // rounds after which a send without a completion went out whole

	prolonged int // calls that began no round, as completions had overflowed; for a test
}

const boxSize = 256 << 10

// open makes room for two rounds. Where the kernel does the ring's work only
// when it is asked for completions, a short send completes before anything that
// the same call receives. Else that may come first, so it takes one round more to be certain.
func (o *outbox) open(have uring.Feature) {
	o.doubt = 1
	if have&uring.DeferTaskrun == 0 || have&uring.SingleIssuer == 0 {
		o.doubt = 2
	}
	o.round = o.doubt
	for i := range o.boxes {
		o.boxes[i] = make([]byte, 0, boxSize)
	}
}

// nextRound begins a round: the sends asked for in the last one are now handed
// over. Completions that overflowed may belong to the round before, which is then not over.
func (o *outbox) nextRound(overflowed bool) {
	if overflowed {
		o.prolonged++
		return
	}
	o.round++
	box := &o.boxes[o.round&1]
	*box = (*box)[:0]
}

// put copies p to where it stays until the round after next; false if there is
// no room.
func (o *outbox) put(p []byte) bool {
	box := &o.boxes[o.round&1]
	if len(*box)+len(p) > cap(*box) {
		return false
	}
	*box = append(*box, p...)
	return true
}

// unsure says that c's last reply, taken for sent, may turn out not to be.
func (s *Server) unsure(c *conn) bool { return s.round-c.round < s.doubt }

const quietly = unix.MSG_NOSIGNAL | unix.MSG_WAITALL

// send asks for c's output to be sent; true if it can be taken for sent.
func (s *Server) send(c *conn) bool {
	s.Writes.Add(1)
	if !c.short && !c.http.Last() {
		if p := c.http.Pending(); s.put(p) {
			copied := s.boxes[s.round&1]
			c.round, c.n = s.round, uint32(len(p))
			c.at = uint32(len(copied)) - c.n
			c.http.Sent(len(p), &s.HTTP)
			s.tell(tagOf(sentShort, c)).Send(int(c.fd), copied[c.at:], quietly|unix.MSG_DONTWAIT)
			return true
		}
	}
	c.http.Sent(0, &s.HTTP) // into memory that stays where it is
	c.sending = true
	s.ask(tagOf(sent, c)).Send(int(c.fd), c.http.Pending(), quietly)
	return false
}

// sentShort takes back what was taken for sent and was not.
func (s *Server) sentShort(c *conn, d uring.Completion) {
	whole := s.boxes[c.round&1][c.at : c.at+c.n]
	c.short, c.round = true, s.round-s.doubt // certain now
	switch errno := d.Errno(); errno {
	case 0:
		c.http.Unsent(whole[d.Res:], &s.HTTP)
	case unix.EAGAIN:
		s.EAGAINs.Add(1)
		c.http.Unsent(whole, &s.HTTP)
	default:
		s.fail(c)
	}
}

// sent takes note that the kernel is done with c's output.
func (s *Server) sent(c *conn, d uring.Completion) {
	c.sending, c.short = false, false
	if d.Errno() != 0 {
		s.fail(c)
		return
	}
	c.http.Sent(int(d.Res), &s.HTTP)
}

// fail ends a connection whose peer is gone: ECONNRESET, EPIPE.
func (s *Server) fail(c *conn) {
	s.countFailure(c)
	c.http.Abort(&s.HTTP)
}

// countFailure counts a connection that ended by an error: once, though what is
// received and what is sent can both tell of it.
func (s *Server) countFailure(c *conn) {
	if !c.failed {
		c.failed = true
		s.Failures.Add(1)
	}
}
