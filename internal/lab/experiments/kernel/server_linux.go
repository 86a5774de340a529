package kernel

import (
	"bytes"
	"context"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/subject"
)

// A Server is a model's server, in a process of its own.
type Server struct {
	subject.Running
	b *Bench
}

// Serve starts a model's server, which ends with the experiment.
func (b *Bench) Serve(name string, wait model.WaitPolicy) *Server {
	s, ok := b.Server(name, wait)
	if !ok {
		b.Skip("there is no model %s", name)
	}
	running, err := s.Start(b.Context, nil, 1)
	b.Must(name, err)
	b.Cleanup(func() { running.Close(context.Background(), 0) })
	return &Server{running, b}
}

// Stats is what the server has asked of the kernel until now.
func (s *Server) Stats() model.Stats {
	inside, err := s.Inspect(s.b.Context)
	s.b.Must("server", err)
	return inside.Stats
}

// Dial connects to the server.
func (s *Server) Dial() int {
	addr := s.Addr()
	return s.b.Dial(&unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()})
}

// Request is a request after which the connection stays open.
const Request = "GET / HTTP/1.1\r\nHost: lab\r\n\r\n"

// Get sends a request in one piece and reads its reply.
func (b *Bench) Get(fd int) {
	b.Send(fd, []byte(Request))
	b.Reply(fd)
}

// Reply reads the reply to a request.
func (b *Bench) Reply(fd int) {
	var reply []byte
	buf := make([]byte, 4096)
	for !bytes.HasSuffix(reply, []byte("Hello, world!")) {
		b.MustBeReady(fd, unix.POLLIN)
		n, again := b.Receive(fd, buf)
		if n == 0 && !again {
			b.Fail("the reply was %.60q", reply)
		}
		reply = append(reply, buf[:n]...)
	}
}
