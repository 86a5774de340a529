//go:build linux

package sock

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/common/http1"
)

// Moved is how far a step got.
type Moved uint8

const (
	Unreadable Moved = iota // nothing was read: the queue is empty, or there is no more to come
	Unwritable              // nothing was written: no room, or nobody to write to
	Short                   // fewer bytes than asked for: on a stream the queue was empty, an urgent byte apart
	Full                    // as many bytes as asked for: there may be more
	Sent                    // some output went out
)

// Any says whether anything moved at all.
func (m Moved) Any() bool { return m >= Short }

// Step does the one read or write that c wants on fd.
//
// A peer's error ends its connection alone: c then wants Close.
func Step(fd int, c *http1.Conn, b *Base) Moved {
	if c.Want() == http1.Output {
		return b.write(fd, c)
	}
	return b.read(fd, c)
}

func (b *Base) read(fd int, c *http1.Conn) Moved {
	b.Reads.Add(1)
	n, errno := b.calls.recv(fd, b.Buf)
	switch {
	case errno != 0:
		b.failed(errno, c)
		return Unreadable
	case n == 0:
		c.FeedEOF(&b.HTTP)
		return Unreadable
	}
	b.feed(c, n)
	if n < len(b.Buf) {
		return Short
	}
	return Full
}

// Drain reads on fd until nothing is left, which only the read that finds
// EAGAIN can tell, and gives it all to c, which must want Input. It stops at a
// bufferful, and says Full.
func Drain(fd int, c *http1.Conn, b *Base) Moved {
	n, errno, ended := 0, unix.Errno(0), false
	for n < len(b.Buf) && errno == 0 && !ended {
		var more int
		b.Reads.Add(1)
		if more, errno = b.calls.recv(fd, b.Buf[n:]); errno == 0 {
			n += more
			ended = more == 0
		}
	}
	if n > 0 {
		b.feed(c, n)
	}
	switch {
	case errno != 0:
		b.failed(errno, c)
	case ended:
		c.FeedEOF(&b.HTTP)
	default:
		return Full
	}
	return Unreadable
}

// feed gives c the first n bytes of the buffer.
func (b *Base) feed(c *http1.Conn, n int) {
	if answered := c.Feed(b.Buf[:n], &b.HTTP); answered > 0 {
		b.Requests.Add(int64(answered))
	}
}

func (b *Base) write(fd int, c *http1.Conn) Moved {
	b.Writes.Add(1)
	n, errno := b.calls.send(fd, c.Pending())
	if errno != 0 {
		c.Sent(0, &b.HTTP) // what is left must not stay in the loop's scratch
		b.failed(errno, c)
		return Unwritable
	}
	c.Sent(n, &b.HTTP)
	return Sent
}

// failed says what a failed read or write means for the connection.
func (b *Base) failed(errno unix.Errno, c *http1.Conn) {
	if errno == unix.EAGAIN {
		b.EAGAINs.Add(1)
		return
	}
	b.Failures.Add(1) // ECONNRESET, EPIPE: the peer is gone, the server is not
	c.Abort(&b.HTTP)
}

// CloseConn gives the descriptor back, and what c holds of the loop's memory.
// The kernel takes a closed descriptor off every interest list by itself.
func (b *Base) CloseConn(fd int, c *http1.Conn) {
	if b.Linger(fd, c) {
		return
	}
	b.Forget(c)
	b.calls.close(fd)
}

// Linger closes the connection in stages if c asks for that; false if not. The
// descriptor is the closer's then, which counts the close when it is done.
func (b *Base) Linger(fd int, c *http1.Conn) bool {
	if !c.Lingers() {
		return false
	}
	if b.unwatch != nil {
		b.unwatch(fd) // a descriptor that stays open stays on the interest list
	}
	b.closer.Take(ended{os.NewFile(uintptr(fd), ""), fd, b.calls}, &b.Counters)
	return true
}

// ended is a connection that its loop is done with.
type ended struct {
	*os.File
	fd    int
	calls calls
}

func (e ended) CloseWrite() error {
	e.calls.shutdown(e.fd, unix.SHUT_WR)
	return nil
}

// Forget is what remains to be done for a connection whose descriptor is given
// back in another way.
func (b *Base) Forget(c *http1.Conn) {
	c.Abort(&b.HTTP)
	b.Closes.Add(1)
	b.Pause.Hasten()
}

// Shutdown ends both directions: what is queued still goes out, and the kernel
// reports a hang-up at once, whatever the peer does.
func (b *Base) Shutdown(fd int) { b.calls.shutdown(fd, unix.SHUT_RDWR) }

// Refuse closes a connection that was just accepted, at the server's limit.
func (b *Base) Refuse(fd int) {
	b.Refused.Add(1)
	b.calls.close(fd)
}
