//go:build linux

// Package server answers hello-world over epoll(7), edge-triggered, as the
// tutorial that this project grew from does.
//
// A connection waits for one thing at a time: for input, for room to write, or
// for the hang-up. Whenever that changes, epoll_ctl(2) tells the kernel. What
// was waited for is then done until the kernel says EAGAIN: no further edge tells
// of what is left. docs/textbook.md sets the tutorial's lines beside these.
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

// hangup is what is asked of epoll for a connection that has said all. The
// kernel reports it whether it is asked for or not.
const hangup = unix.EPOLLHUP | unix.EPOLLET

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

// accept takes connections off the accept queue until it is empty, or up to a
// bound. Those left raise no new edge: they would wait until one more comes.
// Asking for what was asked for already makes the kernel look, and report them.
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
	s.epoll.Control(unix.EPOLL_CTL_MOD, s.Ln.FD, listening)
}

// turn does the one thing that c waited for, and has it wait for the next.
// Input that it leaves raises no new edge: only asking anew has it reported.
func (s *Server) turn(c *conn) {
	if c.asked == hangup {
		s.drop(c)
		return
	}
	if s.step(c) == sock.Full && c.http.Want() == http1.Input {
		s.control(c, c.asked)
		return
	}
	c.http.Sent(0, &s.HTTP) // the rest is for another turn, and the scratch for another connection
	s.watch(c)
	if c.http.Lingers() {
		s.drop(c) // the closer waits for the hang-up
	} else if c.http.Want() == http1.Close {
		s.Shutdown(c.fd) // of both directions: that is the hang-up
	}
}

// step reads until the queue is empty, up to a bound, or writes all that fits.
func (s *Server) step(c *conn) (moved sock.Moved) {
	if c.http.Want() == http1.Input {
		return sock.Drain(c.fd, &c.http, &s.Base)
	}
	for c.http.Want() == http1.Output && moved != sock.Unwritable {
		moved = sock.Step(c.fd, &c.http, &s.Base)
	}
	return moved
}

// watch asks for what c wants and for nothing else. It is reported even if it
// was possible before: asking makes the kernel look.
func (s *Server) watch(c *conn) {
	events := uint32(unix.EPOLLIN | unix.EPOLLET)
	switch c.http.Want() {
	case http1.Output:
		events = unix.EPOLLOUT | unix.EPOLLET
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
