package http1

import (
	"sync/atomic"
	"time"
)

// Date is the rendered Date header, shared by all loops of a server. One
// goroutine may Set it, once a second, while others use it. Until the first Set
// replies carry no Date, as RFC 9110 section 6.6.1 asks of a server without a
// clock.
type Date struct {
	line atomic.Pointer[string]
}

// imfFixdate is the form of RFC 9110 section 5.6.7, in the time package's
// notation. The zone is part of the text: it is GMT always.
const imfFixdate = "Mon, 02 Jan 2006 15:04:05 GMT"

// Set renders now, to the second.
func (d *Date) Set(now time.Time) {
	line := "Date: " + now.UTC().Format(imfFixdate) + "\r\n"
	d.line.Store(&line)
}

// header is the Date line, or nothing if there is none.
func (d *Date) header() string {
	if d == nil {
		return ""
	}
	if line := d.line.Load(); line != nil {
		return *line
	}
	return ""
}
