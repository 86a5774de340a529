package modeltest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
)

// A flaw is what one broken server does wrong. Its zero value does all right.
type flaw struct {
	name   string
	breaks string // the one promise that must be named
	many   bool   // the flaw shows among hundreds of connections

	read   func(c *conn, in []byte) []byte  // what becomes of input
	write  func(c *conn, out []byte) []byte // what becomes of output
	listen func(s *server)                  // before Listen returns
	accept func(s *server, c *conn) bool    // false: not to be served
	ended  func(c *conn, err error)         // a connection's read or write has failed
	input  func(c *conn, buf []byte) (int, error)

	ignoresLimit  bool // it has none
	holdsRefused  bool // a refused connection is not closed
	forgetRefusal bool // ... is not counted
	noTimer       bool // out of descriptors, it waits for a close alone
	spins         bool // out of descriptors, it asks again at once
	closeOnce     bool // a second Close is an error
	closedServe   bool // Serve after Close is an error
	waitsForBusy  bool // Close waits for connections that are in use
	keepsPort     bool // Close leaves the listener open
}

// few is the limit of a server whose flaw does not need many connections to
// show: the suite keeps to it, and is done sooner.
const few = 40

// server is a goroutine per connection over package net, with one flaw.
type server struct {
	flaw     flaw
	limit    int // connections at most; 0: no limit
	ln       *net.TCPListener
	date     *http1.Date
	stopDate func()
	stats    model.Counters
	freed    chan struct{} // gets one when a connection has closed
	over     chan struct{} // closed by Close

	mu        sync.Mutex
	conns     map[*conn]bool
	newest    *conn
	owner     *conn // of all the server's attention
	ownerGone *sync.Cond
	lost      []func() // gives back what a flaw has lost
	closed    bool
	died      error
	busy      sync.WaitGroup
}

// conn is one connection.
type conn struct {
	*net.TCPConn
	s        *server
	http     http1.Conn
	loop     http1.Loop
	requests int // answered
	small    int // reads of one byte, in a row
	lastRead []byte
	pending  int  // bytes of the write under way
	blocked  bool // a write had to wait
	missing  bool // what it asks for
	inBody   bool
	ahead    *readAhead

	bytesRead atomic.Int64
	ended     atomic.Bool // the peer has finished sending
}

// broken is model.Model's Listen for a server with that flaw.
func broken(f flaw) func(model.Config) (model.Server, error) {
	return func(cfg model.Config) (model.Server, error) {
		ln, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(cfg.Addr))
		if err != nil {
			return nil, err
		}
		limit := few
		if f.many || f.name == "" {
			limit = 0
		}
		s := &server{flaw: f, limit: limit, ln: ln, date: new(http1.Date), conns: map[*conn]bool{}, freed: make(chan struct{}, 1), over: make(chan struct{})}
		s.ownerGone = sync.NewCond(&s.mu)
		s.stopDate = sync.OnceFunc(model.EverySecond(s.date.Set))
		if f.listen != nil {
			f.listen(s)
		}
		return s, nil
	}
}

func (s *server) Addr() netip.AddrPort { return s.ln.Addr().(*net.TCPAddr).AddrPort() }
func (s *server) Stats() model.Stats   { return s.stats.Stats() }
func (s *server) Limit() int           { return s.limit }

func (s *server) Serve() error {
	defer s.stopDate()
	for {
		s.stats.Waits.Add(1)
		nc, err := s.ln.AcceptTCP()
		switch {
		case err == nil:
			s.stats.Accepts.Add(1)
			s.stats.Events.Add(1)
			s.take(nc)
		case errors.Is(err, syscall.EMFILE):
			s.starved()
		default:
			s.closeConns()
			s.busy.Wait()
			s.mu.Lock()
			defer s.mu.Unlock()
			switch {
			case s.died != nil:
				return s.died
			case s.closed && !(s.flaw.closedServe && s.stats.Accepts.Load() == 0):
				return nil
			}
			return err
		}
	}
}

// starved waits until there may be a descriptor again.
func (s *server) starved() {
	switch {
	case s.flaw.spins:
	case s.flaw.noTimer:
		<-s.freed
	default:
		select {
		case <-s.freed:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// take serves a connection, or refuses it.
func (s *server) take(nc *net.TCPConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit > 0 && !s.flaw.ignoresLimit && len(s.conns) >= s.limit {
		if !s.flaw.forgetRefusal {
			s.stats.Refused.Add(1)
		}
		if s.flaw.holdsRefused {
			s.lost = append(s.lost, func() { nc.Close() })
		} else {
			nc.Close()
		}
		return
	}
	c := &conn{TCPConn: nc, s: s}
	c.loop.Date = s.date
	s.conns[c] = true
	s.newest = c
	if s.flaw.accept != nil && !s.flaw.accept(s, c) {
		return
	}
	s.busy.Go(c.serve)
}

// open is how many connections there are.
func (s *server) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *server) closeConns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if !s.flaw.waitsForBusy || c.requests < 5 {
			c.Close()
		}
	}
}

// die ends the server for a reason that should not have ended it.
func (s *server) die(err error) {
	s.mu.Lock()
	s.died = fmt.Errorf("died: %w", err)
	s.mu.Unlock()
	s.ln.Close()
}

func (s *server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		if s.flaw.closeOnce {
			return net.ErrClosed
		}
		return nil
	}
	s.closed = true
	close(s.over)
	s.stopDate()
	for _, f := range s.lost {
		f()
	}
	if s.flaw.keepsPort {
		return s.ln.SetDeadline(time.Unix(1, 0)) // ends Serve's accept
	}
	return s.ln.Close()
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
	c.Close()
	s.mu.Lock()
	delete(s.conns, c)
	if s.owner == c {
		s.owner = nil
		s.ownerGone.Broadcast()
	}
	s.mu.Unlock()
	s.stats.Closes.Add(1)
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
	if c.http.HalfClose() {
		_ = c.CloseWrite()
	}
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
