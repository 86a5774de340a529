//go:build !linux

package probe

import (
	"errors"
	"net/netip"
)

// ErrUnseen is that something is there which this process may not see.
var ErrUnseen = errors.New("it cannot be seen from here")

// Listening cannot be known here.
func Listening(netip.AddrPort) (Group, error) { return nil, ErrLinuxOnly }
