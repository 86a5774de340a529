package record

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// idPrefix names the scheme, so that another one can stand beside it.
const idPrefix = "im1-"

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// idOf is the ID of a record by its canonical form: the SHA-256 of that form
// without the member "id", in lower-case base32 (RFC 4648, no padding), after
// "im1-". So it does not depend on the layout of the text.
func idOf(form []byte) string {
	h := sha256.New()
	before, after := withoutID(form)
	h.Write(before)
	h.Write(after)
	return idPrefix + strings.ToLower(idEncoding.EncodeToString(h.Sum(nil)))
}

// withoutID is the canonical form of an object on both sides of its member "id".
func withoutID(form []byte) (before, after []byte) {
	m := matcher{form: form}
	for m.more('}') {
		start := m.at
		name := quoted(form[start:])
		m.at += len(name) + 1
		m.skip()
		switch {
		case string(name) != `"id"`:
		case form[m.at] == ',':
			return form[:start], form[m.at+1:]
		case form[start-1] == ',':
			return form[:start-1], form[m.at:]
		default:
			return form[:start], form[m.at:]
		}
	}
	return form, nil
}
