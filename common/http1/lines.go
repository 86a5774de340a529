package http1

import "bytes"

// line takes in a further line of the head, without its LF. It returns whole
// if it was the empty line that ends the head, and a refusal's status if it is
// malformed. A CR before the LF is part of the end of line; any other is refused,
// being no part of any name or value.
func (h *head) line(line []byte) status {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	switch {
	case !h.has(requestLine):
		return h.request(line)
	case len(line) == 0:
		return whole
	}
	return h.field(line)
}

// versionLength is that of "HTTP/1.1", with the space before it.
const versionLength = 9

// request takes in the request line, or the beginning of one that is too long: a
// method, a target and a version, with one space between them. Any target will do that consists of the visible
// characters of ASCII, of which a URI is made.
func (h *head) request(line []byte) status {
	h.seen |= requestLine
	space := skip(line, tokenChar)
	switch {
	case space > maxMethod:
		return notImplemented
	case len(line) > maxRequestLine:
		return uriTooLong
	}
	end := len(line) - versionLength
	if space == 0 || end <= space+1 || line[space] != ' ' || !visible(line[space+1:end]) {
		return badRequest
	}
	version := line[end:]
	if string(version[:6]) != " HTTP/" || version[7] != '.' || !digit(version[6]) || !digit(version[8]) {
		return badRequest
	}
	if version[6] != '1' {
		return unsupportedVersion
	}
	if version[8] == '0' {
		h.seen |= version10
	}
	switch string(line[:space]) {
	case "HEAD":
		h.seen |= methodHead
	case "CONNECT":
		return notImplemented // a 2xx would open a tunnel
	}
	return goOn
}

// field takes in a header line. White space before the colon and a folded line
// (one that starts with white space) fail alike: there is no name.
func (h *head) field(line []byte) status {
	n := skip(line, tokenChar)
	if n == 0 || n == len(line) || line[n] != ':' || !printable(line[n+1:]) {
		return badRequest
	}
	name, value := line[:n], line[n+1:]
	switch {
	case n == len("Host") && equalFold(name, "host"):
		return h.host(trim(value))
	case n == len("Expect") && equalFold(name, "expect"):
		h.expect(value)
	case n == len("Connection") && equalFold(name, "connection"):
		h.connection(value)
	case n == len("Content-Length") && equalFold(name, "content-length"):
		return h.contentLength(value)
	case n == len("Transfer-Encoding") && equalFold(name, "transfer-encoding"):
		h.transferEncoding(value)
	}
	return goOn
}

// host takes in a Host line. A second one is refused even if it is equal to the
// first, and in every version (RFC 9112 section 3.2).
func (h *head) host(value []byte) status {
	if h.has(hostGiven) || !validHost(value) {
		return badRequest
	}
	h.seen |= hostGiven
	return goOn
}

// expect takes in an Expect line.
func (h *head) expect(list []byte) {
	for len(list) > 0 {
		var item []byte
		switch item, list = cutItem(list); {
		case len(item) == 0:
		case equalFold(item, "100-continue"):
			h.seen |= continueAsked
		default:
			h.seen |= expectsUnknown
		}
	}
}

// connection takes in a Connection line. Options that it does not know are
// ignored.
func (h *head) connection(list []byte) {
	for len(list) > 0 {
		var item []byte
		switch item, list = cutItem(list); {
		case equalFold(item, "close"):
			h.seen |= closeAsked
		case equalFold(item, "keep-alive"):
			h.seen |= keepAsked
		}
	}
}

// contentLength takes in a Content-Length line. The same length more than once
// is harmless, be it in one line or in several (RFC 9110 section 8.6).
func (h *head) contentLength(list []byte) status {
	for more := true; more; {
		var item []byte
		more = bytes.IndexByte(list, ',') >= 0
		item, list = cutItem(list)
		n, ok := decimal(item)
		if !ok || h.has(lengthGiven) && n != h.length {
			return badRequest
		}
		h.length = n
		h.seen |= lengthGiven
	}
	return goOn
}

// transferEncoding takes in a Transfer-Encoding line; several make one list.
func (h *head) transferEncoding(list []byte) {
	h.seen |= codingGiven
	for len(list) > 0 {
		var item []byte
		item, list = cutItem(list)
		if len(item) == 0 {
			continue
		}
		if h.has(chunkedLast) {
			h.seen = h.seen&^chunkedLast | chunkedBefore
		}
		if equalFold(item, "chunked") {
			h.seen |= chunkedLast
		} else {
			h.seen |= codingUnknown
		}
	}
}

// judge is whole if the head, now complete, makes sense as a whole, and
// otherwise the status that refuses it.
//
// A list of codings that chunked does not end is 400 even if it names an
// unknown one: of RFC 9112's two rules for it that is the one with a MUST.
func (h *head) judge() status {
	switch {
	case !h.has(hostGiven | version10):
		return badRequest
	case h.has(codingGiven) && (h.has(version10|lengthGiven|chunkedBefore) || !h.has(chunkedLast)):
		return badRequest
	case h.has(codingUnknown):
		return notImplemented
	case h.has(expectsUnknown):
		return expectationFailed
	}
	return whole
}

// reply is what the head asks for.
func (h *head) reply() (r reply) {
	if h.has(methodHead) {
		r |= noBody
	}
	if h.has(version10) {
		r |= oldStyle
	}
	if h.has(closeAsked) || h.has(version10) && !h.has(keepAsked) {
		r |= closing
	}
	return r
}
