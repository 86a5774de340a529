package report

import (
	"fmt"
	"math"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// flatWithin bounds what is called flat: a cost that changes by less than a
// quarter over the sweep. A steep one changes by more.
const flatWithin = 1.25

// Shapes of a cost against connections.
const (
	flat    = "stays flat"
	steep   = "grows"
	unclear = "" // the interval reaches over the bound
)

// growth is the claim that a model's cost stays flat or grows from the smallest
// to the largest number of connections at which both records have it. Only a
// record whose interval reaches 95 % claims anything.
func (j *judging) growth(model string) {
	from, to, ok := j.ends(model)
	if !ok {
		j.growthAlone(model)
		return
	}
	a, b := j.there.factor(model, from, to), j.here.factor(model, from, to)
	shape := shapeOf(a)
	if shape == unclear || a.Coverage < stats.Confidence {
		return
	}
	c := Claim{
		Kind: claimGrowth, Text: fmt.Sprintf("the cost of %s %s from %s to %s connections", model, shape, integer(from), integer(to)),
		There: shownFactor(a), Here: shownFactor(b), Verdict: CannotTell,
	}
	other := map[string]string{flat: steep, steep: flat}[shape]
	switch {
	case b.N >= 2 && shapeOf(b) == shape:
		c.Verdict = Carries
	case b.Coverage >= stats.Confidence && shapeOf(b) == other:
		c.Verdict = Contradicts
	default:
		c.Why = fmt.Sprintf("%s: the interval reaches from %s to %s", count(b.N, "round"), digits(b.Lo, 2), digits(b.Hi, 2))
	}
	j.add(c)
}

// growthAlone is the claim of a record whose model has no two points here.
func (j *judging) growthAlone(model string) {
	ns := j.there.measuredAt(model)
	if len(ns) < 2 {
		return
	}
	from, to := ns[0], ns[len(ns)-1]
	a := j.there.factor(model, from, to)
	if shapeOf(a) == unclear || a.Coverage < stats.Confidence {
		return
	}
	why := j.absent(model)
	if why == "" {
		why = "it was not measured at two numbers of connections that the record has too"
	}
	j.add(Claim{
		Kind: claimGrowth, Text: fmt.Sprintf("the cost of %s %s from %s to %s connections", model, shapeOf(a), integer(from), integer(to)),
		There: shownFactor(a), Verdict: CannotTell, Why: why,
	})
}

// ends are the smallest and the largest number of connections at which both
// measured the model; false if there are no two.
func (j *judging) ends(model string) (from, to int64, ok bool) {
	here := map[int64]bool{}
	for _, n := range j.here.measuredAt(model) {
		here[n] = true
	}
	var both []int64
	for _, n := range j.there.measuredAt(model) {
		if here[n] {
			both = append(both, n)
		}
	}
	if len(both) < 2 {
		return 0, 0, false
	}
	return both[0], both[len(both)-1], true
}

// measuredAt are the numbers of connections at which there are costs of a model.
func (d *derivation) measuredAt(model string) []int64 {
	var ns []int64
	for _, p := range d.s.Sweep {
		if c := d.s.cell(model, p.Connections); c != nil && c.CPU != nil {
			ns = append(ns, p.Connections)
		}
	}
	return ns
}

// factor is how many times as much a request costs at to as at from, in the same rounds.
func (d *derivation) factor(model string, from, to int64) stats.Summary {
	pairs := d.pairsOf(record.Cell{Model: model, Point: record.Point{Connections: from}}, record.Cell{Model: model, Point: record.Point{Connections: to}})
	logs := make([]float64, len(pairs))
	for i, p := range pairs {
		logs[i] = math.Log(p.Other / p.Base)
	}
	s := stats.Summarise(logs)
	s.Median, s.Lo, s.Hi = math.Exp(s.Median), math.Exp(s.Lo), math.Exp(s.Hi)
	return s
}

// pairsOf are the CPU times per request of two cells in the rounds that have both.
func (d *derivation) pairsOf(base, other record.Cell) []stats.Pair {
	costs := map[int64]float64{}
	for _, f := range d.figures[base] {
		if f.cpu != nil && *f.cpu > 0 {
			costs[f.round] = *f.cpu
		}
	}
	var pairs []stats.Pair
	for _, f := range d.figures[other] {
		if b, ok := costs[f.round]; ok && f.cpu != nil && *f.cpu > 0 {
			pairs = append(pairs, stats.Pair{Base: b, Other: *f.cpu})
		}
	}
	return pairs
}

func shapeOf(s stats.Summary) string {
	switch {
	case s.N == 0:
		return unclear
	case s.Lo > flatWithin:
		return steep
	case s.Hi <= flatWithin && s.Lo >= 1/flatWithin:
		return flat
	}
	return unclear
}

func shownFactor(s stats.Summary) string {
	return fmt.Sprintf("×%s, %s to %s", digits(s.Median, 2), digits(s.Lo, 2), digits(s.Hi, 2))
}
