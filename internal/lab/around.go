package lab

import (
	"context"
	"errors"
	"net/netip"

	"github.com/iomodels/iomodels/common/model"
)

// Around is what the lab is given by the program that it runs in.
type Around struct {
	// Serve starts a model's server in a process of its own, each wait of
	// which is one call that may sleep. ErrNoModel: there is no such model.
	Serve func(ctx context.Context, model string) (Server, error)
}

// Server is a model's server in a process of its own.
type Server interface {
	Addr() netip.AddrPort
	Stats(context.Context) (model.Stats, error)
	End() error // ends the process and waits until it is gone
}

// ErrNoModel says that this program has no model of the name.
var ErrNoModel = errors.New("this program has no such model")
