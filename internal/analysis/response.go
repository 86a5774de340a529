package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// Beyond is how many requests must lie beyond a percentile for it to be shown:
// with fewer, the next run would show another one.
const Beyond = 10

// A Response is how long the requests to a model waited at one point: the
// percentiles of all trials' histograms together, never averaged.
type Response struct {
	record.Cell
	Quantiles []Quantile
}

// A Quantile is a percentile of response times, in nanoseconds.
type Quantile struct {
	Beyond float64 // one request in so many waited longer: 100 is the 99th percentile
	All    float64 // of all trials' requests
	Lo, Hi float64 // the least and the greatest of the single trials
}

// respond merges the histograms of each cell of the open loop. In a closed
// loop, latency restates throughput.
func (s *Summary) respond() {
	if s.ClosedLoop {
		return
	}
	for _, p := range s.Sweep {
		for _, m := range s.Published() {
			at := record.Cell{Model: m.Name, Point: p}
			if quantiles := s.quantiles(at); len(quantiles) > 0 {
				s.Responses = append(s.Responses, Response{at, quantiles})
			}
		}
	}
}

func (s *Summary) quantiles(at record.Cell) (all []Quantile) {
	merged := record.NewLatency()
	var trials []*hdrhistogram.Histogram
	for _, t := range s.cells[at].measured {
		if t.latency != nil && t.latency.TotalCount() > 0 {
			merged.Merge(t.latency)
			trials = append(trials, t.latency)
		}
	}
	for decade := 1.0; ; decade *= 10 {
		for _, step := range []float64{1, 1.5, 2, 3, 5, 7} {
			beyond := decade * step
			if float64(merged.TotalCount()) < Beyond*beyond {
				return all
			}
			rank := 100 * (1 - 1/beyond)
			q := Quantile{Beyond: beyond, All: float64(merged.ValueAtQuantile(rank))}
			q.Lo, q.Hi = q.All, q.All
			for _, h := range trials {
				x := float64(h.ValueAtQuantile(rank))
				q.Lo, q.Hi = min(q.Lo, x), max(q.Hi, x)
			}
			all = append(all, q)
		}
	}
}
