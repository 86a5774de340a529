package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// departs says in words how a text whose first byte outside the canonical form
// is at that place leaves it, as far as it can be told; empty if it cannot.
func departs(text []byte, at int) string {
	if name := repeated(text); name != "" {
		return fmt.Sprintf(": the member %q is there twice in one object", name)
	}
	if at < len(text) && strings.ContainsRune(" \t\r\n", rune(text[at])) {
		return ": white space"
	}
	return ""
}

// repeated is the first name that stands twice in one object of a valid JSON
// text: readers differ in which of the two they take. Empty if there is none.
func repeated(text []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	var open []*scope
	for {
		token, err := decoder.Token()
		if err != nil {
			return "" // its end, since the text was parsed before
		}
		top := &scope{}
		if len(open) > 0 {
			top = open[len(open)-1]
		}
		switch v := token.(type) {
		case json.Delim:
			switch v {
			case '{', '[':
				top.value()
				open = append(open, &scope{object: v == '{', names: map[string]bool{}, name: v == '{'})
			default:
				open = open[:len(open)-1]
			}
			continue
		case string:
			if top.object && top.name {
				if top.names[v] {
					return v
				}
				top.names[v], top.name = true, false
				continue
			}
		}
		top.value()
	}
}

// A scope is an object or an array that the scan is in.
type scope struct {
	object bool
	name   bool // the next string is a member's name
	names  map[string]bool
}

// value notes that a value was read: in an object, a name follows.
func (s *scope) value() { s.name = s.object }
