package check

import (
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// Checks are what one record says of expressions.
type Checks struct {
	Summary *analysis.Summary
	All     []*Check
	Verdict Verdict // the worst of all
}

// Against holds expressions against a record. One that asks for a server or for
// a point that the record has not is not held against it: that is the error.
func Against(s *analysis.Summary, expressions []Expression) (*Checks, *Lacks) {
	out := &Checks{Summary: s}
	var verdicts []Verdict
	for _, e := range expressions {
		c, lacks := e.on(s)
		if lacks != nil {
			return nil, lacks
		}
		out.All, verdicts = append(out.All, c), append(verdicts, c.Verdict)
	}
	out.Verdict = worst(verdicts)
	return out, nil
}

// Counts says how many expressions got each verdict.
func (c *Checks) Counts() map[Verdict]int {
	n := map[Verdict]int{}
	for _, each := range c.All {
		n[each.Verdict]++
	}
	return n
}

// A Check is what a record says of an expression, point by point.
type Check struct {
	Expression
	Points  []Point
	Verdict Verdict // the worst of the points
}

// A Point is what it says at one point of the sweep.
type Point struct {
	Point   record.Point
	Verdict Verdict
	Value   *analysis.Interval // of the metric, or of the ratio within rounds; nil: there is none
	State   string             // of the cell that keeps it from having one, as Cell.State
	Limit   *int64             // that cell's
	Model   string             // whose cell that is
}

// A Verdict is what an expression comes to.
type Verdict string

// The verdicts, each of which goes before those after it.
const (
	DoesNotHold Verdict = "does not hold"
	CannotTell  Verdict = "cannot tell"
	Holds       Verdict = "holds"
)

var bySeverity = []Verdict{DoesNotHold, CannotTell, Holds}

// worst is the verdict of several that goes before the others; Holds, if there
// are none.
func worst(all []Verdict) Verdict {
	for _, v := range bySeverity {
		if slices.Contains(all, v) {
			return v
		}
	}
	return Holds
}

// Lacks is what an expression asks for and the record has not: a server, or a point.
type Lacks struct {
	Model string         // empty: it is the point
	Axis  *workload.Axis // of the point
	At    int64
}

// Lacks is what the expression asks for that a run of those servers over that
// sweep has not; nil: it has all.
func (e *Expression) Lacks(servers []string, sweep []record.Point) *Lacks {
	for _, name := range []string{e.Model, e.Base} {
		if name != "" && !slices.Contains(servers, name) {
			return &Lacks{Model: name}
		}
	}
	if !slices.ContainsFunc(sweep, e.covers) {
		return &Lacks{Axis: e.Axis, At: e.At}
	}
	return nil
}

// covers says whether the expression is to hold at a point.
func (e *Expression) covers(p record.Point) bool { return e.Axis == nil || e.Axis.Of(&p) == e.At }

// on holds an expression against the record. The interval decides: what it
// leaves open, or an interval of too few rounds, cannot be told.
func (e Expression) on(s *analysis.Summary) (*Check, *Lacks) {
	if lacks := e.Lacks(s.Names(), s.Sweep); lacks != nil {
		return nil, lacks
	}
	c := &Check{Expression: e}
	var verdicts []Verdict
	for _, p := range s.Sweep {
		if e.covers(p) {
			point := e.at(s, p)
			c.Points, verdicts = append(c.Points, point), append(verdicts, point.Verdict)
		}
	}
	c.Verdict = worst(verdicts)
	return c, nil
}

func (e *Expression) at(s *analysis.Summary, p record.Point) Point {
	at := Point{Point: p, Verdict: CannotTell}
	cell := s.Cell(e.Model, p)
	at.Value = cell.Of(e.Metric)
	if e.Base != "" {
		base := s.Cell(e.Base, p)
		at.Value = analysis.RatioIn(base, cell, e.Metric)
		if cell.State == record.Measured {
			cell = base // if one has none, it is this one
		}
	}
	if at.Value == nil {
		at.Model, at.State, at.Limit = cell.Model, cell.State, cell.Limit
		return at
	}
	at.Verdict = e.decide(at.Value)
	return at
}

// TooFew is the number of rounds at a point that has too few of them; 0 if there
// is none.
func (c *Check) TooFew() int {
	for _, p := range c.Points {
		if p.Verdict == CannotTell && p.Value != nil && !p.Value.Sure() {
			return p.Value.N
		}
	}
	return 0
}

// decide compares the interval with the bound. A count that was the same in
// every round needs no interval.
func (e *Expression) decide(i *analysis.Interval) Verdict {
	lo, hi := float64(i.Lo), float64(i.Hi)
	if counted := e.Metric.Unit == analysis.PerRequest && lo == hi; !i.Sure() && !counted {
		return CannotTell
	}
	holds, fails := false, false
	switch e.Op {
	case "<":
		holds, fails = hi < e.Bound, lo >= e.Bound
	case "<=":
		holds, fails = hi <= e.Bound, lo > e.Bound
	case ">":
		holds, fails = lo > e.Bound, hi <= e.Bound
	case ">=":
		holds, fails = lo >= e.Bound, hi < e.Bound
	case "==":
		holds, fails = lo == e.Bound && hi == e.Bound, hi < e.Bound || lo > e.Bound
	}
	switch {
	case holds:
		return Holds
	case fails:
		return DoesNotHold
	}
	return CannotTell
}
