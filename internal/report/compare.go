package report

import (
	"cmp"
	"strconv"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// compare sets every cell against the baseline's at the same point: CPU time
// wherever both have it, throughput where both servers were saturated. Each of
// the two is a family of its own under Holm's correction.
func (d *derivation) compare() {
	d.s.Baseline = cmp.Or(d.asked, d.baseline())
	toBaseline := func(c *Cell) *Cell {
		if _, old := record.Counterpart(c.Model); old || c.Model == d.s.Baseline {
			return nil // an old one is compared with its counterpart
		}
		return d.s.cell(d.s.Baseline, c.Connections)
	}
	d.s.CPU = d.family(toBaseline, cpuTime, func(c *Cell) **Ratio { return &c.CPURatio })
	d.s.Requests = d.family(ranked(toBaseline), throughput, func(c *Cell) **Ratio { return &c.RequestsRatio })
	for i := range d.s.Cells {
		c := &d.s.Cells[i]
		if pairs := d.pairs(d.s.Anchor, c.at(), cpuTime); len(pairs) > 0 {
			ratio := interval(stats.RatioOf(pairs))
			c.CPUAnchor = &ratio
		}
	}
}

// against sets the models of this build against those of the other one, if
// there is one.
func (d *derivation) against() {
	if d.r.Against == nil {
		return
	}
	d.s.Against = &Build{Commit: d.r.Against.Commit, Modified: d.r.Against.Modified, SHA256: d.r.Against.SHA256}
	toOld := func(c *Cell) *Cell { return d.s.cell(c.Model+record.OldSuffix, c.Connections) }
	cpu := d.family(toOld, cpuTime, func(c *Cell) **Ratio { return &c.CPUAgainst })
	requests := d.family(ranked(toOld), throughput, func(c *Cell) **Ratio { return &c.RequestsAgainst })
	d.s.CPUAgainst, d.s.RequestsAgainst = &cpu, &requests
}

func cpuTime(f figures) *float64    { return f.cpu }
func throughput(f figures) *float64 { return f.requests }

// ranked leaves out the pairs of which one's throughput is not the server's own.
func ranked(to func(*Cell) *Cell) func(*Cell) *Cell {
	return func(c *Cell) *Cell {
		if base := to(c); base != nil && c.ranked() && base.ranked() {
			return base
		}
		return nil
	}
}

// at is the cell's place in the plan.
func (c *Cell) at() record.Cell { return record.Cell{Model: c.Model, Point: record.Point{Connections: c.Connections}} }

// ranked says whether the cell's throughput is the server's own.
func (c *Cell) ranked() bool { return c.Saturated && c.GeneratorLimited == 0 }

// family compares one figure of every cell with that of the cell that to
// names, which may be none, and stores the ratios where they belong.
func (d *derivation) family(to func(*Cell) *Cell, figure func(figures) *float64, place func(*Cell) **Ratio) Family {
	var cells []*Cell
	var all []*stats.Comparison
	most := 0
	for i := range d.s.Cells {
		c := &d.s.Cells[i]
		base := to(c)
		if base == nil {
			continue
		}
		if pairs := d.pairs(base.at(), c.at(), figure); len(pairs) > 0 {
			comparison := stats.Compare(pairs, d.seed())
			cells, all = append(cells, c), append(all, &comparison)
			most = max(most, len(pairs))
		}
	}
	stats.Family(all)
	for i, c := range all {
		*place(cells[i]) = &Ratio{
			Interval: interval(c.Ratio), P: Number(c.P), Adjusted: Number(c.Adjusted), Significant: c.Significant,
		}
	}
	return Family{
		Comparisons: len(all), Rounds: most,
		Reachable: stats.Reachable(most, len(all)), RoundsNeeded: stats.PairsNeeded(len(all)),
	}
}

// pairs are a figure of two cells in the rounds that have both.
func (d *derivation) pairs(base, other record.Cell, figure func(figures) *float64) []stats.Pair {
	of := map[int64]float64{}
	for _, f := range d.figures[base] {
		if x := figure(f); x != nil && *x > 0 {
			of[f.round] = *x
		}
	}
	var pairs []stats.Pair
	for _, f := range d.figures[other] {
		b, ok := of[f.round]
		if x := figure(f); ok && x != nil && *x > 0 {
			pairs = append(pairs, stats.Pair{Base: b, Other: *x})
		}
	}
	return pairs
}

// seed is the run's own, so that the same record gives the same draws.
func (d *derivation) seed() uint64 {
	seed, _ := strconv.ParseUint(d.r.Plan.Seed, 10, 64) // a record that was read has one
	return seed
}

// plainest is the model that others are compared with where it can be: what it
// costs neither grows with idle connections nor is made of more than a loop.
const plainest = "epoll_lt"

// baseline is a published model that was measured at every point, so that all
// ratios have the same one: the plainest, or else the first; where no model
// was, it is the first published one.
func (d *derivation) baseline() string {
	first, everywhere := "", ""
	for _, m := range d.s.Models {
		if _, old := record.Counterpart(m.Name); old || !m.Published {
			continue
		}
		if first == "" {
			first = m.Name
		}
		whole := true
		for _, p := range d.s.Sweep {
			whole = whole && d.s.cell(m.Name, p.Connections).State == record.Measured
		}
		if whole && (everywhere == "" || m.Name == plainest) {
			everywhere = m.Name
		}
	}
	return cmp.Or(everywhere, first)
}

// cell is the cell of a model at a number of connections; nil if there is none.
func (s *Summary) cell(model string, connections int64) *Cell {
	for i := range s.Cells {
		if s.Cells[i].Model == model && s.Cells[i].Connections == connections {
			return &s.Cells[i]
		}
	}
	return nil
}
