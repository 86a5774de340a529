package modeltest

import (
	"fmt"
	"net"
	"sync"
)

// closeCases are about the end, and what is left behind.
var closeCases = []Case{
	{"close-under-load", House, "", "A Close that waits for silence never returns while a client is busy; one that frees what the loop still uses crashes.", closeUnderLoad},
	{"close-twice", House, "", "Close comes from a signal, a test and a deferred call at once; a second close of the same descriptor number hits somebody else's.", closeTwice},
	{"close-before-serve", House, "", "A program that fails between Listen and Serve closes what it has; a Serve that then runs for ever cannot be ended any more.", closeBeforeServe},
	{"nothing-leaks", House, "", "A descriptor or goroutine lost per thousand connections ends a server after days, and every measurement before that is skewed.", nothingLeaks},
}

func closeUnderLoad(c *client) error {
	var load sync.WaitGroup
	warm := make(chan error, c.fit(8))
	ended := make(chan error, cap(warm))
	for range cap(warm) {
		p, err := c.proven()
		if err != nil {
			return err
		}
		load.Go(func() {
			warm <- p.hellosAsked(10)
			for p.ask() == nil {
			}
			ended <- p.gone()
		})
	}
	for range cap(warm) {
		if err := <-warm; err != nil {
			return err
		}
	}
	if _, err := c.close(1); err != nil {
		c.closePeers()
		load.Wait()
		return err
	}
	for range cap(ended) {
		if err := <-ended; err != nil {
			return fmt.Errorf("a busy connection after Close: %w", err)
		}
	}
	return nil
}

// hellosAsked does n requests one after the other.
func (p *peer) hellosAsked(n int) error {
	for range n {
		if err := p.ask(); err != nil {
			return err
		}
	}
	return nil
}

func closeTwice(c *client) error {
	if _, err := c.proven(); err != nil {
		return err
	}
	_, err := c.close(10)
	return err
}

func closeBeforeServe(c *client) error {
	s, ok := c.subject.(Unserved)
	if !ok {
		return fmt.Errorf("this server runs already: %w", ErrUnseen)
	}
	ctx, cancel := c.patient()
	defer cancel()
	_, err := s.CloseUnserved(ctx)
	return err
}

func nothingLeaks(c *client) error {
	if err := c.serves("its start"); err != nil {
		return err
	}
	if err := c.untilNoneOpen("the first connection is closed"); err != nil {
		return err
	}
	before, err := c.inspect()
	if err != nil {
		return err
	}
	if err := c.comeAndGo(c.churn); err != nil {
		return err
	}
	if err := c.untilNoneOpen("every connection that has ended is closed"); err != nil {
		return err
	}
	err = c.until(fmt.Sprintf("after %d connections it holds no more than before them", c.churn), func(in Inside) bool {
		return in.Descriptors <= before.Descriptors && in.Goroutines <= before.Goroutines
	})
	if err != nil {
		return err
	}
	left, err := c.close(1)
	if err != nil {
		return err
	}
	if left.Descriptors > 0 || left.Goroutines > 0 {
		return fmt.Errorf("closing left %d descriptors and %d goroutines behind", max(left.Descriptors, 0), max(left.Goroutines, 0))
	}
	return c.portIsFree()
}

// portIsFree checks that the address can be listened on again.
func (c *client) portIsFree() error {
	ln, err := net.Listen("tcp", c.subject.Addr().String())
	if err != nil {
		return fmt.Errorf("after Close: %w", err)
	}
	return ln.Close()
}

// comeAndGo opens n connections, some at a time, that end in all the ways
// there are. Most end by a reset, which leaves nothing in TIME_WAIT to disturb
// a measurement that follows.
func (c *client) comeAndGo(n int) error {
	batch := min(c.fit(100), n)
	for done := 0; done < n; {
		peers := make([]*peer, 0, batch)
		for range min(batch, n-done) {
			p, err := c.dial()
			if err != nil {
				return fmt.Errorf("connection %d: %w", done+len(peers)+1, err)
			}
			peers = append(peers, p)
		}
		for i, p := range peers {
			if err := p.come(i); err != nil {
				return fmt.Errorf("connection %d of %d: %w", done+i+1, n, err)
			}
		}
		for i, p := range peers {
			if err := p.goAway(i); err != nil {
				return fmt.Errorf("connection %d of %d: %w", done+i+1, n, err)
			}
		}
		done += len(peers)
	}
	return nil
}

// come sends what the i-th connection of a batch has to say.
func (p *peer) come(i int) error {
	switch i % 10 {
	case 0:
		return p.send(oldGet)
	case 1, 2:
		return p.send(get)
	}
	return nil // it never says anything; resets in requests are a promise of their own
}

// goAway ends the i-th connection of a batch.
func (p *peer) goAway(i int) error {
	switch i % 10 {
	case 0: // the server closes first
		if err := p.hello(); err != nil {
			return err
		}
		if err := p.eof(); err != nil {
			return err
		}
		p.close()
	case 1: // this side closes first, in order
		if err := p.hello(); err != nil {
			return err
		}
		p.close()
	case 2: // a reset after a reply
		if err := p.hello(); err != nil {
			return err
		}
		p.reset()
	default: // a reset of one that was idle
		p.reset()
	}
	return nil
}
