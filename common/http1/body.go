package http1

// readBody takes bytes of a body of known length off p. They are nobody's
// business, but they must not be taken for a request.
func (c *Conn) readBody(p []byte, l *Loop) (rest []byte) {
	p = c.take(p)
	if c.left == 0 {
		c.answer(l)
	}
	return p
}

// take drops what p holds of the bytes left to come.
func (c *Conn) take(p []byte) (rest []byte) {
	n := min(int64(len(p)), c.left)
	c.left -= n
	return p[n:]
}

// readChunks takes bytes of a chunked body off p. The framing is read byte by
// byte, so that nothing of it need be kept.
func (c *Conn) readChunks(p []byte, l *Loop) (rest []byte) {
	for len(p) > 0 {
		if c.state == chunkData {
			p = c.take(p)
			if c.left == 0 {
				c.state = dataCR
			}
			continue
		}
		b := p[0]
		p = p[1:]
		s := goOn
		if c.state < trailer {
			s = c.frame(b)
		} else {
			s = c.trail(b)
		}
		switch s {
		case goOn:
		case whole:
			c.spent = 0
			c.answer(l)
			return p
		default:
			c.refuse(s, l)
			return p
		}
	}
	return nil
}

// frame takes in a byte of the framing around chunks. Every line must end in
// CRLF: a bare LF is where request smuggling hides.
func (c *Conn) frame(b byte) status {
	switch c.state {
	case inChunks, chunkSize:
		return c.size(b)
	case chunkLF:
		return c.begun(b)
	case dataCR:
		return c.expect(b, '\r', dataLF)
	case dataLF:
		return c.expect(b, '\n', inChunks)
	default:
		return c.extension(b)
	}
}

// size takes in a byte of a chunk's size, or the one behind it.
func (c *Conn) size(b byte) status {
	d := hex(b)
	switch {
	case d >= 0:
		if c.left >= 1<<(63-4) {
			return badRequest // the size is over the range of int64
		}
		c.left = c.left<<4 | int64(d)
		c.state = chunkSize
	case c.state == inChunks:
		return badRequest // no digit at all
	default:
		return c.extension(b)
	}
	return c.spend(maxSizeLine, badRequest)
}

// begun takes in the LF behind a chunk's size. A chunk of size 0 is the last.
func (c *Conn) begun(b byte) status {
	c.spent = 0
	if c.left == 0 {
		return c.expect(b, '\n', trailer)
	}
	return c.expect(b, '\n', chunkData)
}

// trail takes in a byte of the trailer section: header lines, judged as those
// of a head are, and the empty line that ends the body.
func (c *Conn) trail(b byte) status {
	switch c.state {
	case trailer:
		if b == '\r' {
			c.state = chunksLF
		} else if classes[b]&tokenChar == 0 {
			return badRequest
		} else {
			c.state = trailerName
		}
	case trailerName:
		if b == ':' {
			c.state = trailerValue
		} else if classes[b]&tokenChar == 0 {
			return badRequest
		}
	case trailerValue:
		if b == '\r' {
			c.state = trailerLF
		} else if classes[b]&valueChar == 0 {
			return badRequest
		}
	case trailerLF:
		if s := c.expect(b, '\n', trailer); s != goOn {
			return s
		}
	case chunksLF:
		if b != '\n' {
			return badRequest
		}
		return whole
	}
	return c.spend(maxTrailers, headTooLarge)
}

// expect goes on to next if b is the byte that must come.
func (c *Conn) expect(b, must byte, next state) status {
	if b != must {
		return badRequest
	}
	c.state = next
	return goOn
}

// spend counts a byte towards a bound, past which status over is due.
func (c *Conn) spend(bound uint16, over status) status {
	c.spent++
	if c.spent > bound {
		return over
	}
	return goOn
}

// hex is the value of a hexadecimal digit; -1: it is none.
func hex(b byte) int {
	switch {
	case digit(b):
		return int(b - '0')
	case 'a' <= b|0x20 && b|0x20 <= 'f':
		return int(b|0x20-'a') + 10
	}
	return -1
}
