package modeltest

import (
	"errors"
	"fmt"
	"time"
)

func oneOverTheLimit(c *client) error {
	in, err := c.inspect()
	if err != nil {
		return err
	}
	if in.Limit == 0 {
		c.note = "no limit of its own"
		return nil
	}
	open := newDescriptors()
	defer open.close()
	if _, shared := c.subject.(interface{ sharesDescriptors() }); !shared && open.room() < in.Limit+64 {
		return fmt.Errorf("its limit of %d takes more descriptors than this process has: %w", in.Limit, ErrUnseen)
	}
	// What the limit leaves room for can change by a few as the process opens
	// and closes descriptors of its own.
	const slack = 8
	var held []*peer
	for {
		if len(held) > in.Limit+slack {
			return fmt.Errorf("%d connections at a limit of %d, and none refused", len(held), in.Limit)
		}
		p, err := c.dial()
		if err != nil {
			return err
		}
		if err := p.send(get); err != nil || p.hello() != nil {
			if err := p.gone(); err != nil {
				return fmt.Errorf("connection %d at a limit of %d: %w", len(held)+1, in.Limit, err)
			}
			p.close()
			break
		}
		held = append(held, p)
	}
	if len(held) == 0 {
		return fmt.Errorf("refused the first connection at a limit of %d", in.Limit)
	}
	return c.livesOn(held)
}

// livesOn checks a server that has just refused a connection.
func (c *client) livesOn(held []*peer) error {
	for i, p := range held {
		if err := p.ask(); err != nil {
			return fmt.Errorf("connection %d of %d, after one was refused: %w", i+1, len(held), err)
		}
	}
	in, err := c.inspect()
	if err != nil {
		return err
	}
	if in.Stats.Refused.Observed() && in.Stats.Refused == 0 {
		return fmt.Errorf("refused a connection and did not count it")
	}
	for _, p := range held[:(len(held)+1)/2] {
		p.close()
	}
	// A connection closed is known to the server a moment later; until then it
	// may refuse the next.
	ctx, cancel := c.patient()
	defer cancel()
	if err := every(ctx, time.Millisecond, func() bool { return c.serves("a refusal") == nil }); err != nil {
		return fmt.Errorf("accepts none after %d of %d connections were closed", (len(held)+1)/2, len(held))
	}
	return nil
}

// starve takes all descriptors from the server, and leaves n connections in
// its accept queue, each with a request. holding is one that it has already.
func (c *client) starve(n int) (holding *peer, queued []*peer, err error) {
	if holding, err = c.proven(); err != nil {
		return nil, nil, err
	}
	s, err := c.sockets(n)
	if err != nil {
		return nil, nil, err
	}
	if err := c.limitDescriptors(0); err != nil {
		s.close()
		return nil, nil, err
	}
	if queued, err = s.connect(c.ctx); err != nil {
		return nil, nil, err
	}
	for i, p := range queued {
		if err := p.send(get); err != nil {
			return nil, nil, fmt.Errorf("connection %d while it has no descriptor left: %w", i+1, err)
		}
	}
	return holding, queued, nil
}

// answer is what became of one connection among several.
type answer struct {
	of  int
	err error
}

func outOfDescriptors(c *client) error {
	defer func() { _ = c.limitDescriptors(-1) }()
	ending, err := c.proven()
	if err != nil {
		return err
	}
	holding, queued, err := c.starve(8)
	if err != nil {
		return err
	}
	// Looking inside takes longer than a turn of a loop that spins.
	const n = 50
	cost, err := c.asks(holding, n, func() error { _, err := c.inspect(); return err })
	if err != nil {
		return fmt.Errorf("a connection that it has, while it has no descriptor left: %w", err)
	}
	spins := modest(cost, n)
	// Which of them comes first is not promised: several loops have a queue each.
	answered := make(chan answer, len(queued))
	for i, p := range queued {
		go func() { answered <- answer{i, p.hello()} }()
	}
	ending.close()
	first := <-answered
	if first.err != nil {
		return fmt.Errorf("one in the queue, after another closed: %w", first.err)
	}
	if err := c.limitDescriptors(-1); err != nil {
		return err
	}
	queued[first.of].close()
	for range queued[1:] {
		if a := <-answered; a.err != nil {
			return fmt.Errorf("%d. in the queue, with descriptors again: %w", a.of+1, a.err)
		}
	}
	if errors.Is(spins, ErrUnseen) {
		c.note = "whether it spins meanwhile is not counted"
		return nil
	}
	if spins != nil {
		return fmt.Errorf("while it has no descriptor left: %w", spins)
	}
	return nil
}

func descriptorsComeBack(c *client) error {
	defer func() { _ = c.limitDescriptors(-1) }()
	holding, queued, err := c.starve(3)
	if err != nil {
		return err
	}
	for range 5 { // by now it has tried to accept
		if err := holding.ask(); err != nil {
			return fmt.Errorf("a connection that it has, while it has no descriptor left: %w", err)
		}
	}
	if err := c.limitDescriptors(-1); err != nil {
		return err
	}
	for i, p := range queued {
		if err := p.hello(); err != nil {
			return fmt.Errorf("%d. in the queue, with descriptors again and none of its own closed: %w", i+1, err)
		}
	}
	return nil
}
