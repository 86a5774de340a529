package uring

import (
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// fill writes until a socket takes no more.
func fill(t *testing.T, fd int) (n int) {
	t.Helper()
	for {
		m, err := unix.Write(fd, make([]byte, 4096))
		if err == unix.EAGAIN {
			return n
		}
		require.NoError(t, err)
		n += m
	}
}

// What a short send says, by its flags. The socket has room for a part.
func TestAShortSend(t *testing.T) {
	const both = unix.MSG_NOSIGNAL | unix.MSG_DONTWAIT
	send := func(t *testing.T, r *Ring, flags int) (sent int, completions []Completion) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer ln.Close()
		peer, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		defer peer.Close()
		accepted, err := ln.Accept()
		require.NoError(t, err)
		defer accepted.Close()
		file, err := accepted.(*net.TCPConn).File()
		require.NoError(t, err)
		defer file.Close()
		p := make([]byte, 16<<20) // more than both ends hold
		e := r.Next()
		e.Send(int(file.Fd()), p, flags)
		e.UserData, e.Flags = 1, SkipSuccess
		e = r.Next()
		e.Nop() // says that the send is over
		e.UserData = 2
		for done := false; !done; {
			for _, c := range take(t, r, 1) {
				if done = done || c.UserData == 2; c.UserData == 1 {
					completions = append(completions, c)
				}
			}
		}
		file.Close()
		accepted.Close()
		n, err := readAll(peer)
		require.NoError(t, err)
		runtime.KeepAlive(p)
		return n, completions
	}
	t.Run("MSG_DONTWAIT alone drops the rest without a word", func(t *testing.T) {
		r := openTest(t, Options{})
		sent, completions := send(t, r, both)
		require.Less(t, sent, 16<<20)
		require.Empty(t, completions)
	})
	t.Run("MSG_WAITALL with it tells the count", func(t *testing.T) {
		r := openTest(t, Options{})
		sent, completions := send(t, r, both|unix.MSG_WAITALL)
		require.Len(t, completions, 1)
		require.EqualValues(t, sent, completions[0].Res)
		require.Less(t, sent, 16<<20)
	})
}

// readAll counts what comes until the end of a stream.
func readAll(c net.Conn) (n int, err error) {
	buf := make([]byte, 1<<20)
	for {
		m, err := c.Read(buf)
		n += m
		if m == 0 || err != nil {
			return n, nil
		}
	}
}

// Without MSG_DONTWAIT the kernel waits for room by itself, and one completion
// tells that all is sent.
func TestASendThatWaitsForRoomCompletesOnce(t *testing.T) {
	everyKernel(t, func(t *testing.T, without Feature) {
		r := openTest(t, Options{Without: without})
		a, b := pair(t)
		queued := fill(t, a)
		p := []byte(strings.Repeat("x", 1<<20))
		e := r.Next()
		e.Send(a, p, unix.MSG_NOSIGNAL|unix.MSG_WAITALL)
		require.NoError(t, r.Poll())
		require.Empty(t, r.Reap())
		got := make(chan int)
		go func() {
			n, buf := 0, make([]byte, 1<<16)
			for n < queued+len(p) {
				fds := []unix.PollFd{{Fd: int32(b), Events: unix.POLLIN}}
				unix.Poll(fds, 1000)
				if m, err := unix.Read(b, buf); err == nil {
					n += m
				}
			}
			got <- n
		}()
		c := take(t, r, 1)[0]
		require.EqualValues(t, len(p), c.Res)
		require.Equal(t, queued+len(p), <-got)
	})
}
