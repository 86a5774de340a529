package reply

import "strconv"

// Names of what can be wrong with a reply.
const (
	WrongStatus = "wrong status"
	WrongBody   = "wrong body"
	BadFraming  = "bad framing"
)

// A Fault is what is wrong, by one of the names, and where. The zero value is none.
type Fault struct{ Name, Excerpt string }

// Excerpt is the beginning of p in printable form.
func Excerpt(p []byte) string {
	const most = 64
	if len(p) > most {
		return strconv.Quote(string(p[:most])) + "…"
	}
	return strconv.Quote(string(p))
}
