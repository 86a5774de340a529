package modeltest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// The requests that every case is made of.
const (
	get     = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	head    = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
	oldGet  = "GET / HTTP/1.0\r\n\r\n" // HTTP/1.0: the server closes after its reply
	seedSay = "HTTP/1.0 200 OK\r\nDate: Mon, 1 Jan 1996 01:01:01 GMT\r\n" +
		"Content-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
)

// stream is the part of a connection that *net.TCPConn and *os.File share.
type stream interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	SyscallConn() (syscall.RawConn, error)
}

// peer is one connection to the server, and strict about what comes back.
type peer struct {
	c       *client
	conn    stream
	in      *bufio.Reader
	replies int       // read so far
	until   time.Time // by when the answer that is being read must be whole

	// The last good reply to a GET and to a HEAD, as they came. The next one
	// is most likely the same to the byte, which is quicker to see than to parse.
	lastGet, lastHead []byte
}

func newPeer(c *client, conn stream) *peer {
	p := &peer{c: c, conn: conn}
	p.in = bufio.NewReaderSize(patientReader{p}, 4<<10)
	return p
}

// patientReader bounds the wait for an answer: one that comes byte by byte must
// be whole in time too, or it would hold the suite for ever.
type patientReader struct{ p *peer }

func (r patientReader) Read(b []byte) (int, error) {
	if err := r.p.conn.SetReadDeadline(r.p.until); err != nil {
		return 0, err
	}
	return r.p.conn.Read(b)
}

// await begins to wait for an answer.
func (p *peer) await() { p.until = time.Now().Add(p.c.timeout) }

// send writes s in one call.
func (p *peer) send(s string) error {
	if err := p.conn.SetWriteDeadline(time.Now().Add(p.c.timeout)); err != nil {
		return err
	}
	if _, err := io.WriteString(p.conn, s); err != nil {
		return fmt.Errorf("send: %w", p.plain(err))
	}
	return nil
}

// sendWhile sends s on a goroutine while f runs: a server that is owed a
// reading takes no more input.
func (p *peer) sendWhile(s string, f func() error) error {
	sent := make(chan error, 1)
	go func() { sent <- p.send(s) }()
	if err := f(); err != nil {
		p.conn.Close() // so that send ends too
		<-sent
		return err
	}
	return <-sent
}

// ask sends a GET and checks its reply.
func (p *peer) ask() error {
	if err := p.send(get); err != nil {
		return err
	}
	return p.hello()
}

// hello reads a reply, which must be the greeting.
func (p *peer) hello() error { return p.greeting("GET", &p.lastGet) }

// helloHead reads the reply to a HEAD: the greeting without its body.
func (p *peer) helloHead() error { return p.greeting("HEAD", &p.lastHead) }

func (p *peer) greeting(method string, last *[]byte) error {
	if n := len(*last); n > 0 && p.in.Buffered() >= n {
		if b, err := p.in.Peek(n); err == nil && bytes.Equal(b, *last) {
			_, _ = p.in.Discard(n)
			p.replies++
			return nil
		}
	}
	r, err := p.reply(method)
	if err != nil {
		return err
	}
	*last = r.raw
	if err := r.isGreeting(method); err != nil {
		return fmt.Errorf("reply %d on its connection: %w", p.replies, err)
	}
	return nil
}

// hellos reads n greetings.
func (p *peer) hellos(n int) error {
	for i := range n {
		if err := p.hello(); err != nil {
			return fmt.Errorf("reply %d of %d: %w", i+1, n, err)
		}
	}
	return nil
}

// status reads a reply, which must have that status.
func (p *peer) status(want int) error {
	r, err := p.reply("GET")
	if err != nil {
		return err
	}
	if r.status != want {
		return fmt.Errorf("status %d, want %d", r.status, want)
	}
	return nil
}

// reply reads one reply, whatever it says.
func (p *peer) reply(method string) (reply, error) {
	p.await()
	r, err := readReply(p.in, method)
	if err != nil {
		return r, p.blame(err)
	}
	p.replies++
	return r, nil
}

// eof checks that the server has sent all and ends the connection in order.
func (p *peer) eof() error {
	p.await()
	b, err := p.in.ReadByte()
	switch {
	case err == nil:
		return fmt.Errorf("%q came where the connection should have ended", b)
	case errors.Is(err, io.EOF):
		return nil
	}
	return fmt.Errorf("the connection should have ended: %w", p.plain(err))
}

// rest is everything up to the end of the connection, which must come in time.
func (p *peer) rest() ([]byte, error) {
	p.await()
	return io.ReadAll(p.in)
}

// gone checks that the server has given up the connection, by an end or a reset.
func (p *peer) gone() error {
	p.await()
	_, err := p.in.Discard(1 << 30)
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return fmt.Errorf("the connection should have ended: %w", p.plain(err))
}

// halfClose ends this side's sending; its receiving goes on.
func (p *peer) halfClose() error {
	c, ok := p.conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return c.CloseWrite()
}

// close ends the connection in order.
func (p *peer) close() {
	p.c.mu.Lock()
	delete(p.c.peers, p)
	p.c.mu.Unlock()
	p.conn.Close()
}

// reset ends the connection with an RST.
func (p *peer) reset() {
	if c, ok := p.conn.(*net.TCPConn); ok {
		_ = c.SetLinger(0)
	}
	p.close()
}

// blame says in err what the server did rather than what this side's call returned.
func (p *peer) blame(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("after %d replies on its connection: %w", p.replies, p.plain(err))
}

func (p *peer) plain(err error) error {
	switch _ = p.c.ours(err); {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("no whole answer came within %v", p.c.timeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the server closed the connection")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return errors.New("the server reset the connection")
	}
	return err
}
