package load

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

const okHead = "HTTP/1.1 200 OK\r\n"

const right = okHead + "Content-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"

// A scripted is a server made for one test: what it does on a request is the
// script's affair. The zero script answers right.
type scripted struct {
	ln        net.Listener
	requests  atomic.Int64 // seen
	turn      atomic.Int64 // requests that oneIn was asked about
	special   atomic.Int64 // those for which the script did something else
	misbehave atomic.Bool  // scripts that look at it do so while the window is open

	// before, if set, is called before connection number n (from 1) is accepted.
	before func(n int64)
	// accepted, if set, says whether connection number n (from 1) is kept.
	accepted func(n int64) bool
	// answer, if set, answers one request; false ends the connection.
	answer func(c net.Conn) bool

	mu    sync.Mutex
	conns map[net.Conn]bool
	done  sync.WaitGroup
}

// start serves until the test ends, and waits then for all that it began.
func (s *scripted) start(t testing.TB) *scripted {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.ln, s.conns = ln, map[net.Conn]bool{}
	s.done.Add(1)
	go s.accept()
	t.Cleanup(s.stop)
	return s
}

// queue bounds the accept queue: it holds one connection more than that, as
// Linux counts.
func (s *scripted) queue(t testing.TB, length int) {
	t.Helper()
	raw, err := s.ln.(*net.TCPListener).SyscallConn()
	require.NoError(t, err)
	require.NoError(t, raw.Control(func(fd uintptr) { err = unix.Listen(int(fd), length) }))
	require.NoError(t, err)
}

// stop ends the listener and every connection, and is done when all are gone.
func (s *scripted) stop() {
	s.ln.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.done.Wait()
}

func (s *scripted) accept() {
	defer s.done.Done()
	for n := int64(1); ; n++ {
		if s.before != nil {
			s.before(n)
		}
		c, err := s.ln.Accept()
		if err != nil {
			return
		}
		if s.accepted != nil && !s.accepted(n) {
			c.Close()
			continue
		}
		s.mu.Lock()
		s.conns[c] = true
		s.mu.Unlock()
		s.done.Add(1)
		go s.serve(c)
	}
}

func (s *scripted) serve(c net.Conn) {
	defer s.done.Done()
	defer func() {
		c.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
	buf := make([]byte, 64<<10)
	all := bytes.Repeat([]byte(right), 1024)
	held := 0 // bytes of an incomplete request
	for {
		n, err := c.Read(buf[held:])
		if err != nil {
			return
		}
		held += n
		k := bytes.Count(buf[:held], []byte("\r\n\r\n"))
		if last := bytes.LastIndex(buf[:held], []byte("\r\n\r\n")); last >= 0 {
			held = copy(buf, buf[last+4:held])
		}
		s.requests.Add(int64(k))
		for ; k > 0 && s.answer != nil; k-- {
			if !s.answer(c) {
				return
			}
		}
		for k > 0 {
			some := min(k, 1024)
			if _, err := c.Write(all[:some*len(right)]); err != nil {
				return
			}
			k -= some
		}
	}
}

// oneIn makes a script do something else on one request in every n of a window,
// and count it.
func (s *scripted) oneIn(n int64) bool {
	return s.misbehave.Load() && s.turn.Add(1)%n == 0 && s.special.Add(1) > 0
}

// first makes a script do something else on the first n requests of a window.
func (s *scripted) first(n int64) bool {
	return s.misbehave.Load() && s.special.Add(1) <= n
}

func write(c net.Conn, text string) bool {
	_, err := c.Write([]byte(text))
	return err == nil
}
