//go:build linux

// Package server answers hello-world over select(2).
//
// Each wait hands the kernel two sets of descriptors, and gets back those that
// are ready. Both sides go through every descriptor up to the highest, each
// time, whether anything happened on it or not. A set has 1,024 bits, so a
// descriptor whose number is higher cannot be waited for at all.
package server

import (
	"fmt"
	"math/bits"
	"runtime"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// Server is one event loop on one thread.
type Server struct {
	sock.Base
	call  sock.Select
	conns sock.Table[conn] // by descriptor

	reads, writes      unix.FdSet // whom to wait for
	readable, writable unix.FdSet // whom the last wait reported: it overwrites its arguments
	highest            int        // descriptor in reads or writes
	ready              []int      // descriptors that the last wait reported
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	fd   int // 0: this place in the table is free
	http http1.Conn
}

// held counts the connections of all loops in this process, since they share
// its 1,024 descriptors.
var held atomic.Int64

// Listen binds the address and watches the listener, but accepts nothing
// until Serve.
func Listen(cfg model.Config) (model.Server, error) {
	return sock.ListenLoops(cfg, listen)
}

func listen(cfg model.Config) (model.Server, error) {
	s := &Server{}
	if err := s.Init(cfg, s.teardown); err != nil {
		return nil, err
	}
	if max(s.Ln.FD, s.Waker.FD) >= unix.FD_SETSIZE {
		s.Close()
		return nil, fmt.Errorf("select: the process holds every descriptor below %d already", unix.FD_SETSIZE)
	}
	s.control(&s.reads, s.Waker.FD)
	s.control(&s.reads, s.Ln.FD)
	return s, nil
}

// Serve runs the event loop until Close.
//
// A turn closes no connection but its own, and a descriptor stands once in
// ready. So none is stale: none can meet a connection that got the descriptor
// after it was reported.
func (s *Server) Serve() error {
	if !s.Begin() {
		return nil
	}
	defer s.End()
	runtime.LockOSThread() // one loop, one thread
	defer runtime.UnlockOSThread()
	for {
		ready, err := s.wait()
		if err != nil {
			return fmt.Errorf("select: %w", err)
		}
		for _, fd := range ready {
			switch fd {
			case s.Waker.FD:
				return nil
			case s.Ln.FD:
				s.accept()
			default:
				s.turn(s.conns[fd])
			}
		}
	}
}

// wait sleeps until something watched is ready. It learns how many there are,
// not which: every word of both sets has to be looked through.
func (s *Server) wait() ([]int, error) {
	if s.Pause.Over() {
		s.control(&s.reads, s.Ln.FD)
	}
	s.readable, s.writable, s.ready = s.reads, s.writes, s.ready[:0]
	_, err := s.call.Wait(&s.Base, s.highest+1, &s.readable, &s.writable, s.Pause.Timeout())
	for i := range s.readable.Bits {
		for word := uint64(s.readable.Bits[i] | s.writable.Bits[i]); word != 0; word &= word - 1 {
			s.ready = append(s.ready, i*unix.NFDBITS+bits.TrailingZeros64(word))
		}
	}
	return s.ready, err
}

// accept takes connections off the accept queue, up to a bound.
// Those left keep the listener ready: the next wait reports it again.
func (s *Server) accept() {
	for range s.Config.AcceptBatch {
		fd, err := s.Ln.Accept(&s.Counters)
		if sock.Stuck(err) { // leave the queue alone for a while
			s.Pause.Begin()
			s.reads.Clear(s.Ln.FD)
		}
		if err != nil {
			return
		}
		if fd >= unix.FD_SETSIZE { // there is no bit for it
			s.Refuse(fd)
			continue
		}
		c := s.conns.Slot(fd)
		*c = conn{fd: fd}
		held.Add(1)
		s.watch(c)
	}
}

// turn lets a ready connection read once and answer.
// Input that it leaves keeps the socket ready: the next wait reports it again.
func (s *Server) turn(c *conn) {
	for s.step(c) && c.http.Want() == http1.Output {
	}
	if c.http.Want() == http1.Close {
		s.drop(c)
		return
	}
	s.watch(c)
}

// step does the one read or write c wants; false if nothing moved.
func (s *Server) step(c *conn) bool {
	return sock.Step(c.fd, &c.http, &s.Base).Any()
}

// watch keeps the sets in line with what c wants. Room to write is asked for
// only while output is blocked: else it would end every wait.
func (s *Server) watch(c *conn) {
	if c.http.Want() == http1.Output {
		s.reads.Clear(c.fd)
		s.control(&s.writes, c.fd)
		return
	}
	s.writes.Clear(c.fd)
	s.control(&s.reads, c.fd)
}

// control puts a descriptor in a set. No call tells the kernel: it is told
// everything at every wait.
func (s *Server) control(set *unix.FdSet, fd int) {
	set.Set(fd)
	s.highest = max(s.highest, fd)
}

// drop closes c. It must leave the sets first: a closed descriptor in them
// would fail every wait from here on.
func (s *Server) drop(c *conn) {
	s.reads.Clear(c.fd)
	s.writes.Clear(c.fd)
	for s.highest > 0 && !s.reads.IsSet(s.highest) && !s.writes.IsSet(s.highest) {
		s.highest--
	}
	s.CloseConn(c.fd, &c.http)
	held.Add(-1)
	*c = conn{}
}

// teardown closes what is open when the loop has ended.
func (s *Server) teardown() {
	for _, c := range s.conns {
		if c != nil && c.fd != 0 {
			s.drop(c)
		}
	}
}

// Limit counts the descriptors that select could still hold: what bounds it is
// their number, and whatever else the process opened took some.
func (s *Server) Limit() int {
	return int(held.Load()) + sock.FreeBelow(unix.FD_SETSIZE)
}
