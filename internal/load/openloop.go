package load

import (
	"errors"
	"slices"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// openLoopOf is what an open loop saw, from its histograms and counts.
func openLoopOf(service, lag *hdr.Histogram, counts OpenLoop) (*OpenLoop, error) {
	counts.LagP99, counts.LagMax = time.Duration(lag.ValueAtQuantile(99)), time.Duration(lag.Max())
	var err, err2 error
	counts.LatencySend, err = record.EncodeLatency(service)
	counts.Lag, err2 = record.EncodeLatency(lag)
	return &counts, errors.Join(err, err2)
}

// mergeOpenLoops is what several generators saw together; nil in a closed loop.
func mergeOpenLoops(parts []Result) (*OpenLoop, error) {
	parts = slices.DeleteFunc(slices.Clone(parts), func(r Result) bool { return r.OpenLoop == nil })
	if len(parts) == 0 {
		return nil, nil
	}
	var sum OpenLoop
	for _, p := range parts {
		sum.Offered += p.OpenLoop.Offered
		sum.Unsent += p.OpenLoop.Unsent
		sum.InSystem += p.OpenLoop.InSystem
	}
	service, err := histograms(parts, func(r Result) string { return r.OpenLoop.LatencySend })
	if err != nil {
		return nil, err
	}
	lag, err := histograms(parts, func(r Result) string { return r.OpenLoop.Lag })
	if err != nil {
		return nil, err
	}
	return openLoopOf(service, lag, sum)
}
