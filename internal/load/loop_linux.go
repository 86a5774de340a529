package load

import (
	"fmt"
	"sync/atomic"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/load/reply"
)

// A loop drives its share of the connections from one locked thread.
//
// Its epoll instance is edge-triggered and each connection is registered once,
// for everything: a load generator's cost should be that of its reads and
// writes. An edge is lost by nothing here, since a turn ends only at a short
// read (or EAGAIN, or the end), and output that was blocked is owed until the
// next edge.
type loop struct {
	ep     int
	conns  []conn
	job    job
	start  time.Time // what now counts from
	now    int64     // nanoseconds, read once for every batch and every read
	busy   bool      // the last batch was not empty
	spin   int64     // how long before a moment it is awake already, nanoseconds; 0: it need not be
	events [512]unix.EpollEvent
	buf    []byte

	want     reply.Expectation
	template []byte          // the last reply that was parsed whole and found right
	spare    []*reply.Reader // for replies that come in pieces

	requests []byte // copies of the request, one after the other
	size     int    // of one
	depth    int
	number   int   // of this loop, from 0
	loops    int   // of the generator, this one among them
	actives  []int // the active connections, by where they stand: a slice is too short to look for them among 10,000
	churns   bool  // the server ends every connection, after one reply
	dial     *churnDialer
	stamps   []int64 // when each request in flight was sent, depth for each active connection; nil if depth is 1

	inFlight int64 // requests sent and not answered, on all connections
	err      error // a call of ours failed: the loop ends
	stop     *atomic.Bool
	timeout  int64

	tally    tally
	hist     *hdr.Histogram
	open     *openSeen // nil in a closed loop
	room     *waitingRoom
	counts   counts
	refusals tally // of connections refused, by how
	progress progress
}

// counts are what a loop adds up.
type counts struct {
	established, refused, retries, proven, provenAgain, lost int64
	answered, unanswered                                     int64 // right replies in this phase, and requests that got none
	opened, ended                                            int64 // when the last handshake was complete, and when the last closed loop ended
}

// progress is what of the counts others may look at while the loop runs.
type progress struct {
	established, refused, proven, provenAgain, answered atomic.Int64
}

// A job is what a loop does with its connections in one phase. The loop calls
// it on its own thread, so it needs no lock.
type job interface {
	// next starts what can be started now. The loop then sleeps until
	// something is ready, or until wake at the latest.
	next(now int64) (wake int64, done bool)

	connected(c *conn)                       // its handshake is complete
	connectFailed(c *conn, errno unix.Errno) // its handshake failed
	answered(c *conn, sent int64)            // a reply is whole and right
	answeredWrong(c *conn)                   // a reply is whole but wrong; it is in the tally
	drained(c *conn)                         // all that was there has been taken
	dropped(c *conn, f fault)                // it is closed; c.inFlight is what it was still owed
}

// drive runs a job to its end.
func (l *loop) drive(j job) {
	l.job = j
	l.counts.answered, l.counts.unanswered = 0, 0
	l.busy = true
	for l.err == nil {
		l.tick()
		wake, done := j.next(l.now)
		l.publish()
		if done {
			return
		}
		for _, ev := range l.ready(wake) {
			// The generation tells an event of a connection that was closed and
			// opened again within this batch.
			if c := &l.conns[ev.Fd]; c.generation == ev.Pad && (c.state == connecting || c.state == open) {
				l.turn(c, ev.Events)
			}
		}
	}
}

// tick reads the clock. It costs a request 1 % of its time, so it is read once
// for both the end of one and the start of the next.
func (l *loop) tick() { l.now = int64(time.Since(l.start)) }

// overdue says whether what was begun at since has taken too long. While
// events keep coming, the answer may be among those not looked at yet: a
// generator that was kept from its processor must not blame the server. The
// second bound is for a server that keeps it busy for ever.
func (l *loop) overdue(since, timeout int64) bool {
	late := l.now - since
	return late >= timeout && !l.busy || late >= 2*timeout
}

// grace is how long an interrupted generator waits for what is in flight.
const grace = time.Second

// wait is how long a reply is waited for.
func (l *loop) wait() int64 {
	if l.stop.Load() {
		return min(l.timeout, int64(grace))
	}
	return l.timeout
}

// tooLate is a wait that came to its end, with what was waited for.
func (l *loop) tooLate(name string) fault {
	what := map[string]string{TimedOut: "no whole reply", ConnectTimedOut: "no handshake", NotClosed: "no end of the connection"}[name]
	return fault{Name: name, Excerpt: fmt.Sprintf("%s within %v", what, time.Duration(l.wait()))}
}

// abandon gives up what was not answered in time.
func (l *loop) abandon() {
	for i := range l.conns {
		if c := &l.conns[i]; c.state == open && c.inFlight > 0 {
			l.drop(c, l.tooLate(TimedOut))
		}
	}
}

func (l *loop) publish() {
	p, c := &l.progress, &l.counts
	p.established.Store(c.established)
	p.refused.Store(c.refused)
	p.proven.Store(c.proven)
	p.provenAgain.Store(c.provenAgain)
	p.answered.Store(c.answered)
}

// maxSleep bounds how late a loop sees that it shall stop.
const maxSleep = int64(100 * time.Millisecond)

// ready returns what is ready. After a batch that was not empty it asks once
// more before it may sleep: a call that may sleep goes through the Go
// scheduler, which costs more than the question.
func (l *loop) ready(wake int64) []unix.EpollEvent {
	if l.busy {
		if n := pollOnce(l.ep, l.events[:]); n > 0 {
			return l.events[:n]
		}
	}
	n := l.sleep(wake)
	l.busy = n > 0
	return l.events[:n]
}

// turn is one ready connection's share.
func (l *loop) turn(c *conn, events uint32) {
	const ends = unix.EPOLLRDHUP | unix.EPOLLHUP | unix.EPOLLERR
	if c.state == connecting {
		if errno := handshake(c.fd, events&ends != 0); errno != 0 {
			if !l.lacks(c, "connect", errno) {
				l.job.connectFailed(c, errno)
			}
			return
		}
		c.state = open
		l.job.connected(c)
	}
	if c.owed > 0 && events&unix.EPOLLOUT != 0 {
		l.flush(c)
	}
	if events&(unix.EPOLLIN|ends) != 0 {
		l.receive(c, events&ends != 0)
	}
}

// drop closes c and tells the job why.
func (l *loop) drop(c *conn, f fault) {
	l.shut(c)
	l.inFlight -= int64(c.inFlight)
	l.counts.unanswered += int64(c.inFlight)
	c.state = gone
	l.job.dropped(c, f)
	c.inFlight, c.owed = 0, 0
	if c.reply != nil {
		l.putReply(c.reply)
		c.reply = nil
	}
}

func (l *loop) getReply() *reply.Reader {
	if n := len(l.spare); n > 0 {
		r := l.spare[n-1]
		l.spare = l.spare[:n-1]
		return r
	}
	return new(reply.Reader)
}

func (l *loop) putReply(r *reply.Reader) {
	r.Reset()
	l.spare = append(l.spare, r)
}
