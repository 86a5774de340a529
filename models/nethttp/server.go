// Package server answers hello-world over net/http, as most Go programs do.
//
// The waiting is that of models/netpoll: a goroutine per connection over the
// runtime's poller. The protocol is net/http's own too, so what this model
// shares with the others is what it says, not how it reads it.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"sync"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/sock"
)

// Server is net/http's, one goroutine that accepts, and one for each connection.
type Server struct {
	config model.Config
	counts model.Counters
	ln     *net.TCPListener
	http   http.Server
	turns  sync.WaitGroup // connections that are not dropped yet
}

// Listen binds the address, but accepts nothing until Serve.
func Listen(cfg model.Config) (model.Server, error) {
	cfg = cfg.WithDefaults()
	lc := net.ListenConfig{Control: sock.Control(cfg.ReusePort), KeepAlive: -1}
	ln, err := lc.Listen(context.Background(), "tcp", cfg.Addr.String())
	if err != nil {
		return nil, err
	}
	s := &Server{config: cfg, ln: ln.(*net.TCPListener)}
	s.http = http.Server{
		Handler:                      http.HandlerFunc(s.step),
		ConnState:                    s.watch,
		MaxHeaderBytes:               8 << 10, // it allows 4 KiB more
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // a peer's errors are counted, not told
	}
	return s, nil
}

// Serve accepts until Close, and returns once every connection is closed.
func (s *Server) Serve() error {
	defer s.turns.Wait()
	defer s.Close()
	if err := s.http.Serve(s.ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("accept: %w", err)
	}
	return nil
}

// step answers one request, once its body is consumed.
func (s *Server) step(w http.ResponseWriter, r *http.Request) {
	if s.config.Request != nil {
		if head, err := httputil.DumpRequest(r, false); err == nil { // put together anew
			s.config.Request(head)
		}
	}
	status := http.StatusOK
	switch _, err := io.Copy(io.Discard, r.Body); {
	case err != nil: // it is malformed, or the peer is gone
		status = http.StatusBadRequest
	case r.ProtoMajor != 1: // the preface of HTTP/2
		status = http.StatusHTTPVersionNotSupported
	case r.Method == http.MethodConnect: // a 200 would open a tunnel
		status = http.StatusNotImplemented
	}
	if status != http.StatusOK {
		w.Header().Set("Connection", "close")
		w.WriteHeader(status)
		return
	}
	header := w.Header()
	header["Content-Type"] = contentType
	header["Content-Length"] = contentLength
	w.Write(hello)
}

// What every reply says.
var (
	contentType   = []string{"text/plain"}
	contentLength = []string{"13"}
	hello         = []byte("Hello, world!")
)

// watch is told what becomes of each connection.
func (s *Server) watch(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.counts.Accepts.Add(1)
		s.turns.Add(1)
	case http.StateClosed:
		s.counts.Closes.Add(1)
		s.turns.Done()
	}
}

// Addr is the address it listens on.
func (s *Server) Addr() netip.AddrPort { return s.ln.Addr().(*net.TCPAddr).AddrPort() }

// Close ends Serve: closing the sockets ends every read that waits on them.
func (s *Server) Close() error {
	err := s.http.Close()
	if closed := s.ln.Close(); !errors.Is(closed, net.ErrClosed) { // Serve has not run
		err = errors.Join(err, closed)
	}
	return err
}

// Limit is 0: RLIMIT_NOFILE alone bounds the connections.
func (s *Server) Limit() int { return 0 }

// Stats has accepts and closes alone. net/http tells of nothing else: not of
// the requests that it refuses by itself, and not of the peers' errors.
func (s *Server) Stats() model.Stats {
	st := s.counts.Stats()
	accepts, closes := st.Accepts, st.Closes
	st.Each(func(string, model.Count) model.Count { return model.NotObserved })
	st.Accepts, st.Closes, st.Refused = accepts, closes, 0
	return st
}
