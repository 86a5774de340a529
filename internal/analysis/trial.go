package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
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
	t.values = map[*Metric]*float64{}
	for _, m := range Metrics {
		t.values[m] = m.of(t)
	}
	if t.Point.Rate == 0 {
		t.latency, t.send = nil, nil
	}
}
