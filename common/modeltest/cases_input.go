package modeltest

import (
	"fmt"
	"strings"
)

// inputCases are about how a request arrives, and what it carries.
var inputCases = []Case{
	{"byte-at-a-time", RFC, "RFC 9112 section 2.2", "A network may split a request anywhere; a server that parses each read on its own answers 400 or nothing.", byteAtATime},
	{"split-at-every-offset", RFC, "RFC 9112 section 2.2", "A scan that does not look across the end of a read misses the end of a head, and the request hangs.", splitEverywhere},
	{"pipelined-1000", House, "RFC 9112 section 9.3.2", "What is left in the buffer behind a request raises no new event: a server that answers one request per read hangs, or drops the rest.", pipelined},
	{"larger-than-one-read", House, "RFC 9112 section 9.3.2", "Under edge triggers, input left unread is not reported again: the connection hangs as soon as the peer is silent.", largerThanOneRead},
	{"length-body", RFC, "RFC 9112 section 9.3", "A body taken for a request is request smuggling, and every later reply is off by one.", lengthBody},
	{"chunked-body", RFC, "RFC 9112 section 7.1", "The same as a body of known length, with framing that must be followed to its end.", chunkedBody},
	{"expect-continue", RFC, "RFC 9110 section 10.1.1", "curl sends no body until it gets the interim 100: without it every upload waits a second, or for ever.", expectContinue},
	{"before-malformed", RFC, "RFC 9112 section 9.3.2", "What came before a bad request has been promised a reply; dropped with it, the peer cannot know what was done.", beforeMalformed},
	{"urgent-byte", House, "", "A read stops at an urgent byte although more is queued; a server that takes a short read for an empty queue hangs.", urgentByte},
}

// sendApart sends parts that the server reads apart: by the time that another
// connection has had its reply, it has read what came before on this one.
func (p *peer) sendApart(other *peer, parts ...string) error {
	for i, part := range parts {
		if i > 0 {
			if err := other.ask(); err != nil {
				return err
			}
		}
		if err := p.send(part); err != nil {
			return err
		}
	}
	return nil
}

// twoProven opens two connections.
func (c *client) twoProven() (p, other *peer, err error) {
	if p, err = c.proven(); err != nil {
		return nil, nil, err
	}
	other, err = c.proven()
	return p, other, err
}

func byteAtATime(c *client) error {
	p, other, err := c.twoProven()
	if err != nil {
		return err
	}
	for range 2 {
		if err := p.sendApart(other, strings.Split(get, "")...); err != nil {
			return err
		}
		if err := p.hello(); err != nil {
			return err
		}
	}
	return nil
}

func splitEverywhere(c *client) error {
	p, other, err := c.twoProven()
	if err != nil {
		return err
	}
	const two = get + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
	for at := 1; at < len(two); at++ {
		if err := p.sendApart(other, two[:at], two[at:]); err != nil {
			return fmt.Errorf("split at %d: %w", at, err)
		}
		if err := p.hellos(2); err != nil {
			return fmt.Errorf("split at %d: %w", at, err)
		}
	}
	return nil
}

// mixed is n requests whose replies show their order: every third is a HEAD.
func mixed(n int) string {
	var b strings.Builder
	for i := range n {
		if i%3 == 2 {
			b.WriteString(head)
		} else {
			b.WriteString(get)
		}
	}
	return b.String()
}

// mixedReplies reads the replies to mixed(n).
func (p *peer) mixedReplies(n int) error {
	for i := range n {
		read := p.hello
		if i%3 == 2 {
			read = p.helloHead
		}
		if err := read(); err != nil {
			return fmt.Errorf("reply %d of %d: %w", i+1, n, err)
		}
	}
	return nil
}

func pipelined(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	const n = 1000
	if err := p.sendWhile(mixed(n), func() error { return p.mixedReplies(n) }); err != nil {
		return err
	}
	return p.ask()
}

func largerThanOneRead(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	// Whole buffers of the usual sizes: the read that takes the last byte is
	// not a short one.
	for _, size := range []int{4 << 10, 16 << 10, 64 << 10} {
		h := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
		length := size - len(h) - len("00000\r\n\r\n")
		h = fmt.Sprintf("%s%05d\r\n\r\n", h, length)
		if err := p.sendWhile(h+strings.Repeat("b", length), p.hello); err != nil {
			return fmt.Errorf("a request of %d bytes, then silence: %w", size, err)
		}
	}
	n := 64<<10/len(get) + 1
	if err := p.sendWhile(strings.Repeat(get, n), func() error { return p.hellos(n) }); err != nil {
		return fmt.Errorf("%d KiB of requests, then silence: %w", n*len(get)>>10, err)
	}
	return nil
}

func lengthBody(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	return p.bodies(fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", len(get), get))
}

func chunkedBody(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	return p.bodies(fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"+
		"%x\r\n%s\r\n%X;ext=1\r\n%s\r\n0\r\nTrailer: x\r\n\r\n", len(get), get, len(get), get))
}

// bodies sends a request with a body that looks like one. A HEAD follows, whose
// reply would be preceded by a greeting if the body were answered.
func (p *peer) bodies(post string) error {
	for range 2 {
		if err := p.send(post + head); err != nil {
			return err
		}
		if err := p.hello(); err != nil {
			return err
		}
		if err := p.helloHead(); err != nil {
			return fmt.Errorf("the HEAD behind a body: %w", err)
		}
	}
	return p.ask()
}

func expectContinue(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	if err := p.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"); err != nil {
		return err
	}
	r, err := p.reply("GET")
	switch {
	case err != nil:
		return fmt.Errorf("before the body: %w", err)
	case r.status != 100: // a final reply, which no body can change any more
		return r.isGreeting("GET")
	}
	if err := p.send("hello"); err != nil {
		return err
	}
	if err := p.hello(); err != nil {
		return fmt.Errorf("after the body: %w", err)
	}
	return p.ask()
}

func beforeMalformed(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	if err := p.send(mixed(10) + "no request\r\n\r\n" + get); err != nil {
		return err
	}
	if err := p.mixedReplies(10); err != nil {
		return err
	}
	return p.gone()
}

func urgentByte(c *client) error {
	p, err := c.proven()
	if err != nil {
		return err
	}
	// While the server answers the first requests, the rest arrives, and is
	// reported to it as one event. The urgent byte stands where a space may:
	// a server that reads urgent bytes in line keeps the promise as well.
	const busy = 140 // under 4 KiB of requests: what the smallest read takes at once
	for i := range 20 {
		if err := p.send(strings.Repeat(get, busy)); err != nil {
			return err
		}
		if err := p.sendUrgent("GET / HTTP/1.1\r\nHost: "); err != nil {
			return err
		}
		if err := p.send("a\r\n\r\n" + get); err != nil {
			return err
		}
		if err := p.hellos(busy + 2); err != nil {
			return fmt.Errorf("with an urgent byte, for the %d. time: %w", i+1, err)
		}
	}
	return nil
}
