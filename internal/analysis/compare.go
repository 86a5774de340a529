package analysis

import (
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Comparison is what differs between two records of the same workload, cell
// by cell. It is the document that the format json writes.
type Comparison struct {
	OldSummary *Summary `json:"-"`
	NewSummary *Summary `json:"-"`

	Old      string `json:"old"` // the IDs
	New      string `json:"new"`
	Workload string `json:"workload"`

	// Anchor is the cell that every cost is divided by, in the same round and
	// the same record, so that a machine that was slower as a whole does not
	// count as a change.
	Anchor    record.Cell `json:"anchor"`
	OldAnchor Interval    `json:"old_anchor_cpu_ns_per_request"`
	NewAnchor Interval    `json:"new_anchor_cpu_ns_per_request"`

	Models []string       `json:"models"` // of both records, in the new one's order
	Sweep  []record.Point `json:"sweep"`  // of both records
	Cells  []ComparedCell `json:"cells"`  // by model, then by point
	CPU    Family         `json:"cpu_comparisons"`

	SystemCalls []ComparedCalls `json:"system_calls"` // of the models that the kernel counted in both

	Differences []record.Difference `json:"-"` // of the machines and the plans: reasons for caution
	OnlyOld     Unmatched           `json:"-"` // what the old record alone has
	OnlyNew     Unmatched           `json:"-"`
}

// Unmatched is what one of two records has and the other lacks.
type Unmatched struct {
	Models []string
	Points []record.Point
}

// A ComparedCell is a cell that both records have.
type ComparedCell struct {
	record.Cell
	OldState string    `json:"old_state"` // as Cell.State
	NewState string    `json:"new_state"`
	OldLimit *int64    `json:"old_limit"`
	NewLimit *int64    `json:"new_limit"`
	OldCPU   *Interval `json:"old_cpu_ns_per_request"`
	NewCPU   *Interval `json:"new_cpu_ns_per_request"`

	// CPURatio is new over old, each relative to its anchor. Null where one of
	// them was not measured, and for the anchor itself.
	CPURatio *Ratio `json:"cpu_ratio"`

	old, new *Cell
}

// ComparedCalls are system calls per request at the point at which the kernel counted them.
type ComparedCalls struct {
	Model string `json:"model"`
	record.Point
	Old Number `json:"old_per_request"`
	New Number `json:"new_per_request"`
}

// A Refusal is why two records cannot be compared.
type Refusal struct {
	Same     string              // the ID, if both are the same record
	Plans    []record.Difference // of what was asked for: what keeps a difference of the metrics from being one of the servers
	NoAnchor Side                // the record that has no metric for the anchor
	Anchor   record.Cell
}

// A Side is one of two records.
type Side string

// The two sides.
const (
	Old Side = "old"
	New Side = "new"
)

// Compare sets the new record against the old one, or says why it cannot.
func Compare(old, new *Summary) (*Comparison, *Refusal) {
	if old.Record == new.Record {
		return nil, &Refusal{Same: old.Record}
	}
	if plans := record.WorkloadDifferences(old.Source, new.Source); len(plans) > 0 {
		return nil, &Refusal{Plans: plans}
	}
	c := &Comparison{
		OldSummary: old, NewSummary: new, Old: old.Record, New: new.Record, Workload: new.Workload, Anchor: new.Anchor,
		Cells: []ComparedCell{}, SystemCalls: []ComparedCalls{},
		Differences: record.RunDifferences(old.Source, new.Source),
	}
	switch a, b := old.anchor().Of(CPU), new.anchor().Of(CPU); {
	case a == nil:
		return nil, &Refusal{NoAnchor: Old, Anchor: old.Anchor}
	case b == nil:
		return nil, &Refusal{NoAnchor: New, Anchor: new.Anchor}
	default:
		c.OldAnchor, c.NewAnchor = *a, *b
	}
	c.match()
	c.compareCells()
	c.compareCalls()
	return c, nil
}

// match finds the models and the points that both have, and names the others.
func (c *Comparison) match() {
	old, new := c.OldSummary, c.NewSummary
	c.OnlyOld, c.OnlyNew = old.without(new), new.without(old)
	c.Models = slices.DeleteFunc(new.Names(), func(m string) bool { return slices.Contains(c.OnlyNew.Models, m) })
	c.Sweep = slices.DeleteFunc(slices.Clone(new.Sweep), func(p record.Point) bool { return slices.Contains(c.OnlyNew.Points, p) })
	for _, model := range c.Models {
		for _, p := range c.Sweep {
			a, b := old.cellLike(model, p), new.Cell(model, p)
			c.Cells = append(c.Cells, ComparedCell{
				Cell: b.Cell, OldState: a.State, NewState: b.State,
				OldLimit: a.Limit, NewLimit: b.Limit, OldCPU: a.Of(CPU), NewCPU: b.Of(CPU), old: a, new: b,
			})
		}
	}
}

// without is what s has and other lacks.
func (s *Summary) without(other *Summary) (alone Unmatched) {
	for _, m := range s.Names() {
		if other.Model(m) == nil {
			alone.Models = append(alone.Models, m)
		}
	}
	for _, p := range s.Sweep {
		if _, ok := other.Source.Plan.PointLike(p); !ok {
			alone.Points = append(alone.Points, p)
		}
	}
	return alone
}

// compareCells compares all cells that both measured, corrected together. A
// bootstrap takes some milliseconds, and there may be a thousand: all processors
// share them. Each draws from the same seed, whichever processor takes it.
func (c *Comparison) compareCells() {
	type pair struct {
		cell     *ComparedCell
		old, new []float64 // costs relative to the anchor's
	}
	var both []pair
	rounds := 0 // that the best of them has
	for i := range c.Cells {
		p := pair{cell: &c.Cells[i]}
		p.old = stats.Relative(pairs(c.OldSummary.anchor(), p.cell.old, CPU))
		p.new = stats.Relative(pairs(c.NewSummary.anchor(), p.cell.new, CPU))
		if n := min(len(p.old), len(p.new)); p.cell.Cell != c.Anchor && n > 0 {
			both, rounds = append(both, p), max(rounds, n)
		}
	}
	seed, n := c.OldSummary.seed()^c.NewSummary.seed(), len(both)
	all := make([]stats.Comparison, n)
	share(n, func(i int) { all[i] = stats.CompareUnpaired(both[i].old, both[i].new, seed) })
	stats.Correct(all)
	for i, p := range both {
		p.cell.CPURatio = ratio(all[i])
	}
	c.CPU = Family{Comparisons: n, Rounds: rounds, Reachable: stats.ReachableUnpaired(rounds, rounds, n), RoundsNeeded: stats.UnpairedNeeded(n)}
}

// compareCalls sets the kernel's counts side by side: they need no anchor.
func (c *Comparison) compareCalls() {
	for _, m := range c.Models {
		a, b := c.OldSummary.Counted(m), c.NewSummary.Counted(m)
		if a != nil && b != nil && record.Alike(a.Point, b.Point) {
			c.SystemCalls = append(c.SystemCalls, ComparedCalls{Model: m, Point: b.Point, Old: *a.Total, New: *b.Total})
		}
	}
}
