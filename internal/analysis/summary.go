package analysis

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/workload"
)

// A Summary is what one record says, derived from its trials and nothing else.
// It is complete: whatever a report prints is in it or in the record. As JSON,
// what was not observed, or cannot be told, is null.
type Summary struct {
	Source *record.Record    `json:"-"`
	Load   workload.Workload `json:"-"` // the workload's row
	Axis   workload.Axis     `json:"-"` // along which the sweep goes
	Trials []*Trial          `json:"-"` // those that were measured, in the order in which they ran

	Record     string `json:"record"` // the ID
	Partial    bool   `json:"partial"`
	Workload   string `json:"workload"`
	ClosedLoop bool   `json:"closed_loop"` // latency restates throughput
	Rounds     int64  `json:"rounds"`      // planned; an Interval's n says how many there are

	Anchor   record.Cell `json:"anchor"`   // the cell that Cell.CPUAnchor is relative to
	Baseline string      `json:"baseline"` // epoll_lt if it was measured at every point, else the first model that was, else the first one

	Models   []Model        `json:"models"`
	Sweep    []record.Point `json:"sweep"`
	Cells    []*Cell        `json:"cells"` // by model, then by point
	CPU      Family         `json:"cpu_comparisons"`
	Requests Family         `json:"throughput_comparisons"`

	// Of a run with --against: the models of this build against those of the
	// other one, families of their own.
	Against         *Build  `json:"against"`
	CPUAgainst      *Family `json:"cpu_comparisons_against"`
	RequestsAgainst *Family `json:"throughput_comparisons_against"`

	Crossings   []Crossing    `json:"crossings"`
	Trust       Trust         `json:"trust"`
	SystemCalls []SystemCalls `json:"system_calls"` // by model; none if the kernel did not count
	Responses   []Response    `json:"-"`            // of the open loop, by point, then by model
	Warnings    []Warning     `json:"warnings"`     // by code

	trials  map[record.Cell][]*Trial
	growths map[string]stats.Growth // by model
}

// A Family is the set of comparisons to one baseline that are corrected together.
type Family struct {
	Comparisons  int  `json:"comparisons"`
	Rounds       int  `json:"rounds"`        // rounds that the best of them has
	Reachable    bool `json:"reachable"`     // whether one of them could be significant at all
	RoundsNeeded int  `json:"rounds_needed"` // the least number of rounds at which one could; 0: none is enough
}

// A Build is another build of iomodels that served models of the run.
type Build struct {
	Commit   string `json:"commit"` // empty: its build stamped none
	Modified bool   `json:"modified"`
	SHA256   string `json:"sha256"`
}

// A Model is what is said of a model over the whole sweep.
type Model struct {
	Name       string            `json:"name"`
	External   bool              `json:"external"`
	Old        bool              `json:"-"`         // served by another build, and compared with its counterpart alone
	Completion bool              `json:"-"`         // it counts requests to the kernel where others count calls
	Published  bool              `json:"published"` // false: it broke a promise, so it has no metrics
	Verified   bool              `json:"verified"`
	Promises   int               `json:"promises"` // how many it was held against
	Broken     []string          `json:"broken"`
	Exempt     []string          `json:"exempt"`
	Unseen     []string          `json:"cannot_be_seen"`
	Details    map[string]string `json:"-"` // of verdicts, by promise

	Limit  *int64  `json:"limit"`                     // connections that it can hold, if a cell was past them
	Within int64   `json:"limit_processes,omitempty"` // server processes that hold them together, if several
	Reason string  `json:"limit_reason"`
	Growth *Growth `json:"growth"`
	Memory *Memory `json:"memory"`
}

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

	metrics map[*Metric]*Interval

	comparisons
}

// comparisons are those of a cell to others, within rounds.
type comparisons struct {
	Saturated     bool      `json:"saturated"` // the server's utilisation is 0.97 or more: throughput can be ranked
	CPURatio      *Ratio    `json:"cpu_ratio"`
	RequestsRatio *Ratio    `json:"throughput_ratio"`
	CPUAnchor     *Interval `json:"cpu_anchor_ratio"` // to the anchor's CPU time per request

	// Of a model whose counterpart another build served: this build's over that one's.
	CPUAgainst      *Ratio `json:"cpu_ratio_against"`
	RequestsAgainst *Ratio `json:"throughput_ratio_against"`
}

// Of is a metric over the cell's trials; nil if none observed it.
func (c *Cell) Of(m *Metric) *Interval { return c.metrics[m] }

// Ranked says whether the cell's throughput is the server's own.
func (c *Cell) Ranked() bool { return c.Saturated && c.GeneratorLimited == 0 }

// MarshalJSON writes the cell with a member for each metric of the table.
func (c *Cell) MarshalJSON() ([]byte, error) {
	type head Cell
	bare := head(*c)
	bare.comparisons = comparisons{}
	text, err := json.Marshal(struct {
		*head
		comparisons `json:"-"`
	}{head: &bare})
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(bytes.TrimSuffix(text, []byte("}")))
	for _, m := range Metrics {
		value, err := json.Marshal(c.Of(m))
		if err != nil {
			return nil, err
		}
		out.WriteString(`,"` + m.Name + `":`)
		out.Write(value)
	}
	rest, err := json.Marshal(c.comparisons)
	if err != nil {
		return nil, err
	}
	out.WriteByte(',')
	out.Write(rest[1:])
	return out.Bytes(), nil
}

// A Warning is one code, wherever it was raised.
type Warning struct {
	Code   string `json:"code"`
	Text   string `json:"text"` // of the first one
	Remedy string `json:"remedy"`
	Trials int    `json:"trials"` // that carry it; 0: the record as a whole
}

// Cell is the cell of a model at a point; nil if there is none.
func (s *Summary) Cell(model string, p record.Point) *Cell {
	for _, c := range s.Cells {
		if c.Model == model && c.Point == p {
			return c
		}
	}
	return nil
}

// Model is the model of that name; nil if there is none.
func (s *Summary) Model(name string) *Model {
	i := slices.IndexFunc(s.Models, func(m Model) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Models[i]
}

// Published lists the models that have metrics.
func (s *Summary) Published() []*Model {
	var all []*Model
	for i := range s.Models {
		if s.Models[i].Published {
			all = append(all, &s.Models[i])
		}
	}
	return all
}

// Names lists the record's models in its order.
func (s *Summary) Names() []string {
	var names []string
	for _, m := range s.Models {
		names = append(names, m.Name)
	}
	return names
}

// At is where a point stands on the axis of the sweep.
func (s *Summary) At(p record.Point) int64 { return s.Axis.Of(&p) }

// Active is how many connections are active at every point that has so many;
// nil if their number grows with the sweep.
func (s *Summary) Active() *int64 {
	most := int64(0)
	for _, p := range s.Sweep {
		most = max(most, p.Active)
	}
	for _, p := range s.Sweep {
		if p.Active != min(most, p.Connections) {
			return nil
		}
	}
	return &most
}

// Disturbed is how many of the measured trials were disturbed.
func (s *Summary) Disturbed() (disturbed, measured int) {
	for _, c := range s.Cells {
		disturbed += c.Disturbed
		measured += c.Measured
	}
	return disturbed, measured
}
