package models_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// mix is every kind of peer at once.
type mix struct {
	server   *serverProcess
	newcomer time.Duration // how long one may wait
	starving time.Duration // between two times without descriptors
	size     int           // bytes of a reply

	opened, asked, answered, starved atomic.Int64 // connections; requests, if only begun; replies; times
	waited                           atomic.Int64 // the longest that a newcomer did, in ns

	mu     sync.Mutex
	failed error
	ends   time.Time
	most   [2]int64 // requests and connections to serve
}

// phase lets all kinds of peers come until time or targets are reached, and says
// what the server holds when they have gone.
func (x *mix) phase(t *testing.T, limit time.Duration, requests, connections int64) holding {
	require.NoError(t, x.highWater())
	x.ends, x.most = time.Now().Add(limit), [2]int64{requests, connections}
	var peers sync.WaitGroup
	for _, kind := range kinds {
		for range kind.peers {
			peers.Go(func() {
				for turn := 0; !x.over(); turn++ {
					if err := kind.live(x, turn); err != nil {
						x.fail(fmt.Errorf("%s: %x", kind.name, err))
					}
				}
			})
		}
	}
	peers.Wait()
	require.NoError(t, x.failed)
	return x.quiesce(t)
}

// over says whether the phase is.
func (x *mix) over() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.failed != nil || time.Now().After(x.ends) ||
		x.answered.Load() >= x.most[0] && x.opened.Load() >= x.most[1]
}

func (x *mix) fail(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.failed == nil {
		x.failed = err
	}
}

func (x *mix) longest() time.Duration { return time.Duration(x.waited.Load()) }

// quiesce waits until the server has noticed that everybody is gone, and holds its
// counters against the peers'.
func (x *mix) quiesce(t *testing.T) holding {
	var h holding
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		var err error
		h, err = x.server.ask("look")
		require.NoError(t, err)
		if s := h.Stats; int64(s.Accepts) == x.opened.Load() && s.Closes+s.Refused == s.Accepts {
			break
		}
		require.True(t, time.Now().Before(deadline), "%d connections were opened: %+v", x.opened.Load(), h)
	}
	require.LessOrEqual(t, h.Stats.Failures, h.Stats.Closes, "each connection fails once at most")
	if requests := h.Stats.Requests; requests.Observed() {
		require.GreaterOrEqual(t, int64(requests), x.answered.Load(), "requests")
		require.LessOrEqual(t, int64(requests), x.asked.Load(), "requests")
	}
	// Goroutines and threads that have ended need a moment to be gone.
	time.Sleep(200 * time.Millisecond)
	h, err := x.server.ask("look")
	require.NoError(t, err)
	return h
}

// caller is one connection of a peer, in a blocking socket: it makes no garbage.
type caller struct {
	x   *mix
	fd  int
	buf []byte
}

// connect opens a connection.
func (x *mix) connect() (*caller, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	hang := unix.Timeval{Sec: 60} // an error then, instead of a test that hangs
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
		unix.Connect(fd, &unix.SockaddrInet4{Port: int(x.server.addr.Port()), Addr: x.server.addr.Addr().As4()}),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &hang),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &hang),
	)
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("connect: %x", err)
	}
	x.opened.Add(1)
	return &caller{x: x, fd: fd, buf: make([]byte, 4<<10)}, nil
}

// send writes what is, or begins, so many requests.
func (c *caller) send(text []byte, requests int) error {
	c.x.asked.Add(int64(requests))
	for len(text) > 0 {
		n, err := c.write(text, 0)
		if err != nil {
			return fmt.Errorf("send: %x", err)
		}
		text = text[n:]
	}
	return nil
}

// write and read ask again after a signal: with a time limit on the socket the
// kernel does not.
func (c *caller) write(p []byte, flags int) (n int, err error) {
	for again := true; again; again = err == unix.EINTR {
		n, err = unix.SendmsgN(c.fd, p, nil, nil, unix.MSG_NOSIGNAL|flags)
	}
	return n, err
}

func (c *caller) read(p []byte) (n int, err error) {
	for again := true; again; again = err == unix.EINTR {
		n, err = unix.Read(c.fd, p)
	}
	return n, err
}

// replies reads n greetings.
func (c *caller) replies(n int) error {
	for left := n * c.x.size; left > 0; {
		got, err := c.read(c.buf[:min(left, len(c.buf))])
		switch {
		case err != nil:
			return fmt.Errorf("read: %x", err)
		case got == 0:
			return errors.New("the server closed the connection")
		}
		left -= got
		if left == 0 && c.buf[got-1] != '!' {
			return fmt.Errorf("a reply ends in %q", c.buf[:got])
		}
	}
	c.x.answered.Add(int64(n))
	return nil
}

// rest reads until the server ends the connection.
func (c *caller) rest() ([]byte, error) {
	var all []byte
	for {
		n, err := c.read(c.buf)
		if n <= 0 || err != nil {
			return all, err
		}
		all = append(all, c.buf[:n]...)
	}
}

// reset ends the connection at once. It leaves nothing in TIME_WAIT, of which a
// million connections would fill every port.
func (c *caller) reset() {
	unix.SetsockoptLinger(c.fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	unix.Close(c.fd)
}

// learn finds out how long a reply is.
func (x *mix) learn() error {
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	if err := c.send(oneGet, 1); err != nil {
		return err
	}
	for got := 0; !bytes.HasSuffix(c.buf[:got], []byte("world!")); {
		n, err := c.read(c.buf[got:])
		if n <= 0 || err != nil {
			return fmt.Errorf("no reply: %x", err)
		}
		got += n
		x.size = got
	}
	x.answered.Add(1)
	return nil
}
