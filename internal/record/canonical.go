package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxInt is the largest integer that every reader of JSON holds exactly:
// 2^53 - 1 (RFC 8259, section 6). The smallest is -MaxInt.
const MaxInt = 1<<53 - 1

// Bounds of the text that is read. A record nests 7 deep, and a trial has 50
// members. They keep the memory of a canonical form within that of its text.
const (
	maxDepth   = 16  // arrays and objects within each other
	maxMembers = 200 // of an object
)

// anything is the text of a JSON value, wherever it is decoded from: not a copy.
type anything []byte

func (a *anything) UnmarshalJSON(text []byte) error {
	*a = text
	return nil
}

// parse says whether text is one JSON value, and where it is not.
func parse(text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("byte %d is not UTF-8", differsAt(text, bytes.ToValidUTF8(text, []byte{0})))
	}
	err := json.Unmarshal(text, new(anything))
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case len(bytes.TrimLeft(text, " \t\r\n")) == 0:
		return errors.New("it is empty")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(text)) && strings.HasPrefix(err.Error(), "unexpected end"):
		return fmt.Errorf("it ends too early, at byte %d", len(text))
	case errors.As(err, &syntax):
		return fmt.Errorf("byte %d: %w", syntax.Offset-1, err)
	}
	return err
}

// canonical is the canonical form of a JSON value that parse found valid (RFC
// 8785): no white space, members in the order of their names' UTF-16 code
// units, one way to write each string. Of members with the same name, the last
// one counts, as for most readers. Numbers must be integers within ±MaxInt,
// written as such: a fraction, an exponent and -0 have no form of their own
// here. Half a surrogate pair becomes U+FFFD, which is not what it was written
// as: Validate finds that.
func canonical(text []byte) ([]byte, error) {
	f := former{text: text, out: make([]byte, 0, len(text))}
	err := f.value()
	return f.out, err
}

// A former goes through a text and writes its canonical form.
type former struct {
	text    []byte
	at      int
	out     []byte
	depth   int
	members []member // of the objects that are open, the innermost last
}

// A member is one of an object: its name, and where it stands in former.out.
type member struct {
	name     []byte
	from, to int
}

func (f *former) value() error {
	switch c := f.next(); c {
	case '{':
		return f.nested(f.object)
	case '[':
		return f.nested(f.array)
	case '"':
		f.string()
		return nil
	}
	start := f.at
	for f.at < len(f.text) && strings.IndexByte(" \t\r\n,]}", f.text[f.at]) < 0 {
		f.at++
	}
	word := f.text[start:f.at]
	if first := word[0]; first == '-' || '0' <= first && first <= '9' {
		n, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil || n > MaxInt || n < -MaxInt || string(word) == "-0" {
			return fmt.Errorf("the number %.60s is not an integer within ±(2^53-1)", word)
		}
	}
	f.out = append(f.out, word...)
	return nil
}

// next is the first byte past white space, which stays to be read.
func (f *former) next() byte {
	for strings.IndexByte(" \t\r\n", f.text[f.at]) >= 0 {
		f.at++
	}
	return f.text[f.at]
}

// more steps over a comma, or over the bracket that ends the list.
func (f *former) more(end byte) bool {
	c := f.next()
	if c == end || c == ',' {
		f.at++
	}
	return c != end
}

// nested reads an array or an object.
func (f *former) nested(read func() error) error {
	if f.depth++; f.depth > maxDepth {
		return fmt.Errorf("byte %d: more than %d arrays and objects within each other", f.at, maxDepth)
	}
	f.out = append(f.out, f.text[f.at])
	f.at++
	err := read()
	f.depth--
	return err
}

func (f *former) array() error {
	for f.more(']') {
		if err := f.value(); err != nil {
			return err
		}
		f.out = append(f.out, ',')
	}
	f.end(']')
	return nil
}

// end puts the bracket in the place of the last comma, if there is one.
func (f *former) end(bracket byte) {
	if last := len(f.out) - 1; f.out[last] == ',' {
		f.out = f.out[:last]
	}
	f.out = append(f.out, bracket)
}

func (f *former) object() error {
	begin, first := len(f.out), len(f.members)
	inOrder := true
	for f.more('}') {
		m := member{from: len(f.out)}
		f.next()
		m.name = f.string()
		f.next()
		f.at++ // the colon
		f.out = append(f.out, ':')
		if err := f.value(); err != nil {
			return err
		}
		f.out = append(f.out, ',')
		m.to = len(f.out)
		if n := len(f.members); n > first {
			inOrder = inOrder && compareUTF16(f.members[n-1].name, m.name) < 0
			if n-first == maxMembers {
				return fmt.Errorf("byte %d: an object with more than %d members", f.at, maxMembers)
			}
		}
		f.members = append(f.members, m)
	}
	if !inOrder {
		f.order(begin, f.members[first:])
	}
	f.members = f.members[:first]
	f.end('}')
	return nil
}

// order puts members in their order, which stand in out from begin.
func (f *former) order(begin int, members []member) {
	written := bytes.Clone(f.out[begin:])
	f.out = f.out[:begin]
	slices.SortStableFunc(members, func(a, b member) int { return compareUTF16(a.name, b.name) })
	for i, m := range members {
		if i+1 == len(members) || !bytes.Equal(m.name, members[i+1].name) {
			f.out = append(f.out, written[m.from-begin:m.to-begin]...)
		}
	}
}

// string writes a string, and returns what it says.
func (f *former) string() []byte {
	raw := quoted(f.text[f.at:])
	f.at += len(raw)
	if bytes.IndexByte(raw, '\\') < 0 {
		f.out = append(f.out, raw...)
		return raw[1 : len(raw)-1]
	}
	said := unquoted(raw)
	f.out = appendString(f.out, said)
	return []byte(said)
}

// quoted is the JSON string at the start of a valid text, with its quotes.
func quoted(text []byte) []byte {
	end := 1
	for text[end] != '"' {
		if text[end] == '\\' {
			end++
		}
		end++
	}
	return text[:end+1]
}

// unquoted is what a valid JSON string says.
func unquoted(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var said string
	if err := json.Unmarshal(raw, &said); err != nil {
		panic(err) // parse found the text valid
	}
	return said
}

// compareUTF16 orders strings by their UTF-16 code units, which puts a
// character past U+FFFF before U+E000: the order of bytes does not.
func compareUTF16(a, b []byte) int {
	const e000 = 0xee // the first byte of U+E000 in UTF-8
	i := differsAt(a, b)
	if i < len(a) && i < len(b) && max(a[i], b[i]) < e000 {
		return cmp.Compare(a[i], b[i])
	}
	return slices.Compare(utf16.Encode([]rune(string(a))), utf16.Encode([]rune(string(b))))
}

// appendString writes s as RFC 8785, section 3.2.2.2, has it: the short escape
// where there is one, \u00xx for other control characters, the rest as it is.
func appendString(out []byte, s string) []byte {
	const short = "\"\\\b\f\n\r\t"
	const letter = `"\bfnrt`
	out = append(out, '"')
	for i := range len(s) {
		c := s[i]
		if at := strings.IndexByte(short, c); at >= 0 {
			out = append(out, '\\', letter[at])
		} else if c < 0x20 {
			out = fmt.Appendf(out, `\u%04x`, c)
		} else {
			out = append(out, c)
		}
	}
	return append(out, '"')
}
