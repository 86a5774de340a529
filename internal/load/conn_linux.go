package load

import (
	"bytes"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/load/reply"
)

// A conn is one connection. There may be very many, most of them idle, so it
// is small, and owns memory of its own only while a reply is incomplete.
type conn struct {
	fd         int32
	generation int32 // how often it was opened
	state      connState
	active     bool
	closing    bool  // the server said that it ends the connection
	wrong      bool  // a reply on it was wrong
	proofs     uint8 // rounds of proving that it passed
	inFlight   int32 // requests sent and not answered
	ring       int32 // where its stamps begin
	oldest     int32 // the oldest of them
	number     int   // among all connections of the generator
	owed       int   // bytes of requests that the kernel would not take yet
	sent       int64 // when its last request was sent, or its connect began
	reply      *reply.Reader
}

type connState uint8

const (
	unopened connState = iota
	connecting
	open
	gone
)

// send puts n more requests in flight on c.
func (l *loop) send(c *conn, n int) {
	if l.stamps != nil && c.active {
		for i := range int32(n) {
			l.stamps[int(c.ring)+(int(c.oldest)+int(c.inFlight+i))%l.depth] = l.now
		}
	}
	c.sent = l.now
	c.inFlight += int32(n)
	l.inFlight += int64(n)
	c.owed += n * l.size
	l.flush(c)
}

// flush writes what c owes, as far as the kernel takes it. An error of the
// connection is left to be found by the read that its event brings: replies may
// be queued before it.
func (l *loop) flush(c *conn) {
	for c.owed > 0 {
		// Requests are alike, so where one was cut off tells what comes next.
		from := (l.size - c.owed%l.size) % l.size
		n, errno := sendTo(c.fd, l.requests[from:min(from+c.owed, len(l.requests))])
		switch errno {
		case 0:
			c.owed -= n
		case unix.EINTR:
		case unix.EAGAIN:
			return // the next edge of EPOLLOUT continues
		default:
			l.lacks(c, "sendto", errno)
			c.owed = 0
			return
		}
	}
}

// takeStamp is when the oldest request in flight on c was sent.
func (l *loop) takeStamp(c *conn) int64 {
	if l.stamps == nil || !c.active {
		return c.sent
	}
	sent := l.stamps[int(c.ring)+int(c.oldest)]
	if c.oldest++; int(c.oldest) == l.depth {
		c.oldest = 0
	}
	return sent
}

// maxReads bounds one connection's turn, so that a long reply does not keep
// the others waiting.
const maxReads = 64

// receive reads until a short read: the queue was empty, and what comes later
// raises an edge of its own. At the end of a connection no further edge comes,
// so it reads up to that end.
func (l *loop) receive(c *conn, ends bool) {
	for range maxReads {
		n, errno := recvFrom(c.fd, l.buf)
		switch {
		case errno == unix.EINTR:
			continue
		case errno == unix.EAGAIN:
			return
		case errno != 0:
			if !l.lacks(c, "recvfrom", errno) {
				l.ended(c, fault{Name: nameOf(errno)})
			}
			return
		case n == 0:
			l.ended(c, fault{Name: Closed})
			return
		}
		l.tick()
		if !l.take(c, l.buf[:n]) || n < len(l.buf) && !ends {
			return
		}
	}
	// Changing a registration reports what is ready once more.
	l.watch(c, unix.EPOLL_CTL_MOD)
}

func nameOf(errno unix.Errno) string {
	if errno == unix.ECONNRESET || errno == unix.EPIPE {
		return ResetByPeer
	}
	return errno.Error()
}

// take checks the replies in p, which came on c, and says whether c lives on.
func (l *loop) take(c *conn, p []byte) bool {
	for len(p) > 0 {
		switch {
		case c.inFlight == 0:
			l.drop(c, fault{Name: UnexpectedBytes, Excerpt: reply.Excerpt(p)})
			return false
		case c.reply == nil && len(l.template) > 0 && bytes.HasPrefix(p, l.template):
			// Byte for byte the same as one that was right is right as well.
			p = p[len(l.template):]
			l.retire(c, fault{})
		default:
			n := l.parse(c, p)
			if n < 0 {
				return false
			}
			p = p[n:]
		}
	}
	if c.closing && !l.churns {
		// What it owes beyond the reply that said so will never come.
		l.drop(c, fault{Name: Closed, Excerpt: `after "Connection: close"`})
		return false
	}
	l.job.drained(c)
	return true
}

// parse takes what of p belongs to the next reply on c: how many bytes, or -1
// if c had to be dropped.
func (l *loop) parse(c *conn, p []byte) int {
	began := c.reply == nil
	if began {
		c.reply = l.getReply()
	}
	r := c.reply
	n := r.Feed(p, &l.want)
	if !r.Whole() && !r.Broken() {
		return n
	}
	if r.Broken() {
		l.drop(c, r.Fault)
		return -1
	}
	if began && r.Fault.Name == "" && !r.Closes {
		// The next replies will be the same, until the Date changes.
		l.template = append(l.template[:0], p[:n]...)
	}
	l.complete(c)
	return n
}

// complete ends the reply that c has been receiving.
func (l *loop) complete(c *conn) {
	r := c.reply
	f := r.Fault
	c.closing = c.closing || r.Closes
	c.reply = nil
	l.putReply(r)
	l.retire(c, f)
}

// retire ends the oldest request in flight on c.
func (l *loop) retire(c *conn, f fault) {
	c.inFlight--
	l.inFlight--
	sent := l.takeStamp(c)
	if f.Name != "" {
		c.wrong = true
		l.tally.add(f)
		l.job.answeredWrong(c)
		return
	}
	l.counts.answered++
	l.job.answered(c, sent)
}

// ended is called when the server, or the network, has ended the connection.
func (l *loop) ended(c *conn, f fault) {
	if r := c.reply; r != nil {
		if f.Name == Closed {
			r.End(&l.want)
		}
		if r.Whole() {
			l.tick()
			l.complete(c)
		} else {
			f = fault{Name: ShortReply, Excerpt: r.SoFar()}
		}
	}
	l.drop(c, f)
}
