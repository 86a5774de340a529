package analysis

import (
	"cmp"
	"strconv"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Ratio is a cell's metric over that of another cell, within rounds.
type Ratio struct {
	Interval
	P           Number `json:"p"`
	Adjusted    Number `json:"p_adjusted"` // corrected over the family
	Significant bool   `json:"significant"`
}

// Stands says whether the ratio is a difference: by the one rule that ranks,
// and in an interval that agrees.
func (r *Ratio) Stands() bool {
	return r != nil && r.Significant && r.Sure() && (r.Lo > 1 || r.Hi < 1)
}

// A Family is the set of comparisons to one baseline that are corrected together.
type Family struct {
	Comparisons  int  `json:"comparisons"`
	Rounds       int  `json:"rounds"`        // rounds that the best of them has
	Reachable    bool `json:"reachable"`     // whether one of them could be significant at all
	RoundsNeeded int  `json:"rounds_needed"` // the least number of rounds at which one could; 0: none is enough
}

// compareModels sets every cell against the baseline's at the same point: CPU
// time wherever both have it, throughput where both servers were saturated. Each
// of the two is a family of its own.
func (s *Summary) compareModels(asked string) {
	s.Baseline = cmp.Or(asked, s.baseline())
	toBaseline := func(c *Cell) *Cell {
		if _, old := record.Counterpart(c.Model); old || c.Model == s.Baseline {
			return nil // an old one is compared with its counterpart
		}
		return s.Cell(s.Baseline, c.Point)
	}
	s.CPU = s.family(toBaseline, CPU, func(c *Cell) **Ratio { return &c.CPURatio })
	s.Requests = s.family(ranked(toBaseline), Requests, func(c *Cell) **Ratio { return &c.RequestsRatio })
	for _, c := range s.Cells {
		if pairs := pairs(s.anchor(), c, CPU); len(pairs) > 0 {
			c.CPUAnchor = new(interval(stats.RatioOf(pairs)))
		}
	}
}

// anchor is the cell of that name; nil if the record has none.
func (s *Summary) anchor() *Cell { return s.cells[s.Anchor] }

// compareBuilds sets the models of this build against those of the other one,
// if there is one.
func (s *Summary) compareBuilds() {
	if s.Against == nil {
		return
	}
	toOld := func(c *Cell) *Cell { return s.Cell(c.Model+record.OldSuffix, c.Point) }
	s.CPUAgainst = new(s.family(toOld, CPU, func(c *Cell) **Ratio { return &c.CPUAgainst }))
	s.RequestsAgainst = new(s.family(ranked(toOld), Requests, func(c *Cell) **Ratio { return &c.RequestsAgainst }))
}

// ranked leaves out the pairs of which one's throughput is not the server's own.
func ranked(to func(*Cell) *Cell) func(*Cell) *Cell {
	return func(c *Cell) *Cell {
		if base := to(c); base != nil && c.Ranked() && base.Ranked() {
			return base
		}
		return nil
	}
}

// family compares one metric of every cell with that of the cell that to names,
// which may be none, and stores the ratios where they belong.
func (s *Summary) family(to func(*Cell) *Cell, of *Metric, place func(*Cell) **Ratio) Family {
	var f family
	for _, c := range s.Cells {
		f.add(pairs(to(c), c, of), s.seed(), place(c))
	}
	return f.correct()
}

// A family gathers comparisons that are corrected together, and the places of
// their ratios.
type family struct {
	comparisons []*stats.Comparison
	places      []**Ratio
	rounds      int // that the best of them has
}

// add compares pairs, unless there are none.
func (f *family) add(pairs []stats.Pair, seed uint64, place **Ratio) {
	if len(pairs) > 0 {
		f.comparisons, f.places = append(f.comparisons, new(stats.Compare(pairs, seed))), append(f.places, place)
		f.rounds = max(f.rounds, len(pairs))
	}
}

// correct stores the ratios.
func (f *family) correct() Family {
	stats.Family(f.comparisons)
	for i, c := range f.comparisons {
		*f.places[i] = ratio(c)
	}
	n := len(f.comparisons)
	return Family{Comparisons: n, Rounds: f.rounds, Reachable: stats.Reachable(f.rounds, n), RoundsNeeded: stats.PairsNeeded(n)}
}

func ratio(c *stats.Comparison) *Ratio {
	return &Ratio{Interval: interval(c.Ratio), P: Number(c.P), Adjusted: Number(c.Adjusted), Significant: c.Significant}
}

// pairs are a metric of two cells in the rounds that have both; none if one of
// the cells is nil.
func pairs(base, other *Cell, of *Metric) (all []stats.Pair) {
	if base == nil || other == nil {
		return nil
	}
	bases := base.byRound(of)
	for _, t := range other.measured {
		if x := t.Value(of); x != nil && *x > 0 && bases[t.Round] > 0 {
			all = append(all, stats.Pair{Base: bases[t.Round], Other: *x})
		}
	}
	return all
}

// seed is the run's own, so that the same record gives the same draws.
func (s *Summary) seed() uint64 {
	seed, _ := strconv.ParseUint(s.Source.Plan.Seed, 10, 64) // a record that was read has one
	return seed
}

// plainest is the model that others are compared with where it can be: its cost
// does not grow with idle connections, and it is one loop and no more.
const plainest = "epoll_lt"

// baseline is a published model that was measured at every point, so that all
// ratios have the same one: the plainest, or else the first; where no model
// was, it is the first published one.
func (s *Summary) baseline() string {
	first, everywhere := "", ""
	for _, m := range s.Published() {
		if m.Old {
			continue
		}
		first = cmp.Or(first, m.Name)
		whole := true
		for _, p := range s.Sweep {
			whole = whole && s.Cell(m.Name, p).State == record.Measured
		}
		if whole && (everywhere == "" || m.Name == plainest) {
			everywhere = m.Name
		}
	}
	return cmp.Or(everywhere, first)
}
