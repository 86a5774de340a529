// Package server answers hello-world over Go's runtime poller, package net.
//
// Each connection has a goroutine that reads and writes as if it could wait.
// The runtime tries the call; if it would block, it parks the goroutine until
// its own poller, edge-triggered epoll on Linux, reports the socket. So there
// is no wait, no watch and no control to be read here: the scheduler has them.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// Server is one goroutine that accepts, and one for each connection.
type Server struct {
	config model.Config
	counts model.Counters
	ln     *net.TCPListener
	date   http1.Date
	freed  chan struct{} // a connection was closed: there is a descriptor
	closer sock.Closer   // has what was refused

	mu     sync.Mutex
	conns  map[*conn]struct{} // so that Close can reach them; no request looks anything up
	closed bool
	turns  sync.WaitGroup // connections that are not dropped yet
	ticks  func()         // ends the rendering of the Date
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	net.Conn
	http http1.Conn
	loop http1.Loop // of its own: goroutines cannot share the scratch
}

// Listen binds the address, but accepts nothing until Serve.
func Listen(cfg model.Config) (model.Server, error) {
	cfg = cfg.WithDefaults()
	lc := net.ListenConfig{Control: sock.Control(cfg.ReusePort), KeepAlive: -1}
	ln, err := lc.Listen(context.Background(), "tcp", cfg.Addr.String())
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: cfg,
		ln:     ln.(*net.TCPListener),
		freed:  make(chan struct{}, 1),
		conns:  map[*conn]struct{}{},
	}
	s.ticks = model.EverySecond(s.date.Set)
	return s, nil
}

// Serve accepts until Close, and returns once every connection is closed.
func (s *Server) Serve() error {
	defer s.turns.Wait()
	defer s.Close()
	for {
		nc, err := s.accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		c := &conn{Conn: nc, loop: http1.Loop{Date: &s.date, Request: s.config.Request}}
		if s.admit(c) {
			go s.turn(c)
		}
	}
}

// accept waits for the next connection. While descriptors are out it waits for
// one to come free, or for a while: somebody else may hold them.
func (s *Server) accept() (net.Conn, error) {
	for {
		nc, err := s.ln.AcceptTCP()
		if err == nil {
			s.counts.Accepts.Add(1)
			return nc, nil
		}
		if !sock.Scarce(err) {
			return nil, err
		}
		select {
		case <-s.freed:
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// turn is the whole life of one connection, on its own goroutine. Other
// connections have their turns meanwhile: the scheduler is the loop.
func (s *Server) turn(c *conn) {
	defer s.drop(c)
	var buf [4096]byte
	for c.http.Want() != http1.Close {
		s.step(c, buf[:])
	}
}

// step does the one read or write c wants, for as long as it takes.
func (s *Server) step(c *conn, buf []byte) {
	var n int
	var err error
	if c.http.Want() == http1.Input {
		if n, err = c.Read(buf); n > 0 {
			s.counts.Requests.Add(int64(c.http.Feed(buf[:n], &c.loop)))
		}
	} else {
		n, err = c.Write(c.http.Pending())
		c.http.Sent(n, &c.loop)
	}
	switch {
	case errors.Is(err, io.EOF):
		c.http.FeedEOF(&c.loop)
	case errors.Is(err, net.ErrClosed): // by Close
		c.http.Abort(&c.loop)
	case err != nil: // the peer is gone, the server is not
		s.counts.Failures.Add(1)
		c.http.Abort(&c.loop)
	}
}

// admit makes c known to Close; false if Close came first.
func (s *Server) admit(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		c.Conn.Close()
		return false
	}
	s.conns[c] = struct{}{}
	s.turns.Add(1)
	return true
}

// drop closes c, or leaves that to the closer if it takes longer.
func (s *Server) drop(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	if c.http.Lingers() {
		s.closer.Take(c.Conn.(*net.TCPConn), &s.counts)
	} else {
		c.Conn.Close()
		s.counts.Closes.Add(1)
	}
	select {
	case s.freed <- struct{}{}:
	default:
	}
	s.turns.Done()
}

// Addr is the address it listens on.
func (s *Server) Addr() netip.AddrPort { return s.ln.Addr().(*net.TCPAddr).AddrPort() }

// Close ends Serve: closing the sockets ends every read that waits on them.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.ticks()
	for c := range s.conns {
		c.Conn.Close()
	}
	s.closer.Close()
	return s.ln.Close()
}

// Limit is 0: RLIMIT_NOFILE alone bounds the connections.
func (s *Server) Limit() int { return 0 }

// Stats leaves out what the runtime does on its own. One Read here may be
// several calls to the kernel, so reads and writes are not observed either.
func (s *Server) Stats() model.Stats {
	st := s.counts.Stats()
	for _, unseen := range []*model.Count{
		&st.Waits, &st.Polls, &st.Events, &st.Controls, &st.Reads, &st.Writes, &st.EAGAINs,
	} {
		*unseen = model.NotObserved
	}
	return st
}
