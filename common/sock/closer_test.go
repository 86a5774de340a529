package sock

import (
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/common/model"
)

// pair is both ends of a connection.
func pair(t *testing.T, ln net.Listener) (server, peer *net.TCPConn) {
	t.Helper()
	c, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	s, err := ln.Accept()
	require.NoError(t, err)
	return s.(*net.TCPConn), c.(*net.TCPConn)
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { ln.Close() })
	return ln
}

// goroutinesEnd waits until there are no more than n goroutines.
func goroutinesEnd(t *testing.T, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > n; time.Sleep(time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "%d goroutines, want %d", runtime.NumGoroutine(), n)
	}
}

// closes waits until so many connections are closed.
func closes(t *testing.T, counts *model.Counters, n int64) {
	t.Helper()
	require.Eventually(t, func() bool { return counts.Closes.Load() >= n }, time.Minute, time.Millisecond)
	require.Equal(t, n, counts.Closes.Load())
}

// The peer gets what was sent and an orderly end, though it is sending still.
func TestAPeerThatSendsGetsItsReply(t *testing.T) {
	closer := Closer{limit: time.Minute}
	var counts model.Counters
	server, peer := pair(t, listener(t))
	_, err := io.WriteString(server, "no")
	require.NoError(t, err)
	closer.Take(server, &counts)
	for range 100 {
		_, err := peer.Write(make([]byte, 1<<10))
		require.NoError(t, err)
	}
	got, err := io.ReadAll(peer)
	require.NoError(t, err)
	require.Equal(t, "no", string(got))
	require.Zero(t, counts.Closes.Load(), "the peer has not ended its side")
	peer.Close()
	closes(t, &counts, 1)
}

// A peer that goes on sending for ever is cut off.
func TestAPeerThatNeverEndsIsCutOff(t *testing.T) {
	closer := Closer{limit: time.Hour}
	var counts model.Counters
	server, peer := pair(t, listener(t))
	closer.Take(server, &counts)
	sent := 0
	for err := error(nil); err == nil; sent += 4 << 10 {
		_, err = peer.Write(make([]byte, 4<<10))
	}
	require.GreaterOrEqual(t, sent, lingerLength)
	closes(t, &counts, 1)
}

// Peers that are refused and say nothing more cost no more than the bound while
// they last, and are gone in time.
func TestSilentPeersAreBoundedAndGone(t *testing.T) {
	const n = 500
	closer := Closer{limit: time.Second}
	var counts model.Counters
	ln, before := listener(t), runtime.NumGoroutine()
	for range n {
		server, _ := pair(t, ln)
		closer.Take(server, &counts)
		require.LessOrEqual(t, runtime.NumGoroutine(), before+maxLingering)
	}
	require.GreaterOrEqual(t, counts.Closes.Load(), int64(n-maxLingering), "what is beyond the bound is closed at once")
	closes(t, &counts, n)
	closer.Close()
	require.Empty(t, closer.held)
	goroutinesEnd(t, before)
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	closer := Closer{limit: time.Hour}
	var counts model.Counters
	ln, before := listener(t), runtime.NumGoroutine()
	for range 10 {
		server, _ := pair(t, ln)
		closer.Take(server, &counts)
	}
	closer.Close()
	require.EqualValues(t, 10, counts.Closes.Load())
	goroutinesEnd(t, before)
	late, peer := pair(t, ln)
	closer.Take(late, &counts)
	require.EqualValues(t, 11, counts.Closes.Load())
	_, err := peer.Read(make([]byte, 1))
	require.Equal(t, io.EOF, err)
	closer.Close()
}

func TestThePromisedTimeIsFiveSeconds(t *testing.T) {
	var closer Closer
	before := time.Now()
	deadline := closer.deadline()
	require.GreaterOrEqual(t, deadline.Sub(before), 5*time.Second)
	require.LessOrEqual(t, time.Until(deadline), 5*time.Second)
}
