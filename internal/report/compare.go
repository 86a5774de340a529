package report

import (
	"strconv"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// compare sets every cell against the baseline's at the same point: CPU time
// wherever both have it, throughput where both servers were saturated. Each of
// the two is a family of its own under Holm's correction.
func (d *derivation) compare() {
	d.s.Baseline = d.baseline()
	d.s.CPU = d.family(
		func(_, _ *Cell) bool { return true },
		func(f figures) *float64 { return f.cpu },
		func(c *Cell) **Ratio { return &c.CPURatio })
	d.s.Requests = d.family(
		func(c, base *Cell) bool { return c.ranked() && base.ranked() },
		func(f figures) *float64 { return f.requests },
		func(c *Cell) **Ratio { return &c.RequestsRatio })
}

// ranked says whether the cell's throughput is the server's own.
func (c *Cell) ranked() bool { return c.Saturated && c.GeneratorLimited == 0 }

// family compares one figure of all cells that may be compared, and stores the
// ratios where they belong.
func (d *derivation) family(may func(c, base *Cell) bool, figure func(figures) *float64, place func(*Cell) **Ratio) Family {
	var cells []*Cell
	var all []*stats.Comparison
	most := 0
	for i := range d.s.Cells {
		c := &d.s.Cells[i]
		base := d.s.cell(d.s.Baseline, c.Connections)
		if base == nil || c.Model == d.s.Baseline || !may(c, base) {
			continue
		}
		if pairs := d.pairs(c, figure); len(pairs) > 0 {
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

// pairs are a figure of the baseline and of c in the rounds that have both.
func (d *derivation) pairs(c *Cell, figure func(figures) *float64) []stats.Pair {
	base := map[int64]float64{}
	for _, f := range d.figures[record.Cell{Model: d.s.Baseline, Connections: c.Connections}] {
		if x := figure(f); x != nil && *x > 0 {
			base[f.round] = *x
		}
	}
	var pairs []stats.Pair
	for _, f := range d.figures[record.Cell{Model: c.Model, Connections: c.Connections}] {
		b, ok := base[f.round]
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

// baseline is the first published model that was measured at every point, so
// that all ratios have the same one; else the first published model.
func (d *derivation) baseline() string {
	first := ""
	for _, m := range d.s.Models {
		if !m.Published {
			continue
		}
		if first == "" {
			first = m.Name
		}
		whole := true
		for _, p := range d.s.Sweep {
			whole = whole && d.s.cell(m.Name, p.Connections).State == record.Measured
		}
		if whole {
			return m.Name
		}
	}
	return first
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
