//go:build linux

// Package server answers hello-world over poll(2).
//
// Each wait hands the kernel an array with a place for every descriptor, and
// the kernel writes into each place what it is ready for. Both sides go through
// the whole array, each time, whether anything happened or not. An array can
// grow, and holds any number, so only RLIMIT_NOFILE bounds it.
package server

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// listening is what is asked of poll for the listener.
const listening = unix.POLLIN

// Server is one event loop on one thread.
type Server struct {
	sock.Base
	call  sock.Poll
	conns sock.Table[conn] // by descriptor

	fds   []unix.PollFd // whom to wait for, without a gap: waker, listener, connections
	ready []int         // descriptors that the last wait reported
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	fd    int // 0: this place in the table is free
	http  http1.Conn
	place int // in fds; 0: none yet
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
	s.fds = append(s.fds,
		unix.PollFd{Fd: int32(s.Waker.FD), Events: unix.POLLIN},
		unix.PollFd{Fd: int32(s.Ln.FD), Events: listening})
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
			return fmt.Errorf("poll: %w", err)
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
// not which: the array has to be looked through until all of them are found.
// They are noted first, because a turn may move places.
func (s *Server) wait() ([]int, error) {
	if s.Pause.Over() {
		s.fds[1].Events = listening
	}
	s.ready = s.ready[:0]
	n, err := s.call.Wait(&s.Base, s.fds, s.Pause.Timeout())
	for i := 0; len(s.ready) < n; i++ {
		if s.fds[i].Revents != 0 {
			s.ready = append(s.ready, int(s.fds[i].Fd))
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
			s.fds[1].Events = 0
		}
		if err != nil {
			return
		}
		c := s.conns.Slot(fd)
		*c = conn{fd: fd}
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

// watch keeps the array in line with what c wants. Room to write is asked for
// only while output is blocked: else it would end every wait.
func (s *Server) watch(c *conn) {
	events := int16(unix.POLLIN)
	if c.http.Want() == http1.Output {
		events = unix.POLLOUT
	}
	s.control(c, events)
}

// control writes into c's place of the array what to wait for. No call tells
// the kernel: it is told everything at every wait.
func (s *Server) control(c *conn, events int16) {
	if c.place == 0 {
		c.place = len(s.fds)
		s.fds = append(s.fds, unix.PollFd{Fd: int32(c.fd)})
	}
	s.fds[c.place].Events = events
}

// drop closes c. The last of the array moves into its place: a gap would be
// gone through at every wait, for nothing.
func (s *Server) drop(c *conn) {
	last := len(s.fds) - 1
	s.fds[c.place] = s.fds[last]
	s.conns[s.fds[last].Fd].place = c.place
	s.fds = s.fds[:last]
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
}
