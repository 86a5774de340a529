// Package subject is what a run measures: a model of ours, a variant of one,
// the model of another build, somebody else's server.
package subject

import (
	"context"
	"net/netip"

	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// A Subject is what a run measures: one of our models, or somebody else's
// server beside them.
type Subject struct {
	record.Model
	Exempt map[string]string // promises that are not its own to keep, with the reasons
	Loops  int               // that it is asked for; 0: it is no model of ours

	// Fixed is the one address that it serves at; not valid: any that is free.
	Fixed netip.AddrPort

	// Shared says that it is ours to say how many processes share its port.
	Shared bool

	// Start starts a fresh one, of so many processes if it is Shared, on the
	// given processors, and returns once it listens. No processors: wherever
	// the kernel puts it.
	Start func(ctx context.Context, cpus []int, processes int) (Running, error)

	runs bool // already, at Fixed: nobody starts or ends it
}

// Running is a subject that has been started. Close with 0 ends it, with
// everything that it started.
type Running interface {
	modeltest.Subject

	// PIDs are its processes; none if it cannot be seen what serves.
	PIDs() probe.Group
}

// Try starts s once and ends it, so that what keeps it from serving is known
// before a run begins.
func (s Subject) Try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	server, err := s.Start(ctx, nil, 1)
	if err != nil {
		return err
	}
	_, err = server.Close(ctx, 0)
	return err
}
