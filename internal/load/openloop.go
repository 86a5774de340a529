package load

import (
	"errors"
	"fmt"
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
	service, lag := record.NewLatency(), record.NewLatency()
	var sum OpenLoop
	for _, p := range parts {
		o := p.OpenLoop
		if o == nil {
			return nil, nil
		}
		sum.Offered += o.Offered
		sum.Unsent += o.Unsent
		sum.InSystem += o.InSystem
		for _, h := range []struct {
			into *hdr.Histogram
			text string
		}{{service, o.LatencySend}, {lag, o.Lag}} {
			part, err := record.DecodeLatency(h.text)
			if err != nil {
				return nil, fmt.Errorf("a generator's histogram: %w", err)
			}
			if part != nil {
				h.into.Merge(part)
			}
		}
	}
	return openLoopOf(service, lag, sum)
}
