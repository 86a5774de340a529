package models_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
)

// peer is a connection that allocates nothing, so that what is counted is the
// server's.
type peer struct {
	fd  int
	buf []byte
}

func dial(t testing.TB, addr *unix.SockaddrInet4) *peer {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Connect(fd, addr))
	return &peer{fd, make([]byte, 4096)}
}

// ask sends a request and reads until the reply's last byte.
func (p *peer) ask(request []byte) bool {
	if n, err := unix.Write(p.fd, request); err != nil || n != len(request) {
		return false
	}
	return p.reply()
}

// reply reads until a reply's last byte.
func (p *peer) reply() bool {
	for got := 0; ; {
		n, err := unix.Read(p.fd, p.buf[got:])
		if err != nil || n == 0 {
			return false
		}
		if got += n; p.buf[got-1] == '!' {
			return true
		}
	}
}

func TestARequestAllocatesNothing(t *testing.T) {
	for name, request := range map[string]string{
		"one request":   "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
		"one with body": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, m model.Model) {
				if m.Name == "nethttp" {
					t.Skip("a request, its headers and a response are new each time")
				}
				p := dial(t, serve(t, m))
				defer unix.Close(p.fd)
				bytes := []byte(request)
				allocated := testing.AllocsPerRun(2000, func() {
					if !p.ask(bytes) {
						panic("no reply")
					}
				})
				require.Less(t, allocated, 0.05, "the Date, once a second, is all that may be new")
			})
		})
	}
}

// With many requests at once, replies may have to wait for another turn of
// their connections. That takes a buffer each, which is an allocation or two,
// but only until there are as many of them as ever wait at once.
func TestManyRequestsAtOnceAllocateNothing(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if m.Name == "nethttp" {
			t.Skip("a request, its headers and a response are new each time")
		}
		const connections, runs = 300, 20
		addr, request := serve(t, m), []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		peers := make([]*peer, connections)
		for i := range peers {
			peers[i] = dial(t, addr)
			defer unix.Close(peers[i].fd)
		}
		allocated := testing.AllocsPerRun(runs, func() {
			for _, p := range peers {
				if n, err := unix.Write(p.fd, request); err != nil || n != len(request) {
					panic("not sent")
				}
			}
			for _, p := range peers {
				if !p.reply() {
					panic("no reply")
				}
			}
		})
		require.Less(t, allocated*runs, 2*connections+0.05*connections*runs, "of %d requests", connections*runs)
	})
}

// A connection's place is used again, so a raw model that has warmed up
// allocates nothing for a new one either.
func TestAConnectionAllocatesNothing(t *testing.T) {
	each(t, func(t *testing.T, m model.Model) {
		if m.Name == "netpoll" || m.Name == "nethttp" {
			t.Skip("a goroutine, a stack and a net.TCPConn are new for each")
		}
		addr := serve(t, m)
		request, idle := []byte("GET / HTTP/1.0\r\n\r\n"), dial(t, addr)
		defer unix.Close(idle.fd)
		p := &peer{buf: make([]byte, 4096)}
		allocated := testing.AllocsPerRun(500, func() {
			fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
			if err != nil || unix.Connect(fd, addr) != nil {
				panic("no connection")
			}
			p.fd = fd
			ok := p.ask(request)
			unix.Close(fd)
			if !ok {
				panic("no reply")
			}
		})
		// unix.Connect makes the address anew: the one allocation is the client's.
		require.LessOrEqual(t, allocated, 1.05)
	})
}

func serve(t testing.TB, m model.Model) *unix.SockaddrInet4 {
	subject, err := modeltest.InProcess(m.Listen, model.Config{})
	require.NoError(t, err)
	t.Cleanup(func() { subject.Close(context.Background(), 0) })
	return &unix.SockaddrInet4{Port: int(subject.Addr().Port()), Addr: subject.Addr().Addr().As4()}
}
