package report

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Change is what differs between two records of the same workload, cell by
// cell. It is the document that the format json writes.
type Change struct {
	Old      string `json:"old"` // the IDs
	New      string `json:"new"`
	Workload string `json:"workload"`

	// Anchor is the cell that every cost is divided by, in the same round and
	// the same record, so that a machine that was slower as a whole does not
	// count as a change.
	Anchor    record.Cell `json:"anchor"`
	OldAnchor Interval    `json:"old_anchor_cpu_ns_per_request"`
	NewAnchor Interval    `json:"new_anchor_cpu_ns_per_request"`

	Models []string      `json:"models"` // of both records, in the new one's order
	Sweep  []int64       `json:"sweep"`  // connections, of both records
	Cells  []ChangedCell `json:"cells"`  // by model, then by point
	CPU    Family        `json:"cpu_comparisons"`

	SystemCalls []ChangedCalls `json:"system_calls"` // of the models that the kernel counted in both

	Differences []string `json:"differences"` // of the machines and the plans: reasons for caution
	Left        []string `json:"left_out"`    // what only one of the records has
}

// A ChangedCell is a cell that both records have.
type ChangedCell struct {
	Model       string    `json:"model"`
	Connections int64     `json:"connections"`
	OldState    string    `json:"old_state"` // as Cell.State
	NewState    string    `json:"new_state"`
	OldLimit    *int64    `json:"old_limit"`
	NewLimit    *int64    `json:"new_limit"`
	OldCPU      *Interval `json:"old_cpu_ns_per_request"`
	NewCPU      *Interval `json:"new_cpu_ns_per_request"`

	// CPURatio is new over old, each relative to its anchor. Null where one of
	// them was not measured, and for the anchor itself.
	CPURatio *Ratio `json:"cpu_ratio"`
}

// ChangedCalls are system calls per request at the point at which the kernel counted them.
type ChangedCalls struct {
	Model       string `json:"model"`
	Connections int64  `json:"connections"`
	Old         Number `json:"old_per_request"`
	New         Number `json:"new_per_request"`
}

// Compare sets the new record against the old one. The error says, in a line,
// why they cannot be compared.
func Compare(old, new *record.Record) (*Change, error) {
	if old.ID == new.ID {
		return nil, fmt.Errorf("both are the record %s: there is nothing to compare", old.ID)
	}
	if unlike := unlikePlans(&old.Plan, &new.Plan); len(unlike) > 0 {
		return nil, fmt.Errorf("they are not of the same workload: %s; repeat one of them as the other was run, or run both builds together with iomodels run --against", strings.Join(unlike, ", "))
	}
	k := &comparing{old: derive(old, ""), new: derive(new, ""), c: &Change{
		Old: old.ID, New: new.ID, Workload: new.Plan.Workload, Anchor: record.Cell{Model: new.Plan.Anchor.Model, Point: record.Point{Connections: new.Plan.Anchor.Connections}},
		Cells: []ChangedCell{}, SystemCalls: []ChangedCalls{}, Left: []string{},
		Differences: append(append([]string{}, unlikeMachines(old, new)...), smallDifferences(old, new)...),
	}}
	if err := k.anchors(); err != nil {
		return nil, err
	}
	k.shared()
	k.cells()
	k.family()
	k.systemCalls()
	return k.c, nil
}

// comparing is a Change in the making.
type comparing struct {
	old, new *derivation
	c        *Change
}

// anchors takes what the anchor cost in either record.
func (k *comparing) anchors() error {
	for _, side := range []struct {
		d    *derivation
		name string
		into *Interval
	}{{k.old, "old", &k.c.OldAnchor}, {k.new, "new", &k.c.NewAnchor}} {
		cell := side.d.s.cell(k.c.Anchor.Model, k.c.Anchor.Connections)
		if cell == nil || cell.CPU == nil {
			return fmt.Errorf("the %s record has no figure for the anchor, %s at %d connections, that all others are divided by", side.name, k.c.Anchor.Model, k.c.Anchor.Connections)
		}
		*side.into = *cell.CPU
	}
	return nil
}

// shared finds the models and the points that both have, and names the others.
func (k *comparing) shared() {
	has := func(s *Summary, model string) bool {
		for _, m := range s.Models {
			if m.Name == model {
				return true
			}
		}
		return false
	}
	for _, m := range k.new.s.Models {
		if has(k.old.s, m.Name) {
			k.c.Models = append(k.c.Models, m.Name)
		} else {
			k.c.Left = append(k.c.Left, m.Name+" is in the new record only")
		}
	}
	for _, m := range k.old.s.Models {
		if !has(k.new.s, m.Name) {
			k.c.Left = append(k.c.Left, m.Name+" is in the old record only")
		}
	}
	points := map[int64]int{}
	for _, p := range k.old.s.Sweep {
		points[p.Connections]++
	}
	for _, p := range k.new.s.Sweep {
		if points[p.Connections] > 0 {
			k.c.Sweep = append(k.c.Sweep, p.Connections)
			delete(points, p.Connections)
		} else {
			k.c.Left = append(k.c.Left, integer(p.Connections)+" connections are in the new record only")
		}
	}
	for _, p := range k.old.s.Sweep {
		if points[p.Connections] > 0 {
			k.c.Left = append(k.c.Left, integer(p.Connections)+" connections are in the old record only")
		}
	}
}

func (k *comparing) cells() {
	for _, model := range k.c.Models {
		for _, n := range k.c.Sweep {
			a, b := k.old.s.cell(model, n), k.new.s.cell(model, n)
			k.c.Cells = append(k.c.Cells, ChangedCell{
				Model: model, Connections: n, OldState: a.State, NewState: b.State,
				OldLimit: a.Limit, NewLimit: b.Limit, OldCPU: a.CPU, NewCPU: b.CPU,
			})
		}
	}
}

// family compares all cells that both measured, corrected together. A bootstrap
// takes some milliseconds, and there may be a thousand cells, so all processors share them;
// each draws from the same seed, whoever takes it.
func (k *comparing) family() {
	var cells []*ChangedCell
	var all []*stats.Comparison
	var work sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range k.c.Cells {
		c := &k.c.Cells[i]
		cell := record.Cell{Model: c.Model, Point: record.Point{Connections: c.Connections}}
		old, new := stats.Relative(k.old.pairsOf(k.c.Anchor, cell)), stats.Relative(k.new.pairsOf(k.c.Anchor, cell))
		if cell == k.c.Anchor || len(old) == 0 || len(new) == 0 {
			continue
		}
		comparison := &stats.Comparison{}
		cells, all = append(cells, c), append(all, comparison)
		k.c.CPU.Rounds = max(k.c.CPU.Rounds, min(len(old), len(new)))
		free <- struct{}{}
		work.Go(func() {
			*comparison = stats.CompareUnpaired(old, new, k.old.seed()^k.new.seed())
			<-free
		})
	}
	work.Wait()
	stats.Family(all)
	for i, c := range all {
		cells[i].CPURatio = &Ratio{Interval: interval(c.Ratio), P: Number(c.P), Adjusted: Number(c.Adjusted), Significant: c.Significant}
	}
	k.c.CPU.Comparisons = len(all)
	k.c.CPU.Reachable = stats.ReachableUnpaired(k.c.CPU.Rounds, k.c.CPU.Rounds, len(all))
	k.c.CPU.RoundsNeeded = stats.UnpairedNeeded(len(all))
}

// systemCalls sets the kernel's counts side by side: they need no anchor.
func (k *comparing) systemCalls() {
	for _, m := range k.c.Models {
		a, b := callsOf(k.old.r, m), callsOf(k.new.r, m)
		if a == nil || b == nil || a.Connections != b.Connections || a.Active != b.Active || a.Depth != b.Depth {
			continue
		}
		k.c.SystemCalls = append(k.c.SystemCalls, ChangedCalls{
			Model: m, Connections: b.Connections,
			Old: Number(float64(a.Total) / float64(a.Requests)), New: Number(float64(b.Total) / float64(b.Requests)),
		})
	}
}

// callsOf is what the kernel counted of a model; nil if it did not.
func callsOf(r *record.Record, model string) *record.SystemCalls {
	for i := range r.SystemCalls {
		if s := &r.SystemCalls[i]; s.Model == model && s.Requests > 0 {
			return s
		}
	}
	return nil
}
