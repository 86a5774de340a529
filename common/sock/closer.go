package sock

import (
	"io"
	"sync"
	"time"

	"github.com/iomodels/iomodels/common/model"
)

// Closer closes connections in stages, as RFC 9112 section 9.6 describes: it ends
// this side, discards what still comes, and closes when the peer has ended its
// side too. Closing while the peer is sending would make the kernel reset the
// connection, which can destroy the last reply on its way.
//
// It takes connections over, so that no event loop has to wait for a peer that
// is not served any more. Each has a goroutine while it lasts: 5 s at most.
// Its zero value is ready.
type Closer struct {
	mu     sync.Mutex
	held   map[Closable]struct{}
	closed bool
	ends   sync.WaitGroup // one for each connection held
	limit  time.Duration  // 0: lingerTime; for a test
}

// Bounds on what peers that are not served any more may cost.
const (
	lingerTime   = 5 * time.Second
	lingerLength = 256 << 10 // bytes discarded of one connection
	maxLingering = 256       // connections at a time; one more is closed at once
)

// Closable is a connection as a Closer takes it.
type Closable interface {
	io.ReadCloser
	CloseWrite() error
	SetReadDeadline(time.Time) error
}

// Take closes c, which must not be used any more. counts gets the close when it
// is done.
func (l *Closer) Take(c Closable, counts *model.Counters) {
	c.CloseWrite()
	end := func() {
		c.Close()
		counts.Closes.Add(1)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.held) == maxLingering || c.SetReadDeadline(l.deadline()) != nil {
		end()
		return
	}
	if l.held == nil {
		l.held = map[Closable]struct{}{}
	}
	l.held[c] = struct{}{}
	l.ends.Go(func() {
		discard(c)
		end()
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, c)
	})
}

func (l *Closer) deadline() time.Time {
	if l.limit > 0 {
		return time.Now().Add(l.limit)
	}
	return time.Now().Add(lingerTime)
}

// discard reads until the peer has ended its side, or a bound is reached.
func discard(c io.Reader) {
	var buf [1 << 10]byte
	for left := lingerLength; left > 0; {
		n, err := c.Read(buf[:])
		if err != nil {
			return
		}
		left -= n
	}
}

// Close closes all connections that it holds, and returns when that is done. What
// it is given later it closes at once.
func (l *Closer) Close() {
	l.mu.Lock()
	l.closed = true
	for c := range l.held {
		c.SetReadDeadline(time.Unix(1, 0)) // ends the read that waits
	}
	l.mu.Unlock()
	l.ends.Wait()
}
