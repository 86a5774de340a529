//go:build linux

// Package server answers hello-world over io_uring(7).
//
// Nothing is ever ready here. The kernel is asked to accept, to receive and to
// send, and tells what it has done. To accept and to receive is asked for once
// and completes again and again (multishot). One call hands over all that a
// round of the loop has asked for, and brings what was done meanwhile.
//
// The files, in the order in which they are best read:
//
//	server.go    the loop, and what each completion leads to
//	requests.go  what is asked for, and how a completion is known again
//	call.go      the call that hands it over and brings what is done; the last ones
//	input.go     what was received; what came too early and waits for a later round
//	output.go    replies taken for sent, and what becomes of those that were not
//	support.go   what this kernel lacks
//
// The ring itself is common/uring.
package server

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
	"github.com/iomodels/iomodels/common/uring"
)

// Server is one event loop on one thread.
type Server struct {
	sock.Base
	requests                  // what is asked of the kernel: requests.go
	inbox                     // what has to wait for a later round: input.go
	conns    sock.Table[conn] // by descriptor
	closing  bool
}

// conn is one connection: its socket and where it is in the protocol.
type conn struct {
	fd   int32  // 0: this place in the table is free
	born uint32 // which of the connections that had this descriptor
	http http1.Conn
	input
	output
}

// Listen binds the address, but accepts nothing until Serve.
func Listen(cfg model.Config) (model.Server, error) {
	return sock.ListenLoops(cfg, listen)
}

func listen(cfg model.Config) (model.Server, error) {
	if err := uring.Check().Err; err != nil {
		return nil, err
	}
	s := &Server{}
	if err := s.Init(cfg, s.teardown); err != nil {
		return nil, err
	}
	return s, nil
}

// Serve runs the event loop until Close. The ring belongs to the thread that
// makes it, so it is made and given back here.
func (s *Server) Serve() error {
	if !s.Begin() {
		return nil
	}
	runtime.LockOSThread() // one loop, one thread
	defer runtime.UnlockOSThread()
	defer s.End()
	if err := s.requests.open(&s.Base); err != nil {
		return err
	}
	for !s.closing {
		done, err := s.wait()
		if err != nil {
			return fmt.Errorf("io_uring_enter: %w", err)
		}
		for _, d := range done {
			switch tag(d.UserData).what() {
			case wakerReadable:
				s.closing = true
				s.ended(d)
			case accepted:
				s.accept(d)
			default:
				s.turn(d)
			}
		}
	}
	return nil
}

// wait sleeps until something that was asked for is done. All that the last
// call brought is dealt with first: only then is it known which of the sends
// before that call went out whole.
func (s *Server) wait() ([]uring.Completion, error) {
	s.buffers.Publish() // else a receive asked for again within the round never finds one
	if rest := s.reap(); len(rest) > 0 {
		return rest, nil
	}
	if s.Pause.Over(); !s.accepting && !s.Pause.Active() {
		s.askAccept()
	}
	s.admit()
	if s.resume(); len(s.arrived) > 0 || len(s.unread) > 0 {
		return s.enter(0)
	}
	return s.enter(s.Pause.Timeout())
}

// accept takes note of a connection that the kernel took off the accept queue.
func (s *Server) accept(d uring.Completion) {
	s.ended(d)
	s.accepting = d.More() // else wait asks again
	switch errno := d.Errno(); errno {
	case 0:
		s.Accepts.Add(1)
		s.arrived = append(s.arrived, d.Res)
	case unix.EINTR, unix.ECONNABORTED, unix.EPROTO: // it died while it was queued
	default: // out of descriptors, mostly: leave the queue alone for a while
		s.Pause.Begin()
	}
}

// turn takes what was done for a connection, and asks for what it wants next.
func (s *Server) turn(d uring.Completion) {
	s.ended(d)
	if c := s.find(tag(d.UserData)); c != nil {
		switch tag(d.UserData).what() {
		case received:
			s.received(c, d)
		case hungUp:
			s.hungUp(c)
		case sentShort:
			s.sentShort(c, d)
		case sent:
			s.sent(c, d)
		}
		s.step(c)
	}
	if id, ok := d.Buffer(); ok { // also if its connection is gone
		s.buffers.Return(id)
	}
}

// step does what c wants, as far as that needs no answer from the kernel.
func (s *Server) step(c *conn) {
	for moved := true; moved; {
		switch c.http.Want() {
		case http1.Input:
			moved = s.take(c)
		case http1.Output:
			moved = !c.sending && s.send(c)
		case http1.Close:
			s.drop(c)
			return
		}
	}
	s.watch(c)
}

// watch keeps a receive standing exactly while c could take what it brings.
// One that stands already is left to go on; that is where the calls are saved.
func (s *Server) watch(c *conn) {
	room := c.http.Want() == http1.Input && len(c.held) == 0 && !c.eof
	switch {
	case room && !c.receiving:
		s.askReceive(c)
	case c.http.Want() == http1.Output || len(c.held) > s.Config.TurnBytes:
		s.askStop(c)
	}
}

// drop closes c. A receive that stands would keep the socket open, so it is
// ended before; what it still completes bears the mark of a connection gone.
func (s *Server) drop(c *conn) {
	s.askStop(c)
	s.askClose(c)
	s.free(c)
}

// teardown closes what is open when the loop has ended.
func (s *Server) teardown() {
	for _, fd := range append(s.arrived, s.requests.close()...) {
		s.CloseConn(int(fd), &http1.Conn{})
	}
	for _, c := range s.conns {
		if c != nil && c.fd != 0 {
			s.CloseConn(int(c.fd), &c.http)
		}
	}
}
