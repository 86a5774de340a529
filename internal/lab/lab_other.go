//go:build !linux

package lab

import (
	"context"
	"errors"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// Missing says why this system has no lab; empty if it has.
const Missing = "the lab needs Linux: its experiments are on epoll(7)"

// Groups are none here.
var Groups []*bench.Group

// Run carries out experiments: here it cannot.
func Run(context.Context, []bench.Experiment, bench.Options, func(bench.Result) error) (Book, error) {
	return Book{}, errors.New(Missing)
}
