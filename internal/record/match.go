package record

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxProblems is how many problems of a record are looked for: those that
// follow are mostly of the same kind, and a hostile file has one every few bytes.
const MaxProblems = 20

// A matcher goes through a canonical form once and holds it against a schema.
type matcher struct {
	form  []byte
	at    int
	place []step
	errs  []error
}

// A step leads from a value to one within it.
type step struct {
	name  []byte
	index int // from 0, if there is no name
}

// matchSchema lists where a canonical form leaves a schema, MaxProblems at most.
func matchSchema(s *schema, form []byte) []error {
	m := matcher{form: form}
	m.value(s)
	return m.errs
}

func (m *matcher) full() bool { return len(m.errs) == MaxProblems }

func (m *matcher) errorf(format string, args ...any) {
	if !m.full() {
		m.errs = append(m.errs, fmt.Errorf("%s: %w", place(m.place), fmt.Errorf(format, args...)))
	}
}

// place is said as people count: "trial 3, errors 1, name".
func place(steps []step) string {
	if len(steps) == 0 {
		return "the record"
	}
	var parts []string
	for _, s := range steps {
		if s.name != nil {
			parts = append(parts, string(s.name))
		} else if last := len(parts) - 1; last >= 0 {
			parts[last] += " " + strconv.Itoa(s.index+1)
		}
	}
	return strings.Replace(strings.Join(parts, ", "), "trials ", "trial ", 1)
}

// value matches the next value, and steps over it.
func (m *matcher) value(s *schema) {
	is := kind(m.form[m.at])
	if len(s.AnyOf) > 0 {
		s = s.AnyOf[max(0, slices.IndexFunc(s.AnyOf, func(form *schema) bool { return form.Type == is }))]
	}
	switch {
	case s.Type != "" && s.Type != is:
		m.errorf("got %s, want %s", is, s.Type)
		m.skip()
	case is == "object":
		m.object(s)
	case is == "array":
		m.array(s)
	case is == "string":
		m.string(s)
	case is == "integer":
		m.integer(s)
	default:
		m.skip()
	}
}

// kind is a value's type by its first byte. All numbers of a canonical form are
// integers.
func kind(first byte) string {
	switch first {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "integer"
}

// object matches members, which come in the order of the required ones.
func (m *matcher) object(s *schema) {
	required := s.Required
	missing := func(next []byte) {
		for len(required) > 0 && (next == nil || required[0] < string(next)) {
			m.errorf("the member %q is missing", required[0])
			required = required[1:]
		}
	}
	for !m.full() && m.more('}') {
		raw := quoted(m.form[m.at:])
		m.at += len(raw) + 1
		name := raw[1 : len(raw)-1]
		missing(name)
		if len(required) > 0 && required[0] == string(name) {
			required = required[1:]
		}
		of := s.Properties[string(name)]
		if of == nil {
			m.errorf("it has an unknown member %q", shown(name))
			m.skip()
			continue
		}
		m.place = append(m.place, step{name: name})
		m.value(of)
		m.place = m.place[:len(m.place)-1]
	}
	missing(nil)
}

func (m *matcher) array(s *schema) {
	n := 0
	for ; !m.full() && m.more(']'); n++ {
		if s.MaxItems != nil && n >= *s.MaxItems {
			if n == *s.MaxItems {
				m.errorf("there are more than %d", n)
			}
			m.skip()
			continue
		}
		m.place = append(m.place, step{index: n})
		m.value(s.Items)
		m.place = m.place[:len(m.place)-1]
	}
	if n < s.MinItems {
		m.errorf("there are %d, and must be at least %d", n, s.MinItems)
	}
}

// more steps over what stands before the next item, or over the end.
func (m *matcher) more(end byte) bool {
	m.at++ // the opening bracket, a comma, or the end
	if c := m.form[m.at-1]; c == end || c != ',' && m.form[m.at] == end {
		if c != end {
			m.at++
		}
		return false
	}
	return true
}

func (m *matcher) string(s *schema) {
	raw := quoted(m.form[m.at:])
	m.at += len(raw)
	text := raw[1 : len(raw)-1]
	if bytes.IndexByte(text, '\\') >= 0 {
		text = []byte(unquoted(raw))
	}
	switch {
	case s.Const != "" && s.Const != string(text):
		m.errorf("it is %q, and must be %q", shown(text), s.Const)
	case s.Enum != nil && !slices.Contains(s.Enum, string(text)):
		m.errorf("it is %q, and must be one of %q", shown(text), s.Enum)
	case s.MinLength > 0 && utf8.RuneCount(text) < s.MinLength:
		m.errorf("it must not be empty")
	case s.Pattern != nil && !s.Pattern.Match(text):
		m.errorf("%q does not match the pattern %q", shown(text), s.Pattern)
	}
}

// shown is as much of a text as an error shows of it.
func shown(text []byte) string { return fmt.Sprintf("%.60s", text) }

func (m *matcher) integer(s *schema) {
	end := m.at
	for end < len(m.form) && strings.IndexByte(",]}", m.form[end]) < 0 {
		end++
	}
	n, _ := strconv.ParseInt(string(m.form[m.at:end]), 10, 64) // a canonical form has no other number
	m.at = end
	if s.Type != "" && (n < s.Minimum || n > s.Maximum) {
		m.errorf("%d is not between %d and %d", n, s.Minimum, s.Maximum)
	}
}

// skip steps over a value, whatever it is.
func (m *matcher) skip() { m.at += len(leading(m.form[m.at:])) }

// leading is the value that a canonical form starts with.
func leading(form []byte) []byte {
	depth := 0
	for at := 0; at < len(form); at++ {
		switch form[at] {
		case '"':
			at += len(quoted(form[at:])) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if next := at + 1; next < len(form) && strings.IndexByte(",:]}", form[next]) < 0 {
				continue // within a word
			}
		}
		if depth == 0 {
			return form[:at+1]
		}
	}
	return form
}
