package modeltest

import (
	"bytes"
	"io"
	"sync"
)

// readAhead is input read while nothing is done with it.
type readAhead struct {
	mu   sync.Mutex
	more *sync.Cond
	in   bytes.Buffer
	err  error
}

// readAll is a flaw that reads whatever comes, at once, up to a bound. atEOF is called when
// the peer has finished.
func readAll(bound int, atEOF func(*conn)) func(*conn, []byte) (int, error) {
	return func(c *conn, buf []byte) (int, error) {
		if c.ahead == nil {
			a := new(readAhead)
			a.more = sync.NewCond(&a.mu)
			c.ahead = a
			c.s.busy.Go(func() { a.fill(c, bound, atEOF) })
		}
		a := c.ahead
		a.mu.Lock()
		defer a.mu.Unlock()
		for a.in.Len() == 0 && a.err == nil {
			a.more.Wait()
		}
		if a.in.Len() == 0 {
			return 0, a.err
		}
		defer a.more.Broadcast()
		return a.in.Read(buf)
	}
}

func (a *readAhead) fill(c *conn, bound int, atEOF func(*conn)) {
	buf := make([]byte, 16<<10)
	for {
		n, err := c.Read(buf)
		if err == io.EOF {
			atEOF(c)
		}
		a.mu.Lock()
		for a.in.Len() > bound {
			a.more.Wait()
		}
		a.in.Write(buf[:n])
		a.err = err
		a.more.Broadcast()
		a.mu.Unlock()
		if err != nil {
			return
		}
	}
}
