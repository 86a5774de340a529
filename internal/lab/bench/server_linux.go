package bench

import (
	"bytes"
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/model"
)

// A Server is a model's server, in a process of its own.
type Server struct {
	b       *Bench
	name    string
	process Process
}

// Serve starts a model's server, which ends with the experiment at the latest.
func (b *Bench) Serve(name string, wait model.WaitPolicy) *Server {
	if b.options.Serve == nil {
		b.Skip("it needs the program's own servers: run it as iomodels lab run")
	}
	process, err := b.options.Serve(b.ctx, name, wait)
	if errors.Is(err, ErrNoModel) {
		b.Skip("there is no model %s", name)
	}
	b.Must(name, err)
	b.Cleanup(func() { process.End() })
	return &Server{b, name, process}
}

// Stats is what the server has asked of the kernel until now.
func (s *Server) Stats() model.Stats {
	stats, err := s.process.Stats(s.b.ctx)
	s.b.Must(s.name, err)
	return stats
}

// CPU is the process's time on processors until now.
func (s *Server) CPU() time.Duration {
	cpu, err := s.process.CPU()
	s.b.Must(s.name, err)
	return cpu
}

// End ends the server and waits until it is gone.
func (s *Server) End() { s.b.Must(s.name, s.process.End()) }

// Dial connects to the server.
func (s *Server) Dial() int {
	addr := s.process.Addr()
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

// GetAndClose sends a connection's last request, reads its reply, waits for the
// end of the stream, and closes the connection.
func (b *Bench) GetAndClose(fd int) {
	b.Send(fd, []byte("GET / HTTP/1.0\r\n\r\n"))
	b.Reply(fd)
	b.MustBeReady(fd, unix.POLLIN)
	b.Close(fd)
}
