package http1

import (
	"bytes"
	"encoding/binary"
	"math"
)

// classes holds the classes that each byte belongs to.
var classes = classTable()

const (
	tokenChar uint8 = 1 << iota // of a method or a name (RFC 9110 section 5.6.2)
	valueChar                   // of a value: HTAB, SP, visible ASCII, obs-text
	hostChar                    // of a host's name, but for percent-encoding (RFC 3986 section 3.2.2)
	hexChar                     // a hexadecimal digit
	digitChar                   // a decimal one
)

func classTable() (t [256]uint8) {
	for i := range t {
		b := byte(i)
		letter := 'a' <= b|0x20 && b|0x20 <= 'z' && b < 0x80
		if letter || digit(b) || bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), b) >= 0 {
			t[i] |= tokenChar
		}
		if b == '\t' || b >= ' ' && b != 0x7f {
			t[i] |= valueChar
		}
		if letter || digit(b) || bytes.IndexByte([]byte("-._~!$&'()*+,;="), b) >= 0 {
			t[i] |= hostChar
		}
		if hex(b) >= 0 {
			t[i] |= hexChar
		}
		if digit(b) {
			t[i] |= digitChar
		}
	}
	return t
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// skip is how many bytes of class b starts with.
func skip(b []byte, class uint8) int {
	for i, c := range b {
		if classes[c]&class == 0 {
			return i
		}
	}
	return len(b)
}

// Eight bytes at a time, as the bytes of one word: a byte's top bit tells, and
// the arithmetic is Mycroft's (Bit Twiddling Hacks, "Determine if a word has a
// byte less than n"). It answers for the word as a whole, so it says whether
// there is such a byte, never which one.
const (
	each = 0x0101010101010101 // times n: n in every byte
	tops = 0x80 * each
)

// printable says whether b may be a value.
func printable(b []byte) bool {
	if len(b) < 8 || hasControl(b) { // an HTAB is allowed all the same
		return skip(b, valueChar) == len(b)
	}
	return true
}

// hasControl says whether b, of 8 bytes at least, has a control character. The
// last word may overlap the one before.
func hasControl(b []byte) bool {
	found := control(b[len(b)-8:])
	for len(b) >= 8 {
		found |= control(b)
		b = b[8:]
	}
	return found != 0
}

// control is not 0 if one of b's first 8 bytes is below a space, or DEL.
func control(b []byte) uint64 {
	w := binary.LittleEndian.Uint64(b)
	del := w ^ 0x7f*each
	return ((w-' '*each)&^w | (del-each)&^del) & tops
}

// visible says whether b is visible ASCII, 0x21 to 0x7e, alone.
func visible(b []byte) bool {
	for len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		if ((w-'!'*each)|(w+each))&tops != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c-'!' > '~'-'!' {
			return false
		}
	}
	return true
}

// equalFold says whether b is lower, whatever the case of its letters. Unlike
// bytes.EqualFold it knows ASCII alone: no Kelvin sign passes for a k.
func equalFold(b []byte, lower string) bool {
	if len(b) != len(lower) {
		return false
	}
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// trim is b without the white space around it.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for n := len(b); n > 0 && (b[n-1] == ' ' || b[n-1] == '\t'); n-- {
		b = b[:n-1]
	}
	return b
}

// cutItem takes the first item off a list; it may be empty.
func cutItem(list []byte) (item, rest []byte) {
	if comma := bytes.IndexByte(list, ','); comma >= 0 {
		return trim(list[:comma]), list[comma+1:]
	}
	return trim(list), nil
}

// decimal is the number that b spells, of digits alone; false if it is none, or
// over the range of int64.
func decimal(b []byte) (n int64, ok bool) {
	for _, c := range b {
		d := int64(c - '0')
		if !digit(c) || n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, len(b) > 0
}
