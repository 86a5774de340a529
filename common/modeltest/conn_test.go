package modeltest

import (
	"net"
	"sync/atomic"

	"github.com/iomodels/iomodels/common/http1"
)

// conn is one connection.
type conn struct {
	*net.TCPConn
	s        *server
	http     http1.Conn
	loop     http1.Loop
	requests int // answered
	small    int // reads of one byte
	lastRead []byte
	pending  int  // bytes of the write under way
	blocked  bool // a write had to wait
	missing  bool // what it asks for
	bad      bool // it has sent what is to be refused
	inBody   bool
	ahead    *readAhead

	bytesRead atomic.Int64
	ended     atomic.Bool // the peer has finished sending
}

// serve is the whole life of one connection.
func (c *conn) serve() {
	defer c.end()
	buf := make([]byte, 16<<10)
	for {
		switch c.http.Want() {
		case http1.Input:
			n, err := c.take(buf)
			if n == 0 && err == nil {
				continue // a flaw has eaten it
			}
			if err != nil {
				c.failed(err)
			}
		case http1.Output:
			if err := c.give(); err != nil {
				c.failed(err)
			}
		case http1.Close:
			return
		}
	}
}

func (c *conn) end() {
	s := c.s
	if c.http.Lingers() {
		s.closer.Take(c.TCPConn, &s.stats)
	} else {
		c.Close()
		s.stats.Closes.Add(1)
	}
	s.mu.Lock()
	delete(s.conns, c)
	if s.owner == c {
		s.owner = nil
		s.ownerGone.Broadcast()
	}
	s.mu.Unlock()
	select {
	case s.freed <- struct{}{}:
	default:
	}
}

// take reads once and feeds what came.
func (c *conn) take(buf []byte) (int, error) {
	st := &c.s.stats
	st.Waits.Add(1)
	st.Reads.Add(1)
	read := c.Read
	if c.s.flaw.input != nil {
		read = func(b []byte) (int, error) { return c.s.flaw.input(c, b) }
	}
	n, err := read(buf)
	st.Events.Add(1)
	if n == 0 {
		return n, err
	}
	in := buf[:n]
	if c.s.flaw.read != nil {
		in = c.s.flaw.read(c, in)
	}
	c.bytesRead.Add(int64(n))
	c.lastRead = append(c.lastRead[:0], in...)
	answered := c.http.Feed(in, &c.loop)
	c.s.mu.Lock()
	c.requests += answered
	c.s.mu.Unlock()
	st.Requests.Add(int64(answered))
	return len(in), nil
}

// give writes what is pending.
func (c *conn) give() error {
	out := c.http.Pending()
	pending := len(out)
	if c.s.flaw.write != nil {
		out = c.s.flaw.write(c, out)
	}
	c.s.stats.Writes.Add(1)
	c.underWay(pending)
	if _, err := c.Write(out); err != nil {
		return err
	}
	c.underWay(0)
	c.http.Sent(pending, &c.loop)
	return nil
}

// underWay notes how much a write has to write.
func (c *conn) underWay(bytes int) {
	c.s.mu.Lock()
	c.pending = bytes
	c.s.mu.Unlock()
}

// writing is how much the write under way has to write.
func (c *conn) writing() int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.pending
}

// drop closes the connection with whatever it was still to send.
func (c *conn) drop() {
	_ = c.SetLinger(0)
	c.Close()
}

// failed ends the connection after a read or write that did not succeed.
func (c *conn) failed(err error) {
	if err.Error() == "EOF" {
		c.http.FeedEOF(&c.loop)
		return
	}
	c.s.stats.Failures.Add(1)
	if c.s.flaw.ended != nil {
		c.s.flaw.ended(c, err)
	}
	c.http.Abort(&c.loop)
}

// hang keeps the connection without serving it, until the server is over.
func (c *conn) hang() { <-c.s.over }

// attend lets a connection that has sent much have the server for itself.
func (s *server) attend(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner == nil && c.bytesRead.Load() > 200<<10 {
		s.owner = c
	}
	for s.owner != nil && s.owner != c {
		s.ownerGone.Wait()
	}
}

// closeNewest closes a connection that has nothing to do with the matter.
func (s *server) closeNewest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest.Close()
}
