//go:build !linux

package modeltest

import (
	"context"
	"fmt"
	"sync"
	"syscall"
)

func (p *peer) sendUrgent(string) error {
	return fmt.Errorf("urgent bytes: this client has them on Linux alone: %w", ErrUnseen)
}

// finAcknowledged would wait until the server's system has this side's FIN.
func (p *peer) finAcknowledged() error { return nil }

// narrow would make a connection hold little.
func narrow(string, string, syscall.RawConn) error { return nil }

// sockets are connected at once, as far as goroutines do.
type sockets struct {
	c *client
	n int
}

func (c *client) sockets(n int) (*sockets, error) { return &sockets{c, n}, nil }

func (s *sockets) close() {}

func (s *sockets) connect(context.Context) ([]*peer, error) {
	peers, errs := make([]*peer, s.n), make([]error, s.n)
	var wg sync.WaitGroup
	for i := range s.n {
		wg.Go(func() { peers[i], errs[i] = s.c.dial() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return peers, nil
}
