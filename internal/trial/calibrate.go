package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/workload"
)

// A calibration is a short closed loop: it needs to know a capacity within some
// per cent, since half of it is offered.
const (
	calibrationWindow = 500 * time.Millisecond
	calibrationWarmup = 200 * time.Millisecond
)

// calibrate finds the rate of a run that was not given one: half of what the
// slowest subject serves at the smallest point of the sweep, a load that every
// one of them can carry there.
func (r *run) calibrate(ctx context.Context) error {
	if r.Workload.ClosedLoop || r.Sweep[0].Rate != 0 {
		return nil
	}
	least := 0.0
	var failed error
	for i, s := range r.Subjects {
		r.tell(Progress{Stage: Calibrating, Done: i, Total: len(r.Subjects), Cell: record.Cell{Model: s.Name}})
		c, err := r.capacity(ctx, s)
		if ctx.Err() != nil {
			return nil // nothing is measured any more, so that no rate is needed
		}
		if err != nil { // its trials will tell as well
			failed = fmt.Errorf("%s: %w", s.Name, err)
			continue
		}
		r.Calibration = append(r.Calibration, c)
		if served := float64(c.Requests) / (float64(c.WindowNs) / 1e9); least == 0 || served < least {
			least = served
		}
	}
	if least == 0 {
		return fmt.Errorf("no rate could be found, since nothing could be calibrated (%w): give one with --rate", failed)
	}
	r.Offer(max(1, int64(least/2)))
	return nil
}

// capacity drives a fresh server of s with every connection active.
func (r *run) capacity(ctx context.Context, s subject.Subject) (record.Capacity, error) {
	c := record.Capacity{Model: s.Name, Connections: r.Sweep[0].Connections}
	servers, generators := r.processes(s, c.Connections)
	server, err := s.Start(ctx, r.ServerCPUs, servers)
	if err != nil {
		return c, err
	}
	defer server.Close(ctx, 0)
	spec := r.spec(server, &record.Trial{Point: record.Point{Connections: c.Connections, Active: c.Connections, Depth: 1}})
	spec.Workload, spec.Arrivals = workload.Saturate.Name, ""
	spec.Warmup, spec.Duration = calibrationWarmup, calibrationWindow
	result, err := r.generators(ctx, spec, generators, func(load.Event) {})
	if err != nil {
		return c, err
	}
	if result.Outcome != record.Measured {
		return c, errors.New(result.Reason)
	}
	c.WindowNs, c.Requests = int64(result.Window), result.Requests
	return c, nil
}
