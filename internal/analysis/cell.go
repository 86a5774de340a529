package analysis

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// States of a Cell, beside those of a trial's outcome.
const (
	Missing     = "missing"     // the run was interrupted before it
	Unpublished = "unpublished" // the model broke a promise
)

// A Cell is a model at a point of the sweep, over all rounds.
type Cell struct {
	record.Cell

	State  string `json:"state"`  // measured (in one trial at least), limit, failed, missing, unpublished
	Reason string `json:"reason"` // of the first trial that was not measured
	Limit  *int64 `json:"limit"`

	Trials           int       `json:"trials"`
	Measured         int       `json:"measured"`
	Disturbed        int       `json:"disturbed"`         // measured, with that warning; they count in the medians
	GeneratorLimited int       `json:"generator_limited"` // likewise
	Proven           *Interval `json:"-"`                 // connections, over the trials that did not fail

	Saturated     bool      `json:"saturated"` // the server's utilisation is 0.97 or more: throughput can be ranked
	CPURatio      *Ratio    `json:"cpu_ratio"`
	RequestsRatio *Ratio    `json:"throughput_ratio"`
	CPUAnchor     *Interval `json:"cpu_anchor_ratio"` // to the anchor's CPU time per request

	// Of a model whose counterpart another build served: this build's over that one's.
	CPUAgainst      *Ratio `json:"cpu_ratio_against"`
	RequestsAgainst *Ratio `json:"throughput_ratio_against"`

	metrics  map[*Metric]*Interval
	trials   []*record.Trial
	measured []*Trial // none if the model's metrics are not published
}

// Of is a metric over the cell's trials; nil if none observed it, or if there is
// no cell.
func (c *Cell) Of(m *Metric) *Interval {
	if c == nil {
		return nil
	}
	return c.metrics[m]
}

// byRound is a metric of the cell's trials; what was not observed is not there.
func (c *Cell) byRound(m *Metric) map[int64]float64 {
	values := map[int64]float64{}
	for _, t := range c.measured {
		if x := t.Value(m); x != nil {
			values[t.Round] = *x
		}
	}
	return values
}

// Ranked says whether the cell's throughput is the server's own.
func (c *Cell) Ranked() bool { return c.Saturated && c.GeneratorLimited == 0 }

// MarshalJSON writes the cell with a member for each metric of the table.
func (c *Cell) MarshalJSON() ([]byte, error) {
	type cell Cell // without this method
	text, err := json.Marshal((*cell)(c))
	if err != nil {
		return nil, err
	}
	out := bytes.TrimSuffix(text, []byte("}"))
	for _, m := range Metrics {
		value, err := json.Marshal(c.Of(m))
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"`+m.Name+`":`...), value...)
	}
	return append(out, '}'), nil
}

// saturation is the utilisation from which on a server is taken to be what
// bounds the throughput.
const saturation = 0.97

// measure says what the cell's trials carry together.
func (s *Summary) measure(c *Cell) {
	c.count()
	if !s.Model(c.Model).Published {
		c.State = Unpublished
		c.Measured, c.Disturbed, c.GeneratorLimited = 0, 0, 0
	}
	c.metrics = map[*Metric]*Interval{}
	for _, m := range Metrics {
		var xs []float64
		for _, t := range c.measured {
			if x := t.Value(m); x != nil {
				xs = append(xs, *x)
			}
		}
		c.metrics[m] = intervalOf(xs)
	}
	busy := c.Of(ServerUtilisation)
	c.Saturated = busy != nil && busy.Median >= saturation
}

// count goes through the outcomes of the cell's trials.
func (c *Cell) count() {
	var proven []float64
	for _, t := range c.trials {
		c.Trials++
		if t.Outcome != record.Failed {
			proven = append(proven, float64(t.Proven))
		}
		switch t.Outcome {
		case record.Measured:
			c.State = record.Measured
			c.Measured++
			c.Disturbed += one(hasWarning(t, record.Disturbed))
			c.GeneratorLimited += one(hasWarning(t, record.GeneratorLimited))
			continue
		case record.Limit:
			c.Limit = least(c.Limit, t.Limit)
			if c.Measured == 0 {
				c.State = record.Limit
			}
		case record.Failed:
			if c.State == Missing {
				c.State = record.Failed
			}
		}
		if c.Reason == "" {
			c.Reason = t.Reason
		}
	}
	c.Proven = intervalOf(proven)
}

func hasWarning(t *record.Trial, code string) bool {
	return slices.ContainsFunc(t.Warnings, func(w record.Warning) bool { return w.Code == code })
}

// least is the smaller of two numbers, of which either may be unknown.
func least(a, b *int64) *int64 {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
