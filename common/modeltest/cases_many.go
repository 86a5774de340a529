package modeltest

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// manyCases are about connections that share one server.
var manyCases = []Case{
	{"burst-500", House, "", "Connections that arrive together raise one event under edge triggers: a server that accepts one per event strands the rest.", burst},
	{"idle-costs-no-waits", House, "", "Connections that do nothing must not wake the server: writability left armed, or a timer per connection, burns a processor.", idleCostsNothing},
	{"flood-does-not-starve", House, "", "One peer that always has input ready must not keep the server to itself: the others would wait as long as it likes.", floodDoesNotStarve},
	{"descriptor-reuse", House, "", "A new connection gets the number of one just closed; an event kept from before then closes or answers the wrong one.", descriptorReuse},
	{"one-over-the-limit", House, "", "At its limit a server refuses and lives on: one that crashes, or holds a peer it cannot watch, fails just when it is full.", oneOverTheLimit},
	{"out-of-descriptors", House, "", "Out of descriptors the listener stays ready: a server that asks again at once spins on a full processor, one that gives up never accepts again.", outOfDescriptors},
	{"descriptors-come-back", House, "", "Another process or loop may have held the descriptors: a server that waits for a close of its own never accepts again.", descriptorsComeBack},
}

func burst(c *client) error {
	s, err := c.sockets(c.fit(500))
	if err != nil {
		return err
	}
	peers, err := s.connect(c.ctx)
	if err != nil {
		return err
	}
	for range 2 {
		for i, p := range peers {
			if err := p.send(get); err != nil {
				return fmt.Errorf("connection %d of %d at once: %w", i+1, len(peers), err)
			}
		}
		for i, p := range peers {
			if err := p.hello(); err != nil {
				return fmt.Errorf("connection %d of %d at once: %w", i+1, len(peers), err)
			}
		}
	}
	return nil
}

// Bounds on what one request may cost a server that does nothing else: the wait
// that reports it, one more for a want that is armed, a poll behind each; and
// what a timer or a signal adds now and then.
const (
	waitsPerRequest = 4
	slackOfWaits    = 64
)

// asks sends n requests one after the other, and says what they cost inside.
// between is called after each.
func (c *client) asks(p *peer, n int, between func() error) (cost Inside, err error) {
	before, err := c.inspect()
	if err != nil {
		return cost, err
	}
	for range n {
		if err := p.ask(); err != nil {
			return cost, err
		}
		if err := between(); err != nil {
			return cost, err
		}
	}
	after, err := c.inspect()
	after.Stats = after.Stats.Minus(before.Stats)
	return after, err
}

// modest checks that n requests cost no more waits and events than they need.
func modest(in Inside, n int) error {
	s := in.Stats
	most := int64(n*waitsPerRequest + slackOfWaits)
	for _, spent := range []struct {
		what string
		n    int64
		seen bool
	}{
		{"waits and polls", int64(s.Waits.Plus(s.Polls)), s.Waits.Plus(s.Polls).Observed()},
		{"events", int64(s.Events), s.Events.Observed()},
		{"EAGAINs", int64(s.EAGAINs), s.EAGAINs.Observed()},
	} {
		if spent.seen && spent.n > most {
			return fmt.Errorf("%d %s for %d requests, want %d at most", spent.n, spent.what, n, most)
		}
	}
	if !s.Waits.Plus(s.Polls).Observed() {
		return fmt.Errorf("its waits are not counted: %w", ErrUnseen)
	}
	return nil
}

func idleCostsNothing(c *client) error {
	if _, err := c.inspect(); err != nil {
		return err
	}
	idle := c.fit(500)
	for range idle - 1 {
		if _, err := c.proven(); err != nil { // it has been served, and is silent now
			return err
		}
	}
	p, err := c.proven()
	if err != nil {
		return err
	}
	const n = 200
	cost, err := c.asks(p, n, func() error { return nil })
	if err != nil {
		return err
	}
	if err := modest(cost, n); err != nil {
		return fmt.Errorf("with %d idle connections: %w", idle-1, err)
	}
	return nil
}

// floodBound is how many replies to a flooding peer may come before another's
// one. What is under way in socket buffers of 4 MiB is some 40,000 of them; the
// rest is for a client that is itself kept waiting for a processor.
const floodBound = 1_000_000

func floodDoesNotStarve(c *client) error {
	victim, err := c.proven()
	if err != nil {
		return err
	}
	flooder, err := c.proven()
	if err != nil {
		return err
	}
	f := &flood{p: flooder, size: int64(len(flooder.lastGet))}
	defer f.start()()
	if err := f.reach(c, 10_000); err != nil {
		return err
	}
	for range 20 {
		before := f.replies()
		if err := victim.send(get); err != nil {
			return err
		}
		f.guard(victim, before+floodBound)
		if err := victim.hello(); err != nil {
			if n := f.replies() - before; n >= floodBound {
				return fmt.Errorf("no reply while a peer that floods got %d", n)
			}
			return fmt.Errorf("while another peer floods: %w", err)
		}
	}
	return nil
}

// flood is a connection that always has requests under way.
type flood struct {
	p        *peer
	size     int64 // bytes of a reply
	received atomic.Int64

	mu     sync.Mutex
	victim *peer
	bound  int64 // bytes received at which the victim has waited too long
}

// start floods until the function it returns is called.
func (f *flood) start() (stop func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		requests := strings.Repeat(get, 64<<10/len(get))
		for f.p.send(requests) == nil {
		}
	})
	wg.Go(func() {
		buf := make([]byte, 1<<20)
		for {
			n, err := patientReader{f.p}.Read(buf)
			if err != nil {
				return
			}
			f.received.Add(int64(n))
			f.mu.Lock()
			if f.victim != nil && f.received.Load() > f.bound {
				_ = f.victim.conn.SetReadDeadline(time.Unix(1, 0)) // it has waited long enough
			}
			f.mu.Unlock()
		}
	})
	return func() {
		f.p.conn.Close()
		wg.Wait()
	}
}

func (f *flood) replies() int64 { return f.received.Load() / f.size }

// guard ends the victim's wait once the flooder has had so many replies.
func (f *flood) guard(victim *peer, replies int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.victim, f.bound = victim, replies*f.size
}

// reach waits until the flooder has had so many replies.
func (f *flood) reach(c *client, replies int64) error {
	ctx, cancel := c.patient()
	defer cancel()
	if err := every(ctx, time.Millisecond, func() bool { return f.replies() >= replies }); err != nil {
		return fmt.Errorf("a peer that floods got %d replies within %v", f.replies(), c.timeout)
	}
	return nil
}

func descriptorReuse(c *client) error {
	n := max(c.fit(100)/2, 1)
	var old []*peer
	for round := range 20 {
		fresh := make([]*peer, n)
		// Ends, resets and requests of connections that end, and new ones
		// between them: the server meets them in one batch.
		for i := range fresh {
			if i < len(old) {
				old[i].leave(i)
			}
			p, err := c.dial()
			if err != nil {
				return err
			}
			if err := p.send(get); err != nil {
				return err
			}
			fresh[i] = p
		}
		for i, p := range fresh {
			if err := p.hello(); err != nil {
				return fmt.Errorf("connection %d of round %d, opened while others closed: %w", i+1, round+1, err)
			}
		}
		for _, p := range fresh { // still there, and owed nothing
			if err := p.ask(); err != nil {
				return fmt.Errorf("second request of round %d: %w", round+1, err)
			}
			if p.in.Buffered() > 0 {
				return fmt.Errorf("round %d: a reply that belongs to another connection", round+1)
			}
		}
		old = fresh
	}
	return nil
}

// leave ends a connection in one of the ways that peers have.
func (p *peer) leave(way int) {
	switch way % 3 {
	case 0:
		p.reset()
	case 1:
		_ = p.send(get)
		p.reset()
	case 2:
		_ = p.send(get[:5])
		p.close()
	}
}
