package analysis

import (
	"cmp"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
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

	Models   []*Model       `json:"models"`
	Sweep    []record.Point `json:"sweep"`
	Cells    []*Cell        `json:"cells"` // by model, then by point
	CPU      Family         `json:"cpu_comparisons"`
	Requests Family         `json:"throughput_comparisons"`
	Growth   Family         `json:"cpu_growth_comparisons"` // of each model with itself, along the sweep

	// Of a run with --against: the models of this build against those of the
	// other one, families of their own.
	Against         *record.Tool `json:"against"`
	CPUAgainst      *Family      `json:"cpu_comparisons_against"`
	RequestsAgainst *Family      `json:"throughput_comparisons_against"`

	Widths      []Width       `json:"widths"` // of a run that they ended: by cell; null: its number of rounds was fixed
	Crossings   []Crossing    `json:"crossings"`
	Trust       Trust         `json:"trust"`
	SystemCalls []SystemCalls `json:"system_calls"` // by model; none if the kernel did not count
	Responses   []Response    `json:"-"`            // of the open loop, by point, then by model
	Warnings    []Warning     `json:"warnings"`     // by code

	models map[string]*Model
	cells  map[record.Cell]*Cell
}

// Cell is the cell of a model at a point; nil if there is none.
func (s *Summary) Cell(model string, p record.Point) *Cell {
	return s.cells[record.Cell{Model: model, Point: p}]
}

// cellLike is the cell of a model at a point of another record; nil if there is none.
func (s *Summary) cellLike(model string, p record.Point) *Cell {
	like, _ := s.Source.Plan.PointLike(p)
	return s.Cell(model, like)
}

// of lists the cells of a model, along the sweep.
func (s *Summary) of(model string) []*Cell {
	return slices.DeleteFunc(slices.Clone(s.Cells), func(c *Cell) bool { return c.Model != model })
}

// extremes are those of the cells that keep wants with the fewest and with the
// most connections; nil if it wants none.
func extremes(cells []*Cell, keep func(*Cell) bool) (fewest, most *Cell) {
	cells = slices.DeleteFunc(cells, func(c *Cell) bool { return !keep(c) })
	if len(cells) == 0 {
		return nil, nil
	}
	order := func(a, b *Cell) int { return cmp.Compare(a.Connections, b.Connections) }
	return slices.MinFunc(cells, order), slices.MaxFunc(cells, order)
}

// Model is the model of that name; nil if there is none.
func (s *Summary) Model(name string) *Model { return s.models[name] }

// Published lists the models that have metrics.
func (s *Summary) Published() []*Model {
	return slices.DeleteFunc(slices.Clone(s.Models), func(m *Model) bool { return !m.Published })
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
	most := slices.MaxFunc(s.Sweep, func(p, q record.Point) int { return cmp.Compare(p.Active, q.Active) }).Active
	if slices.ContainsFunc(s.Sweep, func(p record.Point) bool { return p.Active != min(most, p.Connections) }) {
		return nil
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
