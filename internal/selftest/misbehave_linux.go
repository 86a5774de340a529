package selftest

import (
	"bufio"
	"errors"
	"net"
	"net/netip"
	"net/textproto"
	"sync"

	"github.com/iomodels/iomodels/common/model"
)

// Replies of a server that misbehaves.
const (
	right = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
	wrong = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
)

// misbehaving is a server that gives wrong replies, or ends connections, as no
// model of ours does.
type misbehaving struct {
	*actor
	ln net.Listener

	mu    sync.Mutex // over the log
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

func (a *actor) misbehave(cfg model.Config) (model.Server, error) {
	ln, err := net.Listen("tcp", cfg.Addr.String())
	if err != nil {
		return nil, err
	}
	return &misbehaving{actor: a, ln: ln, conns: map[net.Conn]bool{}}, nil
}

func (s *misbehaving) Serve() error {
	for {
		c, err := s.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			s.end()
			return nil
		}
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.conns[c] = true
		s.mu.Unlock()
		s.all.Go(func() { s.serve(c) })
	}
}

// end ends what is open, and waits for it.
func (s *misbehaving) end() {
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
}

func (s *misbehaving) serve(c net.Conn) {
	defer func() {
		c.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
	in := textproto.NewReader(bufio.NewReader(c))
	for replies := int64(1); ; replies++ {
		for line := "request line"; line != ""; {
			var err error
			if line, err = in.ReadLine(); err != nil {
				return
			}
		}
		reply, last := s.next(replies)
		if _, err := c.Write([]byte(reply)); err != nil || last {
			return
		}
	}
}

// next is the reply to a connection's n-th request, and whether it is the last.
func (s *misbehaving) next(n int64) (reply string, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Requests++
	reply = right
	if n > 1 && s.Wrong > 0 && s.log.Requests%s.Wrong == 0 { // the first one proves the connection
		s.log.Wrong++
		reply = wrong
	}
	if last = n == s.CloseAfter; last {
		s.log.Closed++
	}
	return reply, last
}

func (s *misbehaving) Addr() netip.AddrPort { return s.ln.Addr().(*net.TCPAddr).AddrPort() }
func (s *misbehaving) Limit() int           { return 0 }

func (s *misbehaving) Close() error {
	if err := s.ln.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (s *misbehaving) Stats() model.Stats {
	var none model.Stats
	none.Each(func(string, model.Count) model.Count { return model.NotObserved })
	s.mu.Lock()
	defer s.mu.Unlock()
	none.Requests = model.Count(s.log.Requests)
	return none
}
