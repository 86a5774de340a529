package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Trial is a measured trial with its metrics.
type Trial struct {
	*record.Trial

	plan          *record.Plan
	latency, send *hdrhistogram.Histogram // nil: there is none, or nobody needs it any more
	values        map[*Metric]*float64
}

// Value is a metric of the trial; nil: not observed.
func (t *Trial) Value(m *Metric) *float64 { return t.values[m] }

// decode is what takes histograms apart; a test counts how often.
var decode = record.DecodeLatency

// evaluate takes every metric from the trial. What its histograms hold was
// checked when the record was read. Each takes a quarter of a megabyte, and only
// those of the open loop are merged.
func (t *Trial) evaluate() {
	t.latency, _ = decode(t.Latency)
	t.send, _ = decode(t.LatencySend)
	t.take()
	if t.Point.Rate == 0 {
		t.latency, t.send = nil, nil
	}
}

// take takes the metrics that need no histogram, and the others if those are decoded.
func (t *Trial) take() {
	t.values = map[*Metric]*float64{}
	for _, m := range Metrics {
		t.values[m] = m.of(t)
	}
}

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
