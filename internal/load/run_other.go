//go:build !linux

package load

import (
	"context"
	"errors"
)

// ErrLinuxOnly is what Run returns on a system without epoll(7).
var ErrLinuxOnly = errors.New("the load generator needs Linux, since its loop is epoll(7)")

// Run returns ErrLinuxOnly here.
func Run(context.Context, Spec, func(Event)) (Result, error) {
	return Result{}, ErrLinuxOnly
}

// SetProcessors does nothing here.
func SetProcessors(int) {}
