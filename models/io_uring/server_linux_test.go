package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/common/uring"
)

// available skips where the kernel or a sandbox has no io_uring: no package
// brings it, so it is not required anywhere either.
func available(t *testing.T) {
	t.Helper()
	if reason := Missing(); reason != "" {
		t.Skip(reason)
	}
}

// begin makes a server on such a ring, and returns it with what it serves as.
func begin(t *testing.T, cfg model.Config, ring uring.Options) (*Server, modeltest.Subject) {
	t.Helper()
	available(t)
	var made *Server
	subject, err := modeltest.InProcess(func(cfg model.Config) (model.Server, error) {
		srv, err := listen(cfg.WithDefaults())
		if err == nil {
			made = srv.(*Server)
			made.options = ring
		}
		return srv, err
	}, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { subject.Close(context.Background(), 0) })
	return made, subject
}

// On older kernels the model is the same, and keeps the same promises. So it
// does while completions overflow.
func TestPromisesOnOtherRings(t *testing.T) {
	available(t)
	older := uring.DeferTaskrun | uring.ReceiveLimit
	for name, ring := range map[string]uring.Options{
		"6.1":                             {Without: uring.ReceiveLimit},
		"6.0":                             {Without: older},
		"with nothing that can be spared": {Without: older | uring.SingleIssuer | uring.MultishotReceive | uring.CoopTaskrun | uring.RegisteredRing},
		"with eight places":               narrow(0),
	} {
		t.Run(name, func(t *testing.T) {
			start := func(context.Context) (modeltest.Subject, error) {
				_, subject := begin(t, model.Config{}, ring)
				return subject, nil
			}
			for _, o := range modeltest.Run(t.Context(), start, nil, modeltest.Options{Churn: 100, Timeout: time.Minute}) {
				require.NotEqual(t, modeltest.Fail, o.Verdict, "%s: %s", o.Case.Name, o.Detail)
			}
		})
	}
}

// dial opens a connection to a server, with little room for replies.
func dial(t *testing.T, server netip.AddrPort) *net.TCPConn {
	t.Helper()
	d := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10) })
	}}
	c, err := d.Dial("tcp", server.String())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.SetDeadline(time.Now().Add(time.Minute)))
	return c.(*net.TCPConn)
}

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

// replies reads n replies.
func replies(t *testing.T, c net.Conn, n int) {
	t.Helper()
	require.NoError(t, read(c, "HTTP/1.1", n))
}

// read reads n replies in a version of the protocol.
func read(c net.Conn, proto string, n int) error {
	in := bufio.NewReader(c)
	for i := range n {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			return fmt.Errorf("reply %d of %d: %w", i+1, n, err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != "Hello, world!" || r.Proto != proto {
			return fmt.Errorf("reply %d of %d: %s %q %v", i+1, n, r.Proto, body, err)
		}
	}
	return nil
}

// until waits for the server's counters to tell something.
func until(t *testing.T, s *Server, what string, f func(model.Stats) bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !f(s.Stats()); time.Sleep(time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "%s: %+v", what, s.Stats())
	}
}

// Output that is blocked is left with the kernel, which waits for room by
// itself: to ask again would make a loop that spins.
func TestABlockedReplyIsAskedForOnce(t *testing.T) {
	s, subject := begin(t, model.Config{}, uring.Options{})
	c := dial(t, subject.Addr())
	const n = 40_000
	go io.WriteString(c, strings.Repeat(get, n))
	until(t, s, "a send finds no room", func(st model.Stats) bool { return st.Writes > 0 && st.Controls > 2 })
	for before := s.Stats(); ; before = s.Stats() { // until it has come to rest
		time.Sleep(20 * time.Millisecond)
		if s.Stats() == before {
			break
		}
	}
	blocked := s.Stats()
	require.Less(t, blocked.Requests, model.Count(n), "the peer has not read anything")
	replies(t, c, n)
	after := s.Stats().Minus(blocked)
	require.EqualValues(t, n, s.Stats().Requests)
	require.Less(t, after.Writes, 4*after.Reads+16)
	require.Less(t, after.Waits+after.Polls, 8*after.Reads+64)
}

// Small requests are answered without a further request for input: the receive
// stands, until it has brought what one turn may.
func TestAReceiveStands(t *testing.T) {
	s, subject := begin(t, model.Config{}, uring.Options{})
	if uring.Check().Features&uring.MultishotReceive == 0 {
		t.Skip("this kernel has no multishot receive: Linux 6.0 has it")
	}
	c := dial(t, subject.Addr())
	const n = 100
	for range n {
		_, err := io.WriteString(c, get)
		require.NoError(t, err)
		replies(t, c, 1)
	}
	until(t, s, "all was told", func(st model.Stats) bool { return st.Requests == n })
	st := s.Stats()
	require.Less(t, st.Controls, model.Count(5), "the accept, the receive")
	require.EqualValues(t, n, st.Reads)
	require.EqualValues(t, n, st.Writes)
}

// More input is there at once than there are buffers at first: the receives
// that found none end, are asked for again, and buffers are added.
func TestBuffersThatRunOutAreAdded(t *testing.T) {
	available(t)
	srv, err := listen(model.Config{Addr: netip.MustParseAddrPort("127.0.0.1:0"), TurnBytes: 64}.WithDefaults())
	require.NoError(t, err)
	s := srv.(*Server)
	s.options.Without = uring.ReceiveLimit // else a receive ends with the first buffer
	var all []net.Conn
	for range model.DefaultAcceptBatch {
		c, err := net.Dial("tcp", s.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		require.NoError(t, c.SetDeadline(time.Now().Add(time.Minute)))
		_, err = io.WriteString(c, strings.Repeat(get, 10)) // five buffers full
		require.NoError(t, err)
		all = append(all, c)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve() }()
	for _, c := range all {
		replies(t, c, 10)
	}
	require.NoError(t, s.Close())
	require.NoError(t, <-ended)
	if uring.Check().Features&uring.MultishotReceive != 0 {
		require.Greater(t, s.buffers.Count(), someBuffers)
	}
}

// An accept that stands keeps to the limit on descriptors of when it was asked
// for, so the suite, which lowers the limit under a server that runs, does not
// show what happens here: at the limit the accept ends, is asked for again when
// a connection closes, and the loop sleeps meanwhile.
func TestOutOfDescriptorsTheAcceptEnds(t *testing.T) {
	available(t)
	srv, err := listen(model.Config{Addr: netip.MustParseAddrPort("127.0.0.1:0")}.WithDefaults())
	require.NoError(t, err)
	s := srv.(*Server)
	var peers []net.Conn
	for range 4 { // all in the accept queue
		c, err := net.Dial("tcp", s.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		require.NoError(t, c.SetDeadline(time.Now().Add(time.Minute)))
		_, err = io.WriteString(c, get)
		require.NoError(t, err)
		peers = append(peers, c)
	}
	lift := leave(t, 2) // for the ring, and for one connection
	defer lift()
	ended := make(chan error, 1)
	go func() { ended <- s.Serve() }()
	for i, c := range peers {
		replies(t, c, 1)
		before := s.Stats()
		for range 20 { // on a connection that it has
			_, err := io.WriteString(c, get)
			require.NoError(t, err)
			replies(t, c, 1)
		}
		st := s.Stats()
		require.EqualValues(t, i+1, st.Accepts, "one at a time")
		require.Less(t, st.Waits+st.Polls-before.Waits-before.Polls, model.Count(200), "it spins")
		require.NoError(t, c.(*net.TCPConn).CloseWrite()) // to close it would give a descriptor back here
	}
	require.NoError(t, s.Close())
	require.NoError(t, <-ended)
}

// leave lets this process open n more descriptors, until lift is called.
func leave(t *testing.T, n int) (lift func()) {
	t.Helper()
	var old unix.Rlimit
	require.NoError(t, unix.Getrlimit(unix.RLIMIT_NOFILE, &old))
	var fillers []int
	first, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 512) // above whatever the test has open
	require.NoError(t, err)
	fillers = append(fillers, first)
	for {
		fd, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 0)
		require.NoError(t, err)
		if fd > first {
			unix.Close(fd)
			break
		}
		fillers = append(fillers, fd)
	}
	lower := unix.Rlimit{Cur: uint64(first + 1 + n), Max: old.Max}
	require.NoError(t, unix.Prlimit(0, unix.RLIMIT_NOFILE, &lower, nil))
	return sync.OnceFunc(func() {
		unix.Prlimit(0, unix.RLIMIT_NOFILE, &old, nil)
		for _, fd := range fillers {
			unix.Close(fd)
		}
	})
}

// A completion that is for a connection which is gone must not touch the next
// one on the same descriptor.
func TestTagsTellConnectionsApart(t *testing.T) {
	s := &Server{}
	c := s.conns.Slot(7)
	*c = conn{fd: 7, born: 1<<24 - 1}
	old := tagOf(received, c)
	require.Same(t, c, s.find(old))
	s.free(c)
	require.Nil(t, s.find(old))
	*c = conn{fd: 7, born: c.born + 1}
	require.Nil(t, s.find(old))
	require.Same(t, c, s.find(tagOf(sent, c)))
	require.Equal(t, sent, tagOf(sent, c).what())
	require.Nil(t, s.find(tag(accepted)<<56|7))
}

func TestAnIdleConnectionIsSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(conn{})+unsafe.Sizeof((*conn)(nil)), uintptr(128))
}

// Where io_uring is refused, so is the model, with the reason.
func TestWhatIsMissingIsTold(t *testing.T) {
	support := uring.Check()
	require.Equal(t, support.Err == nil, Missing() == "")
	if support.Err != nil {
		_, err := Listen(model.Config{})
		require.Equal(t, support.Err, err)
		require.Empty(t, Lacks())
	}
}
