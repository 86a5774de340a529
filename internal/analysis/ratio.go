package analysis

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A Ratio is a cell's metric over that of another cell, within rounds.
type Ratio struct {
	Interval
	P           Number `json:"p"`
	Adjusted    Number `json:"p_adjusted"` // corrected over the family
	Significant bool   `json:"significant"`

	Rounds []Round `json:"-"` // it is the median of; none between two records
}

// Stands says whether the ratio is a difference: by the one rule that ranks,
// and in an interval that agrees.
func (r *Ratio) Stands() bool {
	return r.Excludes1() && r.Significant
}

// Excludes1 says whether the interval is sure, and leaves out "no difference".
func (r *Ratio) Excludes1() bool { return r != nil && r.Sure() && (r.Lo > 1 || r.Hi < 1) }

// A Standing is what a ratio comes to in a word.
type Standing string

// The standings. Same is a ratio whose whole interval is close to 1.
const (
	Cheaper Standing = "cheaper"
	Dearer  Standing = "dearer"
	Same    Standing = "same"
	Open    Standing = "open"
)

// Close is how far from 1 the interval of a ratio may reach that is the Same.
const Close = 0.05

// Standing goes by the one rule that ranks; what is not significant is the same
// or open.
func (r *Ratio) Standing() Standing {
	switch {
	case r.Significant && r.Median < 1:
		return Cheaper
	case r.Significant:
		return Dearer
	case r.Sure() && r.Lo >= 1-Close && r.Hi <= 1+Close:
		return Same
	}
	return Open
}

// Reach is how far the interval reaches from 1, as a factor: 1.03 for one from 0.98
// to 1.03; +Inf if the interval is not sure.
func (r *Ratio) Reach() float64 {
	if !r.Sure() {
		return math.Inf(1)
	}
	return max(float64(r.Hi), 1/float64(r.Lo))
}

// RoundsToTell is about how many rounds would tell an Open ratio from 1, or show
// it to be the Same, whichever takes less: an interval of n rounds is as wide as 1/√n.
func (r *Ratio) RoundsToTell() int {
	half, median := math.Log(float64(r.Hi/r.Lo))/2, math.Abs(math.Log(float64(r.Median)))
	tell, same := half/median, half/max(math.Log(1+Close)-median, 1e-3)
	more := min(tell, same)
	return max(stats.RoundsNeeded, int(math.Ceil(float64(r.N)*more*more)))
}

// A Family is the set of comparisons to one baseline that are corrected together.
type Family struct {
	Comparisons  int     `json:"comparisons"`
	Rounds       int     `json:"rounds"`        // rounds that the best of them has
	Reachable    bool    `json:"reachable"`     // whether one of them could be significant at all
	RoundsNeeded int     `json:"rounds_needed"` // the least number of rounds at which one could; 0: none is enough
	LagOne       *Number `json:"lag_1"`         // correlation of each ratio with that of the round before; null: not paired by rounds, or too few
}

// compareModels sets every cell against the baseline's at the same point: CPU
// time wherever both have it, throughput where both servers were saturated. Each
// of the two is a family of its own.
func (s *Summary) compareModels(asked string) {
	s.Baseline = cmp.Or(asked, s.baseline())
	s.CPU = s.family(s.toBaseline, CPU, func(c *Cell) **Ratio { return &c.CPURatio })
	s.Requests = s.family(s.toBaseline, Requests, func(c *Cell) **Ratio { return &c.RequestsRatio })
	for _, c := range s.Cells {
		c.CPUAnchor = RatioIn(s.anchor(), c, CPU)
	}
}

// toBaseline is the baseline's cell that a cell is compared with; nil: none.
func (s *Summary) toBaseline(c *Cell) *Cell {
	if _, old := record.Counterpart(c.Model); old || c.Model == s.Baseline {
		return nil // an old one is compared with its counterpart
	}
	return s.Cell(s.Baseline, c.Point)
}

// toOld is the other build's cell that a cell is compared with; nil: none.
func (s *Summary) toOld(c *Cell) *Cell { return s.Cell(c.Model+record.OldSuffix, c.Point) }

// anchor is the cell of that name; nil if the record has none.
func (s *Summary) anchor() *Cell { return s.cells[s.Anchor] }

// compareBuilds sets the models of this build against those of the other one,
// if there is one.
func (s *Summary) compareBuilds() {
	if s.Against == nil {
		return
	}
	s.CPUAgainst = new(s.family(s.toOld, CPU, func(c *Cell) **Ratio { return &c.CPUAgainst }))
	s.RequestsAgainst = new(s.family(s.toOld, Requests, func(c *Cell) **Ratio { return &c.RequestsAgainst }))
}

// family compares one metric of every cell with that of the cell that to names,
// which may be none, and stores the ratios where they belong. Throughput is
// compared where both have the server's own.
func (s *Summary) family(to func(*Cell) *Cell, of *Metric, place func(*Cell) **Ratio) Family {
	var f paired
	all := map[*Cell][]stats.Pair{}
	for _, c := range s.Cells {
		if base := to(c); of != Requests || base.Ranked() && c.Ranked() {
			all[c] = pairs(base, c, of)
			f.add(all[c], place(c))
		}
	}
	family := f.compare(s.seed())
	for c, pairs := range all {
		if r := *place(c); r != nil {
			r.Rounds = rounds(pairs, to(c), c)
		}
	}
	return family
}

// paired gathers comparisons that are tested together, and the places of their
// ratios.
type paired struct {
	pairs  [][]stats.Pair
	places []**Ratio
}

// add adds a comparison, unless there is nothing to compare.
func (f *paired) add(pairs []stats.Pair, place **Ratio) {
	if len(pairs) > 0 {
		f.pairs, f.places = append(f.pairs, pairs), append(f.places, place)
	}
}

// compare makes the comparisons and stores the ratios.
func (f *paired) compare(seed uint64) Family {
	rounds := 0
	for i, c := range stats.Compare(f.pairs, seed) {
		*f.places[i] = ratio(c)
		rounds = max(rounds, c.Ratio.N)
	}
	out := Family{Comparisons: len(f.pairs), Rounds: rounds, Reachable: stats.Reachable(rounds), RoundsNeeded: stats.RoundsNeeded}
	if c, ok := stats.LagOneOfRatios(f.pairs); ok {
		out.LagOne = new(Number(c.R))
	}
	return out
}

func ratio(c stats.Comparison) *Ratio {
	return &Ratio{Interval: interval(c.Ratio), P: Number(c.P), Adjusted: Number(c.Adjusted), Significant: c.Significant}
}

// RatioIn is a metric of a cell over that of another one, in the rounds that
// have both; nil if there is none. It says how much more, and not whether.
func RatioIn(base, other *Cell, of *Metric) *Interval {
	pairs := pairs(base, other, of)
	if len(pairs) == 0 {
		return nil
	}
	return new(interval(stats.RatioOf(pairs)))
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
func (s *Summary) baseline() (name string) {
	best := -1
	for _, m := range s.Published() {
		rank := 0
		if !slices.ContainsFunc(s.of(m.Name), func(c *Cell) bool { return c.State != record.Measured }) {
			rank = 1 + one(m.Name == plainest)
		}
		if !m.Old && rank > best {
			best, name = rank, m.Name
		}
	}
	return name
}

// A Number is one as JSON has it.
type Number = words.Number

// An Interval is a median with its order-statistic interval.
type Interval struct {
	Median   Number `json:"median"`
	Lo       Number `json:"lo"`
	Hi       Number `json:"hi"`
	Coverage Number `json:"coverage"` // that the interval reaches, 0 to 1
	N        int    `json:"n"`        // trials or rounds in it
}

// Half is the wider half of the interval: median ± half holds it.
func (i Interval) Half() float64 { return float64(max(i.Hi-i.Median, i.Median-i.Lo)) }

// Sure says whether the interval is finite and reaches the coverage that a
// statement needs.
func (i *Interval) Sure() bool {
	return i != nil && i.Finite() && float64(i.Coverage) >= stats.Confidence
}

// AroundZero says whether the interval leaves open which side of 0 it is on.
func (i *Interval) AroundZero() bool { return i != nil && i.N > 1 && i.Lo <= 0 && i.Hi >= 0 }

// Finite says whether the interval has a place on an axis.
func (i *Interval) Finite() bool {
	sum := float64(i.Median + i.Hi - i.Lo) // one that is not finite makes no finite sum
	return !math.IsInf(sum, 0) && !math.IsNaN(sum)
}

// intervalOf is the median of xs with its interval; nil if there are none.
func intervalOf(xs []float64) *Interval {
	if len(xs) == 0 {
		return nil
	}
	return new(interval(stats.Summarise(xs)))
}

func interval(s stats.Summary) Interval {
	return Interval{Number(s.Median), Number(s.Lo), Number(s.Hi), Number(s.Coverage), s.N}
}
