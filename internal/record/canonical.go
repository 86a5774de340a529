package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxInt is the largest integer that every reader of JSON holds exactly:
// 2^53 - 1 (RFC 8259, section 6). The smallest is -MaxInt.
const MaxInt = 1<<53 - 1

// parse reads one JSON value whole, its numbers as json.Number.
func parse(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("byte %d is not UTF-8", differsAt(text, bytes.ToValidUTF8(text, []byte{0})))
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		var syntax *json.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			return nil, errors.New("it is empty")
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("it ends too early, at byte %d", len(text))
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("byte %d: %w", syntax.Offset-1, err)
		}
		return nil, err
	}
	end := decoder.InputOffset()
	if rest := bytes.TrimLeft(text[end:], " \t\r\n"); len(rest) > 0 {
		return nil, fmt.Errorf("byte %d: more follows the end of the value", len(text)-len(rest))
	}
	return value, nil
}

// appendCanonical appends the canonical form of a JSON value (RFC 8785): no
// white space, members in the order of their names' UTF-16 code units, one way
// to write each string. Numbers must be integers within ±MaxInt, written as
// such: a fraction, an exponent and -0 have no form of their own here. Half a
// surrogate pair was made U+FFFD by the parser, which is not what it was
// written as: Validate finds that.
func appendCanonical(out []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case string:
		return appendString(out, v), nil
	case json.Number:
		n, err := strconv.ParseInt(string(v), 10, 64)
		if err != nil || n > MaxInt || n < -MaxInt || string(v) == "-0" {
			return nil, fmt.Errorf("the number %s is not an integer within ±(2^53-1)", v)
		}
		return strconv.AppendInt(out, n, 10), nil
	case []any:
		return appendArray(out, v)
	case map[string]any:
		return appendObject(out, v)
	}
	return nil, fmt.Errorf("%T is not JSON", value)
}

func appendArray(out []byte, values []any) ([]byte, error) {
	out = append(out, '[')
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendCanonical(out, v); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendObject(out []byte, members map[string]any) ([]byte, error) {
	out = append(out, '{')
	for i, name := range slices.SortedFunc(maps.Keys(members), compareUTF16) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, name), ':')
		var err error
		if out, err = appendCanonical(out, members[name]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// compareUTF16 orders strings by their UTF-16 code units, which puts a
// character past U+FFFF before U+E000: the order of bytes does not.
func compareUTF16(a, b string) int {
	const e000 = 0xee // the first byte of U+E000 in UTF-8
	i := differsAt(a, b)
	if i < len(a) && i < len(b) && max(a[i], b[i]) < e000 {
		return cmp.Compare(a[i], b[i])
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
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
