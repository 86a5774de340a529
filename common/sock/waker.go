//go:build linux

package sock

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Waker is a descriptor that becomes readable when another goroutine wants a
// loop to wake: the only way to end a wait that has no time limit.
type Waker struct{ FD int }

// NewWaker opens one: an eventfd(2).
func NewWaker() (Waker, error) {
	fd, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	if err != nil {
		return Waker{}, fmt.Errorf("eventfd: %w", err)
	}
	return Waker{fd}, nil
}

// Wake makes it readable, for good. Further calls change nothing.
func (w Waker) Wake() {
	one := [8]byte{0: 1}
	unix.Write(w.FD, one[:])
}

// Close gives the descriptor back.
func (w Waker) Close() { calls{}.close(w.FD) }
