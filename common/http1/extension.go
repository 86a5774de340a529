package http1

// extension takes in a byte of a chunk-size line behind the size. Extensions are
// ignored, but only what is one (RFC 9112 section 7.1.1): a reader that ends the
// line at the first CRLF and one that lets a quoted string go on across it would
// see different requests.
func (c *Conn) extension(b byte) status {
	c.state = extensions[c.state][kindOf(b)]
	if c.state == inHead {
		return badRequest
	}
	if c.state != chunkLF {
		c.extended++
	}
	if c.extended > maxExtensions {
		return badRequest
	}
	return c.spend(maxSizeLine, badRequest)
}

// extensions holds the state that each kind of byte leads to. Where it holds
// none, which reads as inHead, the byte must not come there.
var extensions = [...][kinds]state{
	chunkSize:  {blank: extPad, semicolon: extStart, carriageReturn: chunkLF},
	extPad:     {blank: extPad, semicolon: extStart},
	extStart:   {blank: extStart, token: extName},
	extName:    {blank: extNamePad, token: extName, equals: extValue, semicolon: extStart, carriageReturn: chunkLF},
	extNamePad: {blank: extNamePad, equals: extValue, semicolon: extStart},
	extValue:   {blank: extValue, token: extToken, quote: extQuoted},
	extToken:   {blank: extPad, token: extToken, semicolon: extStart, carriageReturn: chunkLF},
	extQuoted: {blank: extQuoted, token: extQuoted, semicolon: extQuoted, equals: extQuoted, value: extQuoted,
		backslash: extEscape, quote: extEnd},
	extEscape: {blank: extQuoted, token: extQuoted, semicolon: extQuoted, equals: extQuoted, value: extQuoted,
		backslash: extQuoted, quote: extQuoted},
	extEnd: {blank: extPad, semicolon: extStart, carriageReturn: chunkLF},
}

// kind is what a byte is in the grammar of chunk extensions.
type kind uint8

const (
	neither   kind = iota // none of these: it must not come anywhere
	blank                 // SP or HTAB
	token                 // a character of a name
	semicolon             // before an extension
	equals                // before a value
	quote                 // around a quoted value
	backslash             // before any character of a quoted value
	value                 // any other character of a quoted value
	carriageReturn
	kinds
)

func kindOf(b byte) kind {
	switch b {
	case ' ', '\t':
		return blank
	case ';':
		return semicolon
	case '=':
		return equals
	case '"':
		return quote
	case '\\':
		return backslash
	case '\r':
		return carriageReturn
	}
	switch {
	case classes[b]&tokenChar != 0:
		return token
	case classes[b]&valueChar != 0:
		return value
	}
	return neither
}
