package load

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// maxHandshakes bounds the handshakes that one generator has under way: far below
// an accept queue, so that no SYN is dropped and sent again a second later.
const maxHandshakes = 128

// Bounds on connecting again.
const (
	maxTries   = 3 // for one connection
	retryAfter = int64(10 * time.Millisecond)
)

// An opening connects everything.
type opening struct {
	*loop
	noReplies
	to       *address
	from     []address // by connections, PerSource from each; none: the kernel's own choice
	most     int       // handshakes under way at once
	retries  int       // how many connects may be repeated in all
	begun    int       // connections begun, in order
	trying   []*conn   // those whose handshake is under way
	again    []*conn   // those to try once more when their time has come
	progress int64     // when the last handshake ended, one way or the other
}

// next begins as many handshakes as may be under way.
func (o *opening) next(now int64) (wake int64, done bool) {
	o.expire()
	for len(o.trying) < o.most && o.err == nil {
		c := o.pick(now)
		if c == nil {
			break
		}
		o.connect(c)
	}
	if len(o.again) > 0 {
		return now + retryAfter, false
	}
	return now + maxSleep, len(o.trying) == 0 && o.begun == len(o.conns)
}

// pick is the connection to open now; nil if there is none.
func (o *opening) pick(now int64) *conn {
	switch {
	case len(o.again) > 0 && now-o.again[0].sent >= retryAfter:
		c := o.again[0]
		o.again = o.again[1:]
		return c
	case o.begun < len(o.conns):
		o.begun++
		return &o.conns[o.begun-1]
	}
	return nil
}

// expire gives up handshakes that take too long, and everything to come if the
// server completes none any more, or if this generator shall stop.
func (o *opening) expire() {
	if len(o.trying) == 0 {
		o.progress = o.now
	}
	stopped := o.stop.Load()
	if stopped || o.overdue(o.progress, o.timeout) {
		o.retries, o.again, o.begun = 0, nil, len(o.conns)
	}
	for i := 0; i < len(o.trying); {
		c := o.trying[i]
		if !stopped && !o.overdue(c.sent, o.timeout) {
			i++
			continue
		}
		o.connectFailed(c, unix.ETIMEDOUT) // takes it out of the list
	}
}

// connect begins a handshake.
func (o *opening) connect(c *conn) {
	fd, err := o.socket(c.number)
	if err != nil {
		o.err = err
		return
	}
	c.sent = o.now
	o.trying = append(o.trying, c)
	o.dialing(c, fd, o.to)
}

func (o *opening) connected(c *conn) {
	o.settle(c)
	o.counts.established++
	o.counts.opened = o.now
}

// connectFailed tries again, if that may still be done.
func (o *opening) connectFailed(c *conn, errno unix.Errno) {
	if errno == unix.ECONNRESET || errno == unix.EPIPE {
		// The handshake was complete; then the server ended the connection.
		o.connected(c)
		o.drop(c, fault{Name: ResetByPeer})
		return
	}
	o.settle(c)
	o.shut(c)
	switch {
	case int(c.generation) < maxTries && o.retries > 0:
		c.state, c.sent = unopened, o.now
		o.retries--
		o.counts.retries++
		o.again = append(o.again, c)
	case o.stop.Load():
		c.state = gone
	case errno == unix.ETIMEDOUT:
		c.state = gone
		o.tally.add(o.tooLate(ConnectTimedOut))
	default:
		c.state = gone
		o.refused(whileConnecting + errno.Error())
	}
}

// settle notes that a handshake has ended.
func (o *opening) settle(c *conn) {
	i := slices.Index(o.trying, c)
	o.trying = slices.Delete(o.trying, i, i+1)
	o.progress = o.now
}

// dropped: it ended before a byte of a reply.
func (o *opening) dropped(_ *conn, f fault) { o.refuse(f) }

// refuse counts a connection that the server would not have.
func (l *loop) refuse(f fault) {
	if f.Name != Closed && f.Name != ResetByPeer {
		l.tally.add(f)
		return
	}
	l.refused(afterAccepting + f.Name)
}

func (l *loop) refused(how string) {
	l.counts.refused++
	l.refusals.add(fault{Name: how})
}

// socket makes a socket that will connect from the address planned for
// connection number n.
func (o *opening) socket(n int) (int32, error) {
	var from *address
	if len(o.from) > 0 {
		from = &o.from[n/PerSource]
	}
	fd, err := newSocket(o.to, from)
	if err != nil {
		return -1, fmt.Errorf("connection %d: %w", n+1, err)
	}
	if o.depth == 1 && o.open == nil {
		return fd, nil // its requests never wait for an ACK: the reply to the one before has brought it
	}
	if errno := setOption(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY); errno != 0 {
		unix.Close(int(fd))
		return -1, callError("setsockopt TCP_NODELAY", errno)
	}
	return fd, nil
}
