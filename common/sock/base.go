//go:build linux

package sock

import (
	"net/netip"
	"sync"

	"github.com/iomodels/iomodels/common/http1"
	"github.com/iomodels/iomodels/common/model"
)

// Base is the housekeeping of a raw model's server: what Addr, Close and Stats
// need, and what its connections share. A model embeds it and adds how it waits.
type Base struct {
	model.Counters
	Config model.Config
	Ln     Listener
	Waker  Waker      // Close writes here to end the wait
	HTTP   http1.Loop // the Date and the scratch for output
	Buf    []byte     // one turn's read, shared by every connection
	Pause  Pause      // of accepting, while descriptors are out

	calls    calls
	closer   Closer       // has what was refused
	unwatch  func(fd int) // takes a descriptor off the interest list; nil if the kernel holds none
	teardown func()
	date     http1.Date
	stopDate func()
	mu       sync.Mutex
	serving  bool
	closed   bool
}

// Init binds the address. On an error nothing is left open. teardown closes
// what the model itself opens, its connections and its interest list; it is
// called once, when Serve ends or by a Close before it.
func (b *Base) Init(cfg model.Config, teardown func()) error {
	b.Config = cfg.WithDefaults()
	waker, err := NewWaker()
	if err != nil {
		return err
	}
	ln, err := Listen(b.Config)
	if err != nil {
		waker.Close()
		return err
	}
	b.Waker, b.Ln, b.teardown, b.calls = waker, ln, teardown, callsOf(b.Config)
	b.Buf = make([]byte, b.Config.TurnBytes)
	b.HTTP.Date, b.HTTP.Request = &b.date, b.Config.Request
	b.stopDate = model.EverySecond(b.date.Set)
	return nil
}

// Addr is the address it listens on.
func (b *Base) Addr() netip.AddrPort { return b.Ln.Addr }

// Limit is 0: RLIMIT_NOFILE alone bounds the connections.
func (b *Base) Limit() int { return 0 }

// Begin is called at the start of Serve; false if Close came first.
func (b *Base) Begin() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serving = !b.closed
	return b.serving
}

// End is called when Serve returns: whichever way that is, every descriptor is
// given back.
func (b *Base) End() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serving, b.closed = false, true
	b.release()
}

// Close ends Serve; see model.Server.
func (b *Base) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.serving:
		b.Waker.Wake()
	case !b.closed:
		b.release()
	}
	b.closed = true
	return nil
}

func (b *Base) release() {
	b.stopDate()
	b.teardown()
	b.closer.Close()
	b.calls.close(b.Ln.FD)
	b.Waker.Close()
}
