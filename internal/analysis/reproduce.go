package analysis

import (
	"math"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Verdict says whether a claim holds on another machine.
type Verdict string

// Verdicts on a claim.
const (
	CarriesOver Verdict = "carries over"
	Contradicts Verdict = "does not carry over"
	CannotTell  Verdict = "cannot be told here"
)

// A ClaimKind is what a claim is about.
type ClaimKind string

// Kinds of claims, in the order of a report.
const (
	ClaimCalls  ClaimKind = "system calls"
	ClaimGrowth ClaimKind = "growth"
	ClaimOrder  ClaimKind = "order"
	ClaimLimit  ClaimKind = "limits"
)

// A Claim is something that a record says, and that does not depend on how fast
// its machine is.
type Claim struct {
	Kind     ClaimKind
	Model    string
	At       record.Point // of an order and of a limit
	Waits    bool         // of calls: the waits are claimed; else all other calls
	Shape    Shape        // of a growth
	From, To record.Point // likewise
	Baseline string       // of an order: the model that costs less, or more
	More     bool         // of an order: Model costs more
	Holds    bool         // of a limit: Model holds so many; else it does not

	There Evidence // the record's
	Here  Evidence // the reproduction's; empty: there is none

	Verdict Verdict
	Why     Why // if it cannot be told
}

// Evidence is what carries a claim: a number, an interval, or a state.
type Evidence struct {
	Number   *float64
	Interval *Interval
	State    string // as Cell.State
	Limit    *int64
}

// Empty says whether there is none.
func (e Evidence) Empty() bool { return e == Evidence{} }

// Why is the reason for which a claim cannot be told.
type Why struct {
	Reason WhyReason
	Model  string       // that was left out or broke a promise
	There  record.Point // where it was counted
	Here   record.Point // likewise
	Rounds int          // that there are
	Needed int          // that it would take; 0: no number is enough
	Span   Interval     // that reaches over the bound
	State  *Cell        // of the cell here
	Broken *Model       // that broke a promise
}

// A WhyReason is one of the reasons.
type WhyReason string

// The reasons.
const (
	WhyLeftOut      WhyReason = "left-out"
	WhyBroke        WhyReason = "broke"
	WhyNotCounted   WhyReason = "not-counted"
	WhyOtherPoint   WhyReason = "other-point"
	WhyTiming       WhyReason = "timing"
	WhyNotMeasured  WhyReason = "not-measured" // both models at the point
	WhyPointLeftOut WhyReason = "point-left-out"
	WhyOnePoint     WhyReason = "one-point"
	WhyFewRounds    WhyReason = "few-rounds"
	WhyNoise        WhyReason = "noise"
	WhyWide         WhyReason = "wide"
	WhyState        WhyReason = "state"
)

// A Reproduction is what became of a record's claims when its run was repeated.
type Reproduction struct {
	Record  string // the IDs
	Again   string
	Claims  []Claim
	LeftOut []string // of the record's run, with the reason

	there, here *Summary
}

// Count is how many claims got a verdict.
func (p *Reproduction) Count(v Verdict) int {
	n := 0
	for _, c := range p.Claims {
		n += one(c.Verdict == v)
	}
	return n
}

// Reproduce judges the claims of a record by another one: the same run on
// another machine, possibly shortened. leftOut is what the reproduction lacks,
// and why. A claim is contradicted only by what is certain; too few rounds
// cannot tell.
func Reproduce(there, here *Summary, leftOut []string) *Reproduction {
	p := &Reproduction{Record: there.Record, Again: here.Record, LeftOut: leftOut, there: there, here: here}
	for _, m := range there.Published() {
		p.calls(m.Name)
	}
	for _, m := range there.Models {
		p.growth(m.Name)
	}
	p.order()
	for _, m := range there.Models {
		p.limits(m.Name)
	}
	return p
}

func (p *Reproduction) add(c Claim) { p.Claims = append(p.Claims, c) }

// absent says why nothing can be told of a model here; empty if something can.
func (p *Reproduction) absent(model string) Why {
	switch m := p.here.Model(model); {
	case m == nil:
		return Why{Reason: WhyLeftOut, Model: model}
	case !m.Published:
		return Why{Reason: WhyBroke, Model: model, Broken: m}
	}
	return Why{}
}

// callsBound is how far two counts of calls per request may be apart: whatever
// is larger of a part of the count and an absolute number.
func callsBound(there float64) float64 { return math.Max(0.15*there, 0.25) }

// calls are two claims: how many calls a request takes, and how many waits.
// The first is the server's doing. The second is one of timing too, since a
// wait returns as many connections as are ready at once: it can agree, but it
// cannot contradict.
func (p *Reproduction) calls(model string) {
	a := p.there.Counted(model)
	if a == nil {
		return // the record claims nothing
	}
	b, why := p.here.Counted(model), p.absent(model)
	switch {
	case why != Why{}:
	case b == nil:
		why.Reason = WhyNotCounted
	case a.Point != b.Point:
		why = Why{Reason: WhyOtherPoint, There: a.Point, Here: b.Point}
	}
	for _, waits := range []bool{false, true} {
		there := a.sum(waits)
		c := Claim{Kind: ClaimCalls, Model: model, Waits: waits, There: Evidence{Number: &there}, Verdict: CannotTell, Why: why}
		if (why == Why{}) {
			here := b.sum(waits)
			c.Here = Evidence{Number: &here}
			switch agree := math.Abs(here-there) <= callsBound(there); {
			case agree:
				c.Verdict = CarriesOver
			case waits:
				c.Why.Reason = WhyTiming
			default:
				c.Verdict = Contradicts
			}
		}
		p.add(c)
	}
}

// waitCalls are those that may sleep until something is ready, and runtimeCalls
// those that a language's runtime makes for itself.
var (
	waitCalls    = map[string]bool{"select": true, "pselect6": true, "poll": true, "ppoll": true, "epoll_wait": true, "epoll_pwait": true, "epoll_pwait2": true, "io_uring_enter": true}
	runtimeCalls = map[string]bool{"futex": true, "nanosleep": true, "clock_nanosleep": true, "sched_yield": true}
)

// sum is the waits per request, or all other calls but the runtime's.
func (c *SystemCalls) sum(waits bool) (sum float64) {
	for _, call := range c.Calls {
		if waitCalls[call.Name] == waits && (waits || !runtimeCalls[call.Name]) {
			sum += float64(call.Each)
		}
	}
	return sum
}

// limits are two claims: the most connections that a model held, and the least
// number that was too many for it.
func (p *Reproduction) limits(model string) {
	var holds, fails *Cell
	for _, point := range p.there.Sweep {
		switch c := p.there.Cell(model, point); c.State {
		case record.Measured:
			if holds == nil || c.Connections > holds.Connections {
				holds = c
			}
		case record.Limit:
			if fails == nil || c.Connections < fails.Connections {
				fails = c
			}
		}
	}
	for _, there := range []*Cell{holds, fails} {
		if there != nil {
			p.limit(there)
		}
	}
}

// limit judges one of them: a cell whose state here agrees or contradicts.
func (p *Reproduction) limit(there *Cell) {
	c := Claim{
		Kind: ClaimLimit, Model: there.Model, At: there.Point, Holds: there.State == record.Measured,
		There: stateOf(there), Verdict: CannotTell, Why: p.absent(there.Model),
	}
	here := p.here.Cell(there.Model, there.Point)
	switch {
	case c.Why != Why{}:
	case here == nil:
		c.Why = Why{Reason: WhyPointLeftOut, There: there.Point}
	default:
		c.Here = stateOf(here)
		switch {
		case here.State == there.State:
			c.Verdict = CarriesOver
		case here.State == record.Measured || here.State == record.Limit:
			c.Verdict = Contradicts
		default:
			c.Why = Why{Reason: WhyState, State: here}
		}
	}
	p.add(c)
}

func stateOf(c *Cell) Evidence { return Evidence{State: c.State, Limit: c.Limit} }

// order are the differences that were significant in the record. They are few
// and chosen beforehand, so they alone are corrected for.
func (p *Reproduction) order() {
	var claims []Claim
	var comparisons []*stats.Comparison // nil: there is none here
	var all []*stats.Comparison
	for _, a := range p.there.Cells {
		if a.CPURatio == nil || !a.CPURatio.Significant {
			continue
		}
		claim, comparison := p.orderAt(a)
		claims, comparisons = append(claims, claim), append(comparisons, comparison)
		if comparison != nil {
			all = append(all, comparison)
		}
	}
	stats.Family(all)
	for i, c := range claims {
		if found := comparisons[i]; found != nil {
			here := interval(found.Ratio)
			c.Here.Interval = &here
			switch {
			case !found.Significant && !stats.Reachable(here.N, len(all)):
				c.Why = Why{Reason: WhyFewRounds, Rounds: here.N, Needed: stats.PairsNeeded(len(all))}
			case !found.Significant:
				c.Why = Why{Reason: WhyNoise, Rounds: here.N}
			case (here.Median > 1) == c.More:
				c.Verdict = CarriesOver
			default:
				c.Verdict = Contradicts
			}
		}
		p.add(c)
	}
}

// orderAt is the claim that a model costs more than the baseline, or less.
func (p *Reproduction) orderAt(a *Cell) (Claim, *stats.Comparison) {
	c := Claim{
		Kind: ClaimOrder, Model: a.Model, Baseline: p.there.Baseline, At: a.Point, More: a.CPURatio.Median > 1,
		There: Evidence{Interval: &a.CPURatio.Interval}, Verdict: CannotTell,
	}
	for _, model := range []string{c.Baseline, a.Model} {
		if why := p.absent(model); why != (Why{}) {
			c.Why = why
		}
	}
	if c.Why != (Why{}) {
		return c, nil
	}
	pairs := pairs(p.here.Cell(c.Baseline, a.Point), p.here.Cell(a.Model, a.Point), CPU)
	if len(pairs) == 0 {
		c.Why = Why{Reason: WhyNotMeasured, There: a.Point}
		return c, nil
	}
	comparison := stats.Compare(pairs, p.here.seed())
	return c, &comparison
}
