package record

import (
	"crypto/sha256"
	"encoding/base32"
	"maps"
	"strings"
)

// idPrefix names the scheme, so that another one can stand beside it.
const idPrefix = "im1-"

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// idOf is the ID of a record by its members: the SHA-256 of its canonical form
// without the member "id", in lower-case base32 (RFC 4648, no padding), after
// "im1-". So it does not depend on the layout of the text.
func idOf(members map[string]any) (string, error) {
	rest := maps.Clone(members)
	delete(rest, "id")
	form, err := appendCanonical(nil, rest)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(form)
	return idPrefix + strings.ToLower(idEncoding.EncodeToString(sum[:])), nil
}
