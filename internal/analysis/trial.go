package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// A Trial is a measured trial with its metrics.
type Trial struct {
	*record.Trial

	plan          *record.Plan
	latency, send *hdrhistogram.Histogram // nil: there is none
	values        map[*Metric]*float64
}

// Value is a metric of the trial; nil: not observed.
func (t *Trial) Value(m *Metric) *float64 { return t.values[m] }

// decode is what takes histograms apart; a test counts how often.
var decode = record.DecodeLatency

// evaluate takes every metric from a trial. What its histograms hold was
// checked when the record was read.
func evaluate(of *record.Trial, plan *record.Plan) *Trial {
	t := &Trial{Trial: of, plan: plan, values: map[*Metric]*float64{}}
	t.latency, _ = decode(of.Latency)
	t.send, _ = decode(of.LatencySend)
	for _, m := range Metrics {
		t.values[m] = m.of(t)
	}
	return t
}
