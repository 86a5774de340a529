package analysis

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
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
	Erring           int       `json:"erring"`            // with wrong replies, whether they were measured or failed
	StandsOut        bool      `json:"stands_out"`        // it was disturbed more than the rest of its run
	Proven           *Interval `json:"-"`                 // connections, over the trials that did not fail

	Wrong record.Wrong `json:"wrong"` // over all trials but those at a limit

	Saturated     bool      `json:"saturated"` // the server's utilisation is 0.97 or more: throughput can be ranked
	CPURatio      *Ratio    `json:"cpu_ratio"`
	RequestsRatio *Ratio    `json:"throughput_ratio"`
	CPUAnchor     *Interval `json:"cpu_anchor_ratio"` // to the anchor's CPU time per request
	CPUGrowth     *Ratio    `json:"cpu_growth_ratio"` // to the model's own CPU time per request at the first point of the sweep that it has

	// Of a model whose counterpart another build served: this build's over that one's.
	CPUAgainst      *Ratio `json:"cpu_ratio_against"`
	RequestsAgainst *Ratio `json:"throughput_ratio_against"`

	metrics  map[*Metric]*Interval
	trials   []*record.Trial
	measured []*Trial         // none if the model's metrics are not published
	rounds   map[int64]*Trial // the same, by round
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
// A percentile that one of them does not know is known of none: that trial's is
// the slowest.
func (c *Cell) byRound(m *Metric) map[int64]float64 {
	values := map[int64]float64{}
	for _, t := range c.measured {
		x := t.Value(m)
		switch {
		case x != nil:
			values[t.Round] = *x
		case m.Rank > 0:
			return nil
		}
	}
	return values
}

// Ranked says whether the cell's throughput is the server's own.
func (c *Cell) Ranked() bool { return c != nil && c.Saturated && c.GeneratorLimited == 0 }

// MarshalJSON writes the cell with a member for each metric of the table.
func (c *Cell) MarshalJSON() ([]byte, error) {
	type cell Cell // without this method
	out, err := json.Marshal((*cell)(c))
	out = bytes.TrimSuffix(out, []byte("}"))
	for _, m := range Metrics {
		value, failed := json.Marshal(c.Of(m))
		out, err = append(append(out, `,"`+m.Name+`":`...), value...), cmp.Or(err, failed)
	}
	return append(out, '}'), err
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
		c.metrics[m] = intervalOf(slices.Collect(maps.Values(c.byRound(m))))
	}
	busy := c.Of(ServerUtilisation)
	c.Saturated = busy != nil && busy.Median >= saturation
}

// standOut finds the cells with so many disturbed trials that chance would give
// the run less than one such cell in twenty, if all trials were disturbed alike.
func (s *Summary) standOut() {
	disturbed, measured := s.Disturbed()
	cells := 0
	for _, c := range s.Cells {
		cells += one(c.Measured > 0)
	}
	for _, c := range s.Cells {
		if c.Disturbed > 0 {
			chance := stats.AtLeast(c.Disturbed, c.Measured, float64(disturbed)/float64(measured))
			c.StandsOut = chance*float64(cells) < 0.05
		}
	}
}

// states are those of a cell that is published: the last that its trials have
// is its own.
var states = []string{Missing, record.Failed, record.Limit, record.Measured}

// count goes through the outcomes of the cell's trials.
func (c *Cell) count() {
	var proven []float64
	for _, t := range c.trials {
		c.Trials++
		c.State = states[max(slices.Index(states, c.State), slices.Index(states, t.Outcome))]
		if t.Outcome != record.Failed {
			proven = append(proven, float64(t.Proven))
		}
		wrong := t.Wrong()
		c.Wrong.Add(wrong)
		c.Erring += one(wrong.Count > 0)
		if t.Outcome == record.Limit {
			c.Limit = least(c.Limit, t.Limit)
		}
		if t.Outcome != record.Measured {
			c.Reason = cmp.Or(c.Reason, t.Reason)
			continue
		}
		c.Measured++
		for code, n := range map[string]*int{record.Disturbed: &c.Disturbed, record.GeneratorLimited: &c.GeneratorLimited} {
			*n += one(t.Warns(code))
		}
	}
	c.Proven = intervalOf(proven)
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
