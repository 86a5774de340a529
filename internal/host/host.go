// Package host is the machine that a measurement runs on: what it is made of,
// what it allows, and what else it was doing meanwhile.
package host

import "errors"

// ErrLinuxOnly is what a function returns on a system that lacks what it needs.
var ErrLinuxOnly = errors.New("this needs Linux")
