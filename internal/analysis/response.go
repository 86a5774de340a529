package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Response is how long the requests to a model waited at one point, in
// nanoseconds: the quantiles of all trials' histograms together, never averaged.
type Response struct {
	record.Cell
	Quantiles []stats.Quantile
}

// respond merges the histograms of each cell of the open loop. In a closed
// loop, latency restates throughput.
func (s *Summary) respond() {
	if s.ClosedLoop {
		return
	}
	for _, p := range s.Sweep {
		for _, m := range s.Published() {
			c := s.Cell(m.Name, p)
			if quantiles := c.quantiles(); len(quantiles) > 0 {
				s.Responses = append(s.Responses, Response{c.Cell, quantiles})
			}
		}
	}
}

func (c *Cell) quantiles() []stats.Quantile {
	merged := record.NewLatency()
	var trials []*hdrhistogram.Histogram
	for _, t := range c.measured {
		if t.latency != nil && t.latency.TotalCount() > 0 {
			merged.Merge(t.latency)
			trials = append(trials, t.latency)
		}
	}
	return stats.Quantiles(merged, trials)
}
