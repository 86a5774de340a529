package http1

import "bytes"

// validHost says whether b may be a Host: what RFC 9112 section 3.2 calls
// uri-host, which may be empty, and perhaps a port.
func validHost(b []byte) bool {
	n := skip(b, hostChar)
	if n < len(b) && b[n] != ':' { // more than a plain name or an IPv4 address
		if n = hostLength(b, n); n < 0 {
			return false
		}
	}
	return n == len(b) || b[n] == ':' && skip(b[n+1:], digitChar) == len(b)-n-1
}

// hostLength is how many bytes of b are its host (RFC 3986 section 3.2.2), of
// which the first n are plain characters of a name; -1: it is malformed.
func hostLength(b []byte, n int) int {
	if n == 0 && b[0] == '[' {
		end := bytes.IndexByte(b, ']')
		if end < 0 || !ipv6(b[1:end]) && !ipvFuture(b[1:end]) {
			return -1
		}
		return end + 1
	}
	for n < len(b) && b[n] == '%' {
		if len(b) < n+3 || hex(b[n+1]) < 0 || hex(b[n+2]) < 0 {
			return -1
		}
		n += 3
		n += skip(b[n:], hostChar)
	}
	return n
}

// ipv6 says whether b is eight groups of up to four hexadecimal digits, with an
// IPv4 address for the last two perhaps, and a "::" for one or more of them.
func ipv6(b []byte) bool {
	groups, short := 0, bytes.HasPrefix(b, []byte("::"))
	if short {
		b = b[2:]
	}
	for len(b) > 0 {
		n := skip(b, hexChar)
		if n < len(b) && b[n] == '.' {
			groups += 2
			if !ipv4(b) {
				return false
			}
			break
		}
		if n == 0 || n > 4 {
			return false
		}
		groups++
		switch b = b[n:]; {
		case len(b) == 0:
		case bytes.HasPrefix(b, []byte("::")):
			if short {
				return false
			}
			short, b = true, b[2:]
		case b[0] != ':' || len(b) == 1:
			return false
		default:
			b = b[1:]
		}
	}
	return groups == 8 && !short || groups < 8 && short
}

// ipv4 says whether b is four numbers up to 255, without leading zeros, and
// points between them.
func ipv4(b []byte) bool {
	for i := 0; ; i++ {
		part, rest, more := bytes.Cut(b, []byte("."))
		n, ok := decimal(part)
		if !ok || n > 255 || part[0] == '0' && len(part) > 1 {
			return false
		}
		if !more || i == 3 {
			return i == 3 && !more
		}
		b = rest
	}
}

// ipvFuture says whether b is an address of a version to come: "v", the version
// in hexadecimal digits, a point, and characters.
func ipvFuture(b []byte) bool {
	if len(b) == 0 || b[0]|0x20 != 'v' {
		return false
	}
	n := 1 + skip(b[1:], hexChar)
	if n == 1 || n == len(b) || b[n] != '.' || n+1 == len(b) {
		return false
	}
	for _, c := range b[n+1:] {
		if classes[c]&hostChar == 0 && c != ':' {
			return false
		}
	}
	return true
}
