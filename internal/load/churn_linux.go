package load

import (
	"net/netip"

	"golang.org/x/sys/unix"
)

// A churning makes a new connection for every request: connect, ask in HTTP/1.0,
// read the reply and the end of the connection, and connect again. Each conn of
// the loop is a slot for one connection at a time. A request counts once the
// reply is whole and the server has closed, so that it is the server's side that
// is left in TIME_WAIT.
//
// It has two uses. With a round, it proves every slot by one such connection;
// without, it is a closed loop for as long as it lasts, which begins and ends
// with no connection open.
type churning struct {
	*loop
	noReplies
	round    uint8 // of proving; 0: none
	most     int   // connections under way at once
	until    int64 // no connection is begun past this
	tolerate int64
	recorded bool // latencies are

	begun     int     // slots looked at, in order
	again     []int32 // slots that may begin once more
	underWay  int
	some      bool // one exchange was right at least
	ended     bool
	lastReply int64
	looked    int64 // when overdue connections were last looked for
}

func (j *churning) next(now int64) (wake int64, done bool) {
	if !j.ended && (now >= j.until || j.stop.Load() || j.tally.total+j.counts.refused > j.tolerate) {
		j.ended = true
		j.until = min(j.until, now)
	}
	j.expire(now)
	for !j.ended && j.err == nil && j.underWay < j.most {
		c := j.free()
		if c == nil {
			break
		}
		j.connect(c)
	}
	over := j.ended || j.round > 0 && j.begun == len(j.conns)
	if over && j.underWay == 0 {
		j.counts.ended = max(min(j.until, now), j.lastReply)
		return 0, true
	}
	if j.ended {
		return now + maxSleep, false
	}
	return j.until, false
}

// free is a slot for the next connection; nil if there is none.
func (j *churning) free() *conn {
	if n := len(j.again); n > 0 {
		c := &j.conns[j.again[n-1]]
		j.again = j.again[:n-1]
		return c
	}
	for j.begun < len(j.conns) {
		c := &j.conns[j.begun]
		j.begun++
		if j.round == 0 || c.proofs == j.round-1 {
			return c
		}
	}
	return nil
}

// connect begins the next connection of a slot and asks at once: over loopback
// the handshake is complete by then; elsewhere the request is owed until it is.
func (j *churning) connect(c *conn) {
	fd, err := j.dial.socket()
	if err != nil {
		j.err = err
		return
	}
	c.closing, c.wrong = false, false
	j.underWay++
	j.tick()
	began := j.now // of the latency
	if j.dialing(c, fd, j.dial.to) {
		j.send(c, 1)
		c.sent = began
	}
}

// expire gives up what takes too long.
func (j *churning) expire(now int64) {
	timeout := j.wait()
	if j.underWay == 0 || now-j.looked < min(maxSleep, timeout) {
		return
	}
	j.looked = now
	for i := range j.conns {
		if c := &j.conns[i]; (c.state == connecting || c.state == open) && j.overdue(c.sent, timeout) {
			f := j.tooLate(TimedOut)
			if c.state == connecting {
				f = j.tooLate(ConnectTimedOut)
			}
			j.drop(c, f)
			if j.round > 0 && !j.some {
				j.begun = len(j.conns) // it answers nobody: the rest need not wait for that
			}
		}
	}
}

func (j *churning) connected(*conn) {
	if j.round == 1 {
		j.counts.established++
	}
}

func (j *churning) connectFailed(c *conn, errno unix.Errno) {
	j.shut(c)
	c.state = gone
	j.inFlight -= int64(c.inFlight)
	j.counts.unanswered++
	c.inFlight, c.owed = 0, 0
	how := whileConnecting + errno.Error()
	if errno == unix.ECONNRESET { // the handshake was complete; then the server ended the connection
		how = afterAccepting + ResetByPeer
	}
	j.refused(how)
	j.over(c)
}

// over ends a slot's connection.
func (j *churning) over(c *conn) {
	j.underWay--
	j.lastReply = j.now
	if j.round == 0 {
		j.again = append(j.again, int32(j.index(c)))
	}
}

// dropped: the connection has ended, and only now it is known whether its
// request counts.
func (j *churning) dropped(c *conn, f fault) {
	j.tick()
	right := c.inFlight == 0 && !c.wrong
	switch {
	case right && f.Name == Closed:
		j.exchanged(c)
	case c.wrong: // it is in the tally
	case right:
		j.counts.answered-- // the reply was right, but the connection did not end
		j.counts.unanswered++
		if f.Name == TimedOut {
			f = j.tooLate(NotClosed)
		}
		j.tally.add(f)
	case c.reply == nil:
		j.refuse(f) // it ended before a byte of the reply
	default:
		j.tally.add(f)
	}
	j.over(c)
}

// exchanged counts a request that was answered right, on a connection that the
// server then closed.
func (j *churning) exchanged(c *conn) {
	j.some = true
	if j.recorded {
		recordLatency(j.hist, j.now-c.sent)
	}
	switch c.proofs = max(c.proofs, j.round); j.round {
	case 1:
		j.counts.proven++
	case 2:
		j.counts.provenAgain++
	}
}

// A churnDialer makes the sockets of a loop that churns. After PerSource of
// them it goes on with the next address, so that by the time an address comes
// round again its ports have been free for long.
type churnDialer struct {
	to   *address
	from []address // none: the kernel's own choice
	made int
}

func newChurnDialer(to netip.AddrPort, from []netip.Addr, first int) *churnDialer {
	return &churnDialer{to: addressOf(to), from: sources(from), made: first * PerSource}
}

func (d *churnDialer) socket() (int32, error) {
	if len(d.from) == 0 {
		return newSocket(d.to, nil)
	}
	from := &d.from[d.made/PerSource%len(d.from)]
	d.made++
	return newSocket(d.to, from)
}
