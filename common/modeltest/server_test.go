package modeltest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// A flaw is what one broken server does wrong. Its zero value does all right.
type flaw struct {
	name   string
	breaks string // the one promise that must be named
	many   bool   // the flaw shows among hundreds of connections

	// The flaw shows in the reply to a request, so that promises about anything
	// else need not be tried.
	misreads bool

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
	closer   sock.Closer   // has what was refused
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
			s.closer.Close()
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
