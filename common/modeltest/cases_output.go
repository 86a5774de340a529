package modeltest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// outputCases are about replies that do not fit, and about ends and resets.
var outputCases = []Case{
	{"slow-reader", House, "", "A send buffer that fills must stop the reading: a server that drops, reorders or hoards replies loses data or memory to one slow peer.", slowReader},
	{"input-while-blocked", House, "", "The event for input that comes while output is blocked is spent; a server that then believes its input drained never reads it.", inputWhileBlocked},
	{"fin-while-blocked", House, "RFC 9112 section 9.6", "A peer that has finished sending still wants what it asked for; a server that closes at the FIN cuts its own reply.", finWhileBlocked},
	{"half-close", House, "RFC 9112 section 9.6", "shutdown(SHUT_WR) after the request is how nc and many scripts end one; closing at once drops their reply, never closing leaks the connection.", halfClose},
	{"reset-mid-request", House, "", "Peers vanish in the middle of a request all day; a server that takes the error for its own dies, or keeps the dead connection.", resetMidRequest},
	{"reset-mid-reply", House, "", "Writing to a connection that was reset raises EPIPE or SIGPIPE; unhandled, one impatient client ends the server.", resetMidReply},
}

// blockedVolume is requests enough to fill what a narrow connection holds as a
// rule, and few enough to fit unread into the server's receive buffer.
const blockedVolume = 2400

// overfill sends batches of so many requests until the server leaves one
// unread, since its output is blocked, and returns how many batches that took.
// It is the kernel who decides: it measures a send buffer out by what it has
// learned of the path, and packets that were reordered on loopback once make it
// several times as large (tcp_sndbuf_expand in net/ipv4/tcp_input.c). known is
// what it took on another connection, which spares the waiting; 0: not known.
func (c *client) overfill(p *peer, batch string, known int) (batches int, err error) {
	const most = 16
	for batches < most {
		before := c.requests()
		if err := p.send(batch); err != nil {
			return batches, err
		}
		if batches++; batches == known || c.leaves(before, blockedVolume) {
			break
		}
	}
	return batches, nil
}

// leaves says whether the server, which had read so many requests before, leaves
// some of the n unread that were sent since.
func (c *client) leaves(before int64, n int) bool {
	if c.reaches(before, n) {
		return false
	}
	c.settled(10, noProgress) // or was it only kept from its processor?
	return !c.reaches(before, n)
}

// settled waits until the server does nothing more: until so many looks, 2 ms
// apart, at its counters and at progress tell the same. It only prepares a
// situation: a machine that is too slow for it makes the case see less, never
// fail. What a case sends is bounded, so this ends.
func (c *client) settled(looks int, progress func() int64) {
	last, same := int64(-1), 0
	_ = every(c.ctx, 2*time.Millisecond, func() bool {
		now := progress()
		if in, err := c.inspect(); err == nil {
			now += int64(in.Stats.Requests + in.Stats.Reads + in.Stats.Writes)
		}
		if now != last {
			last, same = now, 0
		}
		same++
		return same > looks
	})
}

func noProgress() int64 { return 0 }

func slowReader(c *client) error {
	p, err := c.dialWith(narrow)
	if err != nil {
		return err
	}
	const batch, cap = 3000, 16 << 20
	requests := mixed(batch)
	var sent atomic.Int64
	var enough atomic.Bool
	wrote := make(chan error, 1)
	go func() { // writes until it is blocked and told so, or nothing holds it back
		for !enough.Load() && sent.Load() < cap {
			if err := p.send(requests); err != nil {
				wrote <- err
				return
			}
			sent.Add(int64(len(requests)))
		}
		wrote <- nil
	}()
	c.settled(150, sent.Load)
	enough.Store(true)
	if sent.Load() >= cap {
		return fmt.Errorf("it took %d MiB of requests while none of its replies was read: its memory has no bound", cap>>20)
	}
	replies := int64(0)
	for {
		if err := p.mixedReplies(batch); err != nil {
			p.conn.Close()
			<-wrote
			return fmt.Errorf("of the replies that had to wait: %w", err)
		}
		replies += int64(len(requests))
		select {
		case err := <-wrote:
			for err == nil && replies < sent.Load() {
				err = p.mixedReplies(batch)
				replies += int64(len(requests))
			}
			if err != nil {
				return err
			}
			return p.ask()
		default:
		}
	}
}

func inputWhileBlocked(c *client) error {
	p, err := c.dialWith(narrow)
	if err != nil {
		return err
	}
	// Requests go out in batches that one read takes whole, each only when the
	// one before has been read. The first that is not read came while output
	// was blocked, and the read before it was a short one. The batches are
	// small, so that little is pending then: it goes out in one write, and no
	// further event about room to write mentions the input by the way.
	const batch, most = 6, 20_000
	before, sent := c.requests(), 0
	for blocked := false; !blocked && sent < most*batch; {
		if err := p.send(strings.Repeat(get, batch)); err != nil {
			return err
		}
		sent += batch
		blocked = c.leaves(before, sent)
	}
	if err := p.send(get); err != nil {
		return err
	}
	c.settled(10, noProgress)
	if err := p.hellos(sent + 1); err != nil {
		return fmt.Errorf("the last of them sent while output was blocked: %w", err)
	}
	return p.ask()
}

// requests is how many the server has read so far; 0 if that is not seen.
func (c *client) requests() int64 {
	in, err := c.inspect()
	if err != nil || !in.Stats.Requests.Observed() {
		return 0
	}
	return int64(in.Stats.Requests)
}

// reaches waits a moment for the server to have read n requests more than
// before. What it cannot see it takes for reached until that must block.
func (c *client) reaches(before int64, n int) bool {
	if in, err := c.inspect(); err != nil || !in.Stats.Requests.Observed() {
		time.Sleep(100 * time.Microsecond) // nothing tells when it has read
		return n < blockedVolume
	}
	for start := time.Now(); time.Since(start) < 20*time.Millisecond; {
		if c.requests() >= before+int64(n) {
			return true
		}
	}
	return false
}

func finWhileBlocked(c *client) error {
	p, err := c.dialWith(narrow)
	if err != nil {
		return err
	}
	batches, err := c.overfill(p, mixed(blockedVolume), 0)
	if err != nil {
		return err
	}
	if err := p.halfClose(); err != nil {
		return err
	}
	if err := p.finAcknowledged(); err != nil {
		return fmt.Errorf("the FIN behind %d requests was not taken in: %w", batches*blockedVolume, err)
	}
	c.settled(10, noProgress)
	for range batches {
		if err := p.mixedReplies(blockedVolume); err != nil {
			return fmt.Errorf("the FIN came while output was blocked: %w", err)
		}
	}
	return nil
}

func halfClose(c *client) error {
	for _, busy := range []int{0, 0, 140, 140, 140, 140, 140, 300} {
		p, err := c.dial()
		if err != nil {
			return err
		}
		// While the server answers the first requests, the last one and the
		// FIN arrive, and are reported to it as one event.
		if err := p.send(strings.Repeat(get, busy)); err != nil {
			return err
		}
		if err := p.send(get); err != nil {
			return err
		}
		if err := p.halfClose(); err != nil {
			return err
		}
		if err := p.hellos(busy + 1); err != nil {
			return err
		}
		if err := p.eof(); err != nil {
			return fmt.Errorf("after the last of %d replies: %w", busy+1, err)
		}
	}
	return nil
}

func resetMidRequest(c *client) error {
	for i := range c.fit(60) {
		p, err := c.dial()
		if err != nil {
			return err
		}
		if i%3 > 0 { // else reset before anything is sent
			if err := p.send(get[:i%len(get)]); err != nil {
				return err
			}
		}
		if i%3 == 1 { // the server has most likely read the part by now
			if err := c.serves("resets in requests"); err != nil {
				return err
			}
		}
		p.reset()
	}
	return c.survived("resets in requests")
}

// survived checks a server whose peers have all gone: once it has noticed, it
// holds none of them, and serves the next.
func (c *client) survived(what string) error {
	c.settled(10, noProgress)
	if err := c.untilNoneOpen("the connections that ended in " + what + " are closed"); err != nil {
		return err
	}
	return c.serves(what)
}

// untilNoneOpen waits until the server holds no connection, as far as it counts them.
func (c *client) untilNoneOpen(what string) error {
	in, err := c.inspect()
	if err != nil || !in.Stats.Accepts.Minus(in.Stats.Closes).Minus(in.Stats.Refused).Observed() {
		return nil // the outside of the promise was kept
	}
	return c.until(what, func(in Inside) bool {
		return in.Stats.Accepts-in.Stats.Refused == in.Stats.Closes
	})
}

func resetMidReply(c *client) error {
	var peers []*peer
	batches := 0
	for range c.fit(20) {
		p, err := c.dialWith(narrow)
		if err != nil {
			return err
		}
		if batches, err = c.overfill(p, strings.Repeat(get, blockedVolume), batches); err != nil {
			return err
		}
		peers = append(peers, p)
	}
	c.settled(10, noProgress)
	for _, p := range peers {
		p.reset()
	}
	return c.survived("resets in replies")
}
