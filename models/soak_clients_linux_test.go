package models_test

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// kinds are the peers of a mix. live is one turn of one of them; what it opens
// it closes.
var kinds = []struct {
	name  string
	peers int
	live  func(x *mix, turn int) error
}{
	{"polite", 2, polite},
	{"hasty", 4, hasty},
	{"slow", 1, slow},
	{"resetting", 1, resetting},
	{"flooding", 1, flooding},
	{"half-open", 1, halfOpen},
	{"starving", 1, starving},
	{"newcomer", 1, newcomer},
}

var (
	oneGet   = []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	manyGets = bytes.Repeat(oneGet, 64)
	nonsense = []byte("nonsense\r\n\r\n")
	longHead = append(append([]byte(nil), "GET / HTTP/1.1\r\nHost: a\r\n"...), bytes.Repeat([]byte("Field: 0123456789\r\n"), 410)...)
)

// polite asks much on one connection, pipelined.
func polite(x *mix, _ int) error {
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	for range 8 {
		if err := c.send(manyGets, 64); err != nil {
			return err
		}
		if err := c.replies(64); err != nil {
			return err
		}
	}
	return nil
}

// hasty asks once on each connection. Now and then the server closes first.
func hasty(x *mix, turn int) error {
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	if turn%64 > 0 {
		if err := c.send(oneGet, 1); err != nil {
			return err
		}
		return c.replies(1)
	}
	if err := c.send([]byte("GET / HTTP/1.0\r\n\r\n"), 1); err != nil {
		return err
	}
	got, err := c.rest()
	if err != nil || !bytes.HasSuffix(got, []byte("world!")) {
		return fmt.Errorf("%q, %x", got, err)
	}
	return nil
}

// many opens connections, does something on each, and closes them all.
func (x *mix) many(n int, each func(i int, c *caller) error, then func([]*caller) error) error {
	var all []*caller
	defer func() {
		for _, c := range all {
			c.reset()
		}
	}()
	for i := range n {
		c, err := x.connect()
		if err != nil {
			return err
		}
		all = append(all, c)
		if err := each(i, c); err != nil {
			return err
		}
	}
	return then(all)
}

// slow sends its requests byte by byte.
func slow(x *mix, _ int) error {
	return x.many(32, func(int, *caller) error { return nil }, func(all []*caller) error {
		x.asked.Add(int64(len(all)))
		for at := range oneGet {
			for _, c := range all {
				if err := c.send(oneGet[at:at+1], 0); err != nil {
					return err
				}
			}
			time.Sleep(time.Millisecond)
		}
		for _, c := range all {
			if err := c.replies(1); err != nil {
				return err
			}
		}
		return nil
	})
}

// resetting goes away in the middle of a request, or of a reply. Now and then it
// waits for its turn in the accept queue: else that fills with what has gone, and
// how many the server ever had at once would be left to chance.
func resetting(x *mix, turn int) error {
	if turn%32 == 0 {
		return hasty(x, 1)
	}
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	switch turn % 3 {
	case 0:
		return c.send(oneGet[:turn%len(oneGet)], 1)
	case 1:
		return c.send(manyGets, 64)
	}
	return nil
}

// flooding sends without reading until it is blocked. Then it reads all that it
// has asked for, or resets the connection.
func flooding(x *mix, turn int) error {
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	const most = 1 << 20
	sent := 0
	for sent < most {
		from := sent % len(manyGets)
		n, err := c.write(manyGets[from:], unix.MSG_DONTWAIT)
		if err == unix.EAGAIN {
			break
		}
		if err != nil {
			return fmt.Errorf("send: %x", err)
		}
		sent += n
	}
	x.asked.Add(int64(sent/len(oneGet) + 1))
	if turn%2 == 0 {
		return nil
	}
	return c.replies(sent / len(oneGet))
}

// halfOpen holds connections that wait for something: a head without its end, a
// peer that has finished sending, one that was refused.
func halfOpen(x *mix, _ int) error {
	return x.many(64, func(i int, c *caller) error {
		switch i % 4 {
		case 0:
			return c.send(longHead, 1)
		case 1:
			return c.send(longHead[:100], 1)
		case 2:
			if err := c.send(nonsense, 1); err != nil {
				return err
			}
			got, err := c.rest()
			if !bytes.Contains(got, []byte(" 400 ")) || err != nil {
				return fmt.Errorf("to nonsense: %q, %x", got, err)
			}
			return nil
		}
		if err := errors.Join(c.send(oneGet, 1), unix.Shutdown(c.fd, unix.SHUT_WR)); err != nil {
			return err
		}
		return c.replies(1)
	}, func([]*caller) error {
		time.Sleep(20 * time.Millisecond)
		return nil
	})
}

// starving takes all descriptors from the server for a moment.
func starving(x *mix, _ int) error {
	for start := time.Now(); time.Since(start) < x.starving; time.Sleep(10 * time.Millisecond) {
		if x.over() {
			return nil
		}
	}
	x.starved.Add(1)
	_, err := x.server.ask("limit 0")
	time.Sleep(50 * time.Millisecond)
	_, lifted := x.server.ask("limit -1")
	return errors.Join(err, lifted)
}

// newcomer is one who asks now and then, and must not wait.
func newcomer(x *mix, _ int) error {
	time.Sleep(10 * time.Millisecond)
	start := time.Now()
	c, err := x.connect()
	if err != nil {
		return err
	}
	defer c.reset()
	if err := errors.Join(c.send(oneGet, 1), c.replies(1)); err != nil {
		return err
	}
	took := time.Since(start)
	x.waited.Store(max(x.waited.Load(), int64(took)))
	if took > x.newcomer {
		return fmt.Errorf("waited for %v", took)
	}
	return nil
}

// highWater opens more connections than there will be at once, each with as much
// as the server can hold of it: what it keeps for later has then grown to what it
// will ever be.
func (x *mix) highWater() error {
	if err := x.learn(); err != nil {
		return err
	}
	return x.many(300, func(_ int, c *caller) error { return c.send(longHead, 1) }, func([]*caller) error {
		for range 10 { // by now it has read them
			if err := newcomer(x, 0); err != nil {
				return err
			}
		}
		return nil
	})
}
