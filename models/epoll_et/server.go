//go:build linux

// Package server answers hello-world over epoll(7), edge-triggered.
//
// Each socket goes on the kernel's interest list; epoll_wait(2) returns only
// those that are ready. Edge-triggered means that a socket is reported once, when
// it becomes ready: what a turn leaves behind is for the turn to remember.
package server

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// listening is what is asked of epoll for the listener.
const listening = unix.EPOLLIN | unix.EPOLLET

// Server is one event loop on one thread.
type Server struct {
	sock.Base
	epoll sock.Epoll
	conns sock.Table[conn] // by descriptor
	again again            // what has a turn to come that no wait will report
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	fd    int // 0: this place in the table is free
	http  http1.Conn
	asked uint32 // the events last asked of epoll
	edge  edge   // what the last edges told, and reading has not used up
}

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
	err := s.epoll.Open(&s.Base)
	if err == nil {
		err = s.epoll.Control(unix.EPOLL_CTL_ADD, s.Ln.FD, listening)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Serve runs the event loop until Close.
//
// A turn closes no connection but its own, and epoll reports a socket once in
// a batch. So no event is stale: none can meet a descriptor that was closed
// and opened again since it was reported.
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
			return fmt.Errorf("epoll_wait: %w", err)
		}
		for _, ev := range ready {
			switch fd := int(ev.Fd); fd {
			case s.Waker.FD:
				return nil
			case s.Ln.FD:
				s.accept()
			default:
				if c := s.conns[fd]; c.hears(ev.Events) {
					s.turn(c)
				}
			}
		}
	}
}

// wait sleeps until something watched is ready.
func (s *Server) wait() ([]unix.EpollEvent, error) {
	if s.Pause.Over() {
		s.epoll.Control(unix.EPOLL_CTL_MOD, s.Ln.FD, listening)
	}
	return s.again.wait(&s.epoll, s.Pause.Timeout())
}

// accept takes connections off the accept queue, up to a bound.
// Those left raise no new edge: they would wait until one more comes.
func (s *Server) accept() {
	for range s.Config.AcceptBatch {
		fd, err := s.Ln.Accept(&s.Counters)
		if sock.Stuck(err) { // leave the queue alone for a while
			s.Pause.Begin()
			s.epoll.Control(unix.EPOLL_CTL_MOD, s.Ln.FD, 0)
		}
		if err != nil {
			return
		}
		c := s.conns.Slot(fd)
		*c = conn{fd: fd}
		s.watch(c)
	}
	s.again.add(s.Ln.FD)
}

// turn lets a ready connection read once and answer.
// Input that it leaves raises no new edge: the connection would hang.
func (s *Server) turn(c *conn) {
	for s.step(c) && c.http.Want() == http1.Output {
	}
	if c.http.Want() == http1.Close {
		s.drop(c)
		return
	}
	s.watch(c)
	if c.left() {
		s.again.add(c.fd)
	}
}

// step does the one read or write c wants; false if nothing moved.
func (s *Server) step(c *conn) bool {
	return c.edge.spend(sock.Step(c.fd, &c.http, &s.Base)).Any()
}

// watch asks once, for everything. Room to write is an edge, too: it is
// reported when it appears, not for as long as it lasts.
func (s *Server) watch(c *conn) {
	events := uint32(input | unix.EPOLLOUT | unix.EPOLLET)
	if events != c.asked {
		s.control(c, events)
	}
}

// control edits the interest list. A connection that cannot be watched would
// never be heard of again, so it is closed.
func (s *Server) control(c *conn, events uint32) {
	op := unix.EPOLL_CTL_MOD
	if c.asked == 0 {
		op = unix.EPOLL_CTL_ADD
	}
	c.asked = events
	if err := s.epoll.Control(op, c.fd, events); err != nil {
		s.Failures.Add(1)
		s.drop(c)
	}
}

// drop closes c, which also takes it off the interest list.
func (s *Server) drop(c *conn) {
	s.CloseConn(c.fd, &c.http)
	*c = conn{}
}

// teardown closes what is open when the loop has ended.
func (s *Server) teardown() {
	for _, c := range s.conns {
		if c != nil && c.fd != 0 {
			s.drop(c)
		}
	}
	s.epoll.Close()
}
