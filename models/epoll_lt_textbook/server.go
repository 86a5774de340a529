//go:build linux

// Package server answers hello-world over epoll(7), level-triggered, as the
// tutorial that this project grew from does.
//
// A connection waits for one thing at a time: for input, for room to write, or
// for the hang-up. Whenever that changes, epoll_ctl(2) tells the kernel, and
// the next wait reports it, even if it was possible all along. docs/textbook.md
// sets the tutorial's lines beside these.
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
const listening = unix.EPOLLIN

// hangup is what is asked of epoll for a connection that has said all. The
// kernel reports it whether it is asked for or not.
const hangup = unix.EPOLLHUP

// Server is one event loop on one thread.
type Server struct {
	sock.Base
	epoll sock.Epoll
	conns sock.Table[conn] // by descriptor
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	fd    int // 0: this place in the table is free
	http  http1.Conn
	asked uint32 // the events last asked of epoll
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
				s.turn(s.conns[fd])
			}
		}
	}
}

// wait sleeps until something watched is ready.
func (s *Server) wait() ([]unix.EpollEvent, error) {
	if s.Pause.Over() {
		s.epoll.Control(unix.EPOLL_CTL_MOD, s.Ln.FD, listening)
	}
	return s.epoll.Wait(s.Pause.Timeout())
}

// accept takes connections off the accept queue, up to a bound.
// Those left keep the listener ready: the next wait reports it again.
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
}

// turn does the one thing that c waited for, and has it wait for the next.
// Input that it leaves keeps the socket ready: the next wait reports it again.
func (s *Server) turn(c *conn) {
	if c.asked == hangup {
		s.drop(c)
		return
	}
	s.step(c)
	c.http.Sent(0, &s.HTTP) // the rest is for another turn, and the scratch for another connection
	s.watch(c)
	if c.http.Lingers() {
		s.drop(c) // the closer waits for the hang-up
	} else if c.http.Want() == http1.Close {
		s.Shutdown(c.fd) // of both directions: that is the hang-up
	}
}

// step does the one read or write c wants; false if nothing moved.
func (s *Server) step(c *conn) bool {
	return sock.Step(c.fd, &c.http, &s.Base).Any()
}

// watch asks for what c wants and for nothing else. Room to write, asked for
// while there is nothing to write, would end every wait.
func (s *Server) watch(c *conn) {
	events := uint32(unix.EPOLLIN)
	switch c.http.Want() {
	case http1.Output:
		events = unix.EPOLLOUT
	case http1.Close:
		events = hangup
	}
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

// drop takes c off the interest list and closes it: closing alone would do both.
func (s *Server) drop(c *conn) {
	s.epoll.Control(unix.EPOLL_CTL_DEL, c.fd, 0)
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
