package modeltest

import (
	"fmt"
	"strings"
	"time"
)

// basicCases are what one well-behaved connection may expect.
var basicCases = []Case{
	{"one-request", RFC, "RFC 9110 section 9.1", "A server that does not answer measures nothing.", oneRequest},
	{"plain-text", House, "", "A reply of another type, to be escaped or compressed, is another piece of work.", plainText},
	{"any-target", House, "", "Load generators and browsers ask for their own targets and methods; a 404 costs less than a greeting.", anyTarget},
	{"date", RFC, "RFC 9110 section 6.6.1", "A reply without a current Date saves the work that every other server does, so the two do not compare.", dateHeader},
	{"keep-alive", House, "RFC 9112 section 9.3", "If connections end after a reply, a benchmark of requests silently becomes one of accepts.", keepAlive},
	{"http10-keep-alive", House, "RFC 9112 section 9.3", "ab -k speaks HTTP/1.0; without keep-alive it measures accepts, or waits for an end that never comes.", keepAliveOld},
	{"http10-close", House, "", "The reply to HTTP/1.0 is the seed's to the byte and ends by the end of the connection: a client that reads to it hangs if it does not come.", closeOld},
	{"connection-close", RFC, "RFC 9112 section 9.6", "A client that asks for the end of the connection waits for it.", connectionClose},
	{"bare-lf", House, "RFC 9112 section 2.2", "The seed ends a request by LF LF or LF CR LF; a server that wants CRLF alone never answers it.", bareLF},
	{"head", RFC, "RFC 9110 section 9.3.2", "A body after HEAD is taken for the next reply, and everything on the connection is off by one.", headNoBody},
}

// firstReply is the reply to a GET on a connection of its own.
func (c *client) firstReply() (reply, error) {
	p, err := c.dial()
	if err != nil {
		return reply{}, err
	}
	if err := p.send(get); err != nil {
		return reply{}, err
	}
	return p.reply("GET")
}

func oneRequest(c *client) error {
	r, err := c.firstReply()
	if err != nil {
		return err
	}
	if r.version != "HTTP/1.1" {
		return fmt.Errorf("a reply of %s to HTTP/1.1", r.version)
	}
	return r.isGreeting("GET")
}

func plainText(c *client) error {
	r, err := c.firstReply()
	if err != nil {
		return err
	}
	if kind, _, _ := strings.Cut(r.header["content-type"], ";"); kind != "text/plain" {
		return fmt.Errorf("content-type %q, want text/plain", kind)
	}
	return nil
}

func anyTarget(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	for _, line := range []string{
		"GET /a/deep/target?with=a&query HTTP/1.1", "GET http://a/absolute HTTP/1.1", "GET /" + strings.Repeat("long", 500) + " HTTP/1.1",
		"DELETE / HTTP/1.1", "OPTIONS /a HTTP/1.1", "PATCH / HTTP/1.1",
	} {
		if err := p.send(line + "\r\nHost: a\r\n\r\n"); err != nil {
			return err
		}
		if err := p.hello(); err != nil {
			return fmt.Errorf("%.40s: %w", line, err)
		}
	}
	return nil
}

func dateHeader(c *client) error {
	r, err := c.firstReply()
	if err != nil {
		return err
	}
	date, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", r.header["date"])
	if err != nil {
		return fmt.Errorf("date: %w", err)
	}
	// The server may run elsewhere, by a clock of its own.
	if off := time.Since(date).Abs(); off > time.Minute {
		return fmt.Errorf("date %q is %v off", r.header["date"], off.Round(time.Second))
	}
	return nil
}

func keepAlive(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	// Kept by its version, and by a header that says the same once more.
	for i, request := range []string{get, get, "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", get} {
		if err := p.send(request); err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
		if err := p.hello(); err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
	}
	return p.hellosAsked(100)
}

func keepAliveOld(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	for i := range 3 {
		if err := p.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"); err != nil {
			return err
		}
		r, err := p.reply("GET")
		if err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
		if err := r.isGreeting("GET"); err != nil {
			return err
		}
		// Without this the client may not rely on the connection, and closes it.
		if got := r.header["connection"]; r.version == "HTTP/1.0" && !strings.EqualFold(got, "keep-alive") {
			return fmt.Errorf("connection %q in a reply of HTTP/1.0 that keeps it, want keep-alive", got)
		}
	}
	return nil
}

func closeOld(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	if err := p.send(oldGet); err != nil {
		return err
	}
	got, err := p.rest()
	if err != nil {
		return fmt.Errorf("%q, then %w", got, p.plain(err))
	}
	if string(got) != seedSay {
		return fmt.Errorf("%q, want %q", got, seedSay)
	}
	return nil
}

func connectionClose(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	if err := p.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); err != nil {
		return err
	}
	if err := p.hello(); err != nil {
		return err
	}
	return p.eof()
}

func bareLF(c *client) error {
	for _, end := range []string{"\n\n", "\n\r\n"} {
		p, err := c.dial()
		if err != nil {
			return err
		}
		if err := p.send("GET / HTTP/1.0" + end); err != nil {
			return err
		}
		if err := p.hello(); err != nil {
			return fmt.Errorf("a head that ends in %q: %w", end, err)
		}
	}
	return nil
}

func headNoBody(c *client) error {
	p, err := c.dial()
	if err != nil {
		return err
	}
	for range 2 {
		if err := p.send(head + get); err != nil {
			return err
		}
		if err := p.helloHead(); err != nil {
			return err
		}
		if err := p.hello(); err != nil {
			return fmt.Errorf("the GET behind a HEAD: %w", err)
		}
	}
	// Other promises use a HEAD to tell replies apart; this one is here alone.
	if err := p.send("HEAD / HTTP/1.0\r\n\r\n"); err != nil {
		return err
	}
	if err := p.helloHead(); err != nil {
		return err
	}
	return p.eof()
}
