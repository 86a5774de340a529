package sock

import (
	"errors"
	"syscall"
	"time"
)

// Scarce says that a call failed for want of descriptors or memory, which
// passes when somebody gives some back.
func Scarce(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) ||
		errors.Is(err, syscall.ENOBUFS) || errors.Is(err, syscall.ENOMEM)
}

// retryAfter is how long a loop leaves the accept queue alone after it ran out
// of descriptors: another loop or process may hold the one that it needs, and
// gives no sign when it lets go.
const retryAfter = 100 * time.Millisecond

// Pause keeps a loop from accepting while the process is out of descriptors.
// The zero value is no pause.
type Pause struct{ until time.Time }

// Begin starts a pause.
func (p *Pause) Begin() { p.until = time.Now().Add(retryAfter) }

// Active says that the listener must be left alone.
func (p *Pause) Active() bool { return !p.until.IsZero() }

// Hasten ends a pause at the next look: a connection was closed, so there is a
// descriptor.
func (p *Pause) Hasten() {
	if p.Active() {
		p.until = time.Now()
	}
}

// Over ends the pause if it is due, and says whether it did.
func (p *Pause) Over() bool {
	if !p.Active() || time.Now().Before(p.until) {
		return false
	}
	*p = Pause{}
	return true
}

// Timeout is how long a wait may sleep, in milliseconds: until the pause is
// over, or without limit (-1) if there is none.
func (p *Pause) Timeout() int {
	if !p.Active() {
		return -1
	}
	left := time.Until(p.until)
	return int(max(0, left+time.Millisecond-1) / time.Millisecond)
}
