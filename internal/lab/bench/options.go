package bench

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/iomodels/iomodels/common/model"
)

// Options are what the program gives to the experiments that it runs.
type Options struct {
	// Serve starts a model's server in a process of its own, which waits as the
	// policy says. ErrNoModel: there is no such model.
	Serve func(ctx context.Context, name string, wait model.WaitPolicy) (Process, error)

	// Brief has experiments that measure times do so in half as many rounds,
	// and those that count for half as many requests: enough for their verdicts.
	Brief bool
}

// A Process is a model's server in a process of its own.
type Process interface {
	Addr() netip.AddrPort
	Stats(context.Context) (model.Stats, error)
	CPU() (time.Duration, error) // the process's time on processors until now
	End() error                  // ends the process and waits until it is gone
}

// ErrNoModel says that this program has no model of the name.
var ErrNoModel = errors.New("this program has no such model")
