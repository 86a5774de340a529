package modeltest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/iomodels/iomodels/common/shortage"
)

// client is the suite's side of one case: the subject, and every connection
// that the case opened to it.
type client struct {
	ctx     context.Context
	subject Subject
	timeout time.Duration
	churn   int
	note    string // a remark on a promise that is kept

	mu    sync.Mutex
	peers map[*peer]bool
	lacks *shortage.Error // what this side lacked first; nil: nothing
	stop  func() bool
}

func newClient(ctx context.Context, s Subject, opts Options) *client {
	c := &client{ctx: ctx, subject: s, timeout: opts.Timeout, churn: opts.Churn, peers: map[*peer]bool{}}
	// Whoever gives up the suite gets it back at once, not after a deadline.
	c.stop = context.AfterFunc(ctx, c.closePeers)
	return c
}

// ours takes note of an error of a call of this side, and returns it.
func (c *client) ours(err error) error {
	if s := shortage.Of(err); s != nil {
		c.mu.Lock()
		c.lacks = cmp.Or(c.lacks, s)
		c.mu.Unlock()
	}
	return err
}

func (c *client) shortage() *shortage.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lacks
}

// finish closes what the case left open, and ends the subject.
func (c *client) finish() {
	c.stop()
	c.closePeers()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), c.timeout)
	defer cancel()
	_, _ = c.subject.Close(ctx, 0)
}

func (c *client) closePeers() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for p := range c.peers {
		p.conn.Close()
	}
	clear(c.peers)
}

// patient is a context for one answer.
func (c *client) patient() (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.ctx, c.timeout)
}

// inspect looks inside the server; ErrUnseen if there is no view of it.
func (c *client) inspect() (Inside, error) {
	ctx, cancel := c.patient()
	defer cancel()
	return c.subject.Inspect(ctx)
}

// close calls the server's Close and says what is left.
func (c *client) close(times int) (Inside, error) {
	ctx, cancel := c.patient()
	defer cancel()
	in, err := c.subject.Close(ctx, times)
	if err != nil && !errors.Is(err, ErrUnseen) {
		err = fmt.Errorf("close: %w", err)
	}
	return in, err
}

// limitDescriptors lets the server's process open n more descriptors.
func (c *client) limitDescriptors(n int) error {
	ctx, cancel := c.patient()
	defer cancel()
	return c.subject.LimitDescriptors(ctx, n)
}

// until looks inside the server until it finds what it looks for.
func (c *client) until(what string, found func(Inside) bool) error {
	ctx, cancel := c.patient()
	defer cancel()
	var last Inside
	var failed error
	err := every(ctx, time.Millisecond, func() bool {
		last, failed = c.subject.Inspect(ctx)
		return failed != nil || found(last)
	})
	switch {
	case failed != nil:
		return failed
	case err != nil:
		return fmt.Errorf("not within %v: %s (%+v)", c.timeout, what, last)
	}
	return nil
}

// cautiousRoom is how many descriptors there are thought to be if nobody tells.
const cautiousRoom = 200

// fit is how many connections, of those wanted, both sides can hold now.
func (c *client) fit(want int) int {
	open := newDescriptors()
	defer open.close()
	_, shared := c.subject.(interface{ sharesDescriptors() })
	room := open.room() - 32
	if shared {
		room /= 2
	}
	if in, err := c.inspect(); err == nil && in.Limit > 0 {
		limit := in.Limit - 4
		if shared {
			limit = (in.Limit - 8) / 2
		}
		room = min(room, limit)
	}
	return max(min(want, room), 1)
}

// dial opens a connection. It is closed at the end of the case at the latest.
func (c *client) dial() (*peer, error) { return c.dialWith(nil) }

// dialWith is dial with options set on the socket before it connects.
func (c *client) dialWith(prepare func(network, address string, raw syscall.RawConn) error) (*peer, error) {
	ctx, cancel := c.patient()
	defer cancel()
	d := net.Dialer{Control: prepare, KeepAlive: -1}
	conn, err := d.DialContext(ctx, "tcp", c.subject.Addr().String())
	if err != nil {
		return nil, c.ours(err)
	}
	return c.adopt(conn.(*net.TCPConn)), nil
}

// adopt makes a peer of a socket.
func (c *client) adopt(conn stream) *peer {
	p := newPeer(c, conn)
	c.mu.Lock()
	c.peers[p] = true
	c.mu.Unlock()
	return p
}

// proven opens a connection and proves it by a request answered whole.
func (c *client) proven() (*peer, error) {
	p, err := c.dial()
	if err != nil {
		return nil, err
	}
	return p, p.ask()
}

// serves checks that the server still answers on a new connection.
func (c *client) serves(after string) error {
	p, err := c.proven()
	if err != nil {
		return fmt.Errorf("the next connection, after %s: %w", after, err)
	}
	p.close()
	return nil
}
