package server

import (
	"io"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/uring"
)

// narrow is a ring with so few places that completions overflow whenever there
// is something to do for several connections at once.
func narrow(without uring.Feature) uring.Options {
	return uring.Options{Entries: 8, Completions: 8, Without: without}
}

func unserved(t *testing.T, cfg model.Config, ring uring.Options) *Server {
	t.Helper()
	available(t)
	cfg.Addr = netip.MustParseAddrPort("127.0.0.1:0")
	srv, err := listen(cfg.WithDefaults())
	require.NoError(t, err)
	s := srv.(*Server)
	s.options = ring
	return s
}

// atOnce has connections send n requests each before the server begins, in two
// versions of the protocol, which make one connection's replies unlike
// another's; and reads the replies late, so that some go short.
func atOnce(t *testing.T, s *Server, connections, n int) {
	t.Helper()
	// Connections inherit it.
	require.NoError(t, unix.SetsockoptInt(s.Ln.FD, unix.SOL_SOCKET, unix.SO_SNDBUF, 8<<10))
	protos := []string{"HTTP/1.1", "HTTP/1.0"}
	requests := []string{get, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"}
	var peers []net.Conn
	for i := range connections { // all in the accept queue
		c := dial(t, s.Addr())
		_, err := io.WriteString(c, strings.Repeat(requests[i%2], n))
		require.NoError(t, err)
		peers = append(peers, c)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve() }()
	for i, c := range peers {
		require.NoError(t, read(c, protos[i%2], n), "connection %d", i)
	}
	require.NoError(t, s.Close())
	require.NoError(t, <-ended)
	require.EqualValues(t, connections*n, s.Stats().Requests)
}

// Accepts and receives end before their time, and are asked for again; what
// went short is told late; and nothing is lost.
func TestEveryRequestIsAnsweredThoughCompletionsOverflow(t *testing.T) {
	for kernel, without := range map[string]uring.Feature{
		"this one":              uring.ReceiveLimit, // else a receive brings one buffer
		"without DEFER_TASKRUN": uring.ReceiveLimit | uring.DeferTaskrun,
	} {
		t.Run(kernel, func(t *testing.T) {
			s := unserved(t, model.Config{TurnBytes: 512}, narrow(without))
			atOnce(t, s, 24, 400)
			require.NotZero(t, s.prolonged, "nothing overflowed, so nothing was tested")
		})
	}
}

// A receive that found no buffer completes as soon as the queue of requests is
// full, within the round. It must find one then, or that goes on for ever.
func TestBuffersAreBackBeforeTheNextRound(t *testing.T) {
	ring := uring.Options{Entries: 8, Completions: 4096, Without: uring.ReceiveLimit}
	s := unserved(t, model.Config{TurnBytes: 64}, ring)
	atOnce(t, s, 24, 200)
}

// byHand begins a server whose loop is the test itself. The server has one
// connection, which the test dials from the other end.
func byHand(t *testing.T, ring uring.Options) (s *Server, c *conn, peer net.Conn) {
	t.Helper()
	s = unserved(t, model.Config{}, ring)
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	require.True(t, s.Begin())
	require.NoError(t, s.requests.open(&s.Base))
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	file := os.NewFile(uintptr(fds[1]), "peer")
	peer, err = net.FileConn(file)
	require.NoError(t, err)
	file.Close()
	t.Cleanup(func() { peer.Close() })
	require.NoError(t, peer.SetDeadline(time.Now().Add(time.Minute)))
	c = s.conns.Slot(fds[0])
	*c = conn{fd: int32(fds[0]), born: 1}
	return s, c, peer
}

// A reply goes short, which is said in a completion that finds no room. Until
// it comes, the connection must not take the input that it holds: the second
// reply would go out before the rest of the first.
func TestInputWaitsForACompletionThatOverflowed(t *testing.T) {
	s, c, peer := byHand(t, narrow(0))
	defer s.End()
	queued := 0
	for block := make([]byte, 4096); ; { // until a reply finds no room
		n, err := unix.Write(int(c.fd), block)
		if err == unix.EAGAIN {
			break
		}
		require.NoError(t, err)
		queued += n
	}
	s.feed(c, []byte(get))
	for range 8 { // they take every place
		s.ring.Next().Nop()
	}
	s.hold(c, []byte(get))
	s.step(c)
	done, err := s.enter(0)
	require.NoError(t, err)
	require.Len(t, done, 8)
	require.True(t, s.ring.Overflowed())

	read2 := make(chan error, 1)
	go func() {
		_, err := io.CopyN(io.Discard, peer, int64(queued))
		if err == nil {
			err = read(peer, "HTTP/1.1", 2)
		}
		read2 <- err
		s.Close()
	}()
	for !s.closing {
		done, err := s.wait()
		require.NoError(t, err)
		for _, d := range done {
			if tag(d.UserData).what() == wakerReadable {
				s.closing = true
				s.ended(d)
			} else {
				s.turn(d)
			}
		}
	}
	require.NoError(t, <-read2)
	require.EqualValues(t, 2, s.Stats().Requests)
}

// The kernel can take the end of the input for seen together with the data before
// it, and not tell of it. Here the receive that stands is on another socket, so it
// is certain to miss the end.
func TestAnEndThatTheReceiveMissesIsPursued(t *testing.T) {
	s, c, peer := byHand(t, uring.Options{})
	defer s.End()
	deaf, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer unix.Close(deaf[0])
	defer unix.Close(deaf[1])
	c.receiving = true
	s.ask(tagOf(received, c)).Receive(deaf[0], group)
	s.askHangUp(c)
	hang := time.AfterFunc(time.Minute, func() { s.Close() })
	defer hang.Stop()
	require.NoError(t, peer.Close())
	for s.Stats().Closes == 0 {
		done, err := s.wait()
		require.NoError(t, err)
		for _, d := range done {
			require.NotEqual(t, wakerReadable, tag(d.UserData).what(), "the connection is still there")
			s.turn(d)
		}
	}
}

// A connection that is dropped in the batch that ends the loop is closed,
// though nothing stands that would have to be waited for.
func TestTheLastBatchIsHandedOver(t *testing.T) {
	s, c, peer := byHand(t, uring.Options{})
	require.NoError(t, s.Close())
	done, err := s.enter(-1)
	require.NoError(t, err)
	require.Len(t, done, 1)
	s.ended(done[0])
	s.drop(c)
	require.Zero(t, s.standing)
	s.End()
	require.NoError(t, peer.SetDeadline(time.Now().Add(time.Second)))
	_, err = peer.Read(make([]byte, 1))
	require.Equal(t, io.EOF, err, "it is still open")
}
