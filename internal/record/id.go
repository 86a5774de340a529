package record

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
)

// idPrefix names the scheme, so that another one can stand beside it.
const idPrefix = "im1-"

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// idOf is the ID of a record's JSON value: the SHA-256 of its canonical form
// without the member "id", in lower-case base32 (RFC 4648, no padding), after
// "im1-". So it does not depend on the layout of the text.
func idOf(value any) (string, error) {
	members, ok := value.(map[string]any)
	if !ok {
		return "", errors.New("not a JSON object")
	}
	rest := make(map[string]any, len(members))
	for name, v := range members {
		if name != "id" {
			rest[name] = v
		}
	}
	form, err := appendCanonical(nil, rest)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(form)
	return idPrefix + strings.ToLower(idEncoding.EncodeToString(sum[:])), nil
}
