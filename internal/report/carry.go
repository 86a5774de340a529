package report

import (
	"fmt"
	"math"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Verdict says whether a claim holds on another machine.
type Verdict string

// Verdicts on a claim.
const (
	Carries     Verdict = "carries over"
	Contradicts Verdict = "does not carry over"
	CannotTell  Verdict = "cannot be told here"
)

// A Claim is something that a record says, and that does not depend on how fast
// its machine is.
type Claim struct {
	Kind    string  `json:"kind"` // one of the kinds
	Text    string  `json:"claim"`
	There   string  `json:"there"` // the figure of the record
	Here    string  `json:"here"`  // and of the repetition; empty if there is none
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why"` // if it cannot be told
}

// Kinds of claims, in the order of a report.
const (
	claimCalls  = "system calls"
	claimGrowth = "growth"
	claimOrder  = "order"
	claimLimit  = "limits"
)

// A Repetition is what became of a record's claims when its run was repeated.
type Repetition struct {
	Record string   `json:"record"` // the IDs
	Again  string   `json:"again"`
	Claims []Claim  `json:"claims"`
	Left   []string `json:"left_out"` // of the record's run, with the reason
}

// Count is how many claims got a verdict.
func (p *Repetition) Count(v Verdict) int {
	n := 0
	for _, c := range p.Claims {
		n += one(c.Verdict == v)
	}
	return n
}

// Repeat judges the claims of a record by another one, made elsewhere by the
// same run, shortened perhaps. left is what the repetition lacks, and why. A
// claim is contradicted only by what is certain; too few rounds cannot tell.
func Repeat(there, here *record.Record, left []string) *Repetition {
	j := &judging{there: derive(there, ""), here: derive(here, ""), p: &Repetition{
		Record: there.ID, Again: here.ID, Claims: []Claim{}, Left: append([]string{}, left...),
	}}
	for _, m := range j.there.s.Models {
		if m.Published {
			j.calls(m.Name)
		}
	}
	for _, m := range j.there.s.Models {
		j.growth(m.Name)
	}
	j.order()
	for _, m := range j.there.s.Models {
		j.limits(m.Name)
	}
	return j.p
}

// judging is a Repetition in the making.
type judging struct {
	there, here *derivation
	p           *Repetition
}

func (j *judging) add(c Claim) { j.p.Claims = append(j.p.Claims, c) }

// absent says why nothing can be told of a model here; empty if something can.
func (j *judging) absent(model string) string {
	for _, m := range j.here.s.Models {
		if m.Name != model {
			continue
		}
		if !m.Published {
			return "it broke a promise here, so it was not measured: " + broke(m)
		}
		return ""
	}
	return "it was left out"
}

// callsBound is how far two counts of calls per request may be apart: whatever
// is larger of a part of the count and an absolute number.
func callsBound(there float64) float64 { return math.Max(0.15*there, 0.25) }

// calls are two claims: how many calls a request takes, and how many waits.
// The first is the server's doing. The second is one of timing too, since a
// wait returns as many connections as are ready at once: it can agree, but it
// cannot contradict.
func (j *judging) calls(model string) {
	a, ok := j.there.callsPer(model)
	if !ok {
		return // the record claims nothing
	}
	b, ok := j.here.callsPer(model)
	why := j.absent(model)
	switch {
	case why == "" && !ok:
		why = "its system calls were not counted"
	case why == "" && a.point != b.point:
		why = fmt.Sprintf("they were counted at %s connections there and at %s here", integer(a.point.Connections), integer(b.point.Connections))
	}
	for _, part := range []struct {
		text        string
		there, here float64
		timing      bool
	}{
		{model + " makes so many calls per request, waits apart", a.work, b.work, false},
		{model + " waits so often per request", a.waits, b.waits, true},
	} {
		c := Claim{Kind: claimCalls, Text: part.text, There: digits(part.there, 2), Verdict: CannotTell, Why: why}
		if why == "" {
			c.Here = digits(part.here, 2)
			switch agree := math.Abs(part.here-part.there) <= callsBound(part.there); {
			case agree:
				c.Verdict = Carries
			case part.timing:
				c.Why = "a wait returns what is ready at once, which is a matter of timing"
			default:
				c.Verdict = Contradicts
			}
		}
		j.add(c)
	}
}

// callsPer are system calls per request.
type callsPer struct {
	point       record.Point
	work, waits float64
}

// waitCalls are those that may sleep until something is ready, and runtimeCalls
// those that a language's runtime makes for itself.
var (
	waitCalls    = map[string]bool{"select": true, "pselect6": true, "poll": true, "ppoll": true, "epoll_wait": true, "epoll_pwait": true, "epoll_pwait2": true, "io_uring_enter": true}
	runtimeCalls = map[string]bool{"futex": true, "nanosleep": true, "clock_nanosleep": true, "sched_yield": true}
)

// callsPer is what the kernel counted of a model.
func (d *derivation) callsPer(model string) (callsPer, bool) {
	s := callsOf(d.r, model)
	if s == nil || d.r.Broken(model) {
		return callsPer{}, false
	}
	out := callsPer{point: record.Point{Connections: s.Connections, Active: s.Active, Depth: s.Depth}}
	for _, c := range s.Calls {
		per := float64(c.Count) / float64(s.Requests)
		switch {
		case waitCalls[c.Name]:
			out.waits += per
		case !runtimeCalls[c.Name]:
			out.work += per
		}
	}
	return out, true
}

// limits are two claims: the most connections that a model held, and the least
// number that was too many for it.
func (j *judging) limits(model string) {
	var holds, fails *Cell
	for _, p := range j.there.s.Sweep {
		switch c := j.there.s.cell(model, p.Connections); c.State {
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
	if holds != nil {
		j.limit(holds, fmt.Sprintf("%s holds %s connections", model, integer(holds.Connections)), record.Measured, record.Limit)
	}
	if fails != nil {
		j.limit(fails, fmt.Sprintf("%s does not hold %s connections", model, integer(fails.Connections)), record.Limit, record.Measured)
	}
}

// limit judges one of them: a cell whose state here agrees or contradicts.
func (j *judging) limit(there *Cell, text, agrees, contradicts string) {
	c := Claim{Kind: claimLimit, Text: text, There: shownState(there), Verdict: CannotTell, Why: j.absent(there.Model)}
	here := j.here.s.cell(there.Model, there.Connections)
	switch {
	case c.Why != "":
	case here == nil:
		c.Why = integer(there.Connections) + " connections were left out"
	default:
		c.Here = shownState(here)
		switch here.State {
		case agrees:
			c.Verdict = Carries
		case contradicts:
			c.Verdict = Contradicts
		default:
			c.Why = here.State
			if here.Reason != "" {
				c.Why += ": " + here.Reason
			}
		}
	}
	j.add(c)
}

func shownState(c *Cell) string {
	if c.State == record.Measured {
		return "held"
	}
	return state(c.State, c.Limit)
}

// order are the differences that were significant in the record. They are few
// and chosen beforehand, so they alone are corrected for.
func (j *judging) order() {
	var claims []*orderClaim
	var all []*stats.Comparison
	for i := range j.there.s.Cells {
		if a := &j.there.s.Cells[i]; a.CPURatio != nil && a.CPURatio.Significant {
			c := j.orderClaim(a)
			claims = append(claims, c)
			if c.comparison != nil {
				all = append(all, c.comparison)
			}
		}
	}
	stats.Family(all)
	for _, c := range claims {
		c.judge(len(all))
		j.add(c.Claim)
	}
}

// An orderClaim is that one model costs more than another, or less.
type orderClaim struct {
	Claim
	more       bool
	comparison *stats.Comparison // here; nil: there is none
}

func (j *judging) orderClaim(a *Cell) *orderClaim {
	baseline := j.there.s.Baseline
	c := &orderClaim{more: a.CPURatio.Median > 1}
	than := map[bool]string{true: "costs more than", false: "costs less than"}[c.more]
	c.Claim = Claim{
		Kind: claimOrder, Text: fmt.Sprintf("%s %s %s at %s connections", a.Model, than, baseline, integer(a.Connections)),
		There: shownRatio(a.CPURatio.Interval), Verdict: CannotTell,
	}
	for _, model := range []string{baseline, a.Model} {
		if why := j.absent(model); why != "" {
			c.Why = model + ": " + why
		}
	}
	if c.Why != "" {
		return c
	}
	pairs := j.here.pairsOf(record.Cell{Model: baseline, Point: record.Point{Connections: a.Connections}}, record.Cell{Model: a.Model, Point: record.Point{Connections: a.Connections}})
	if len(pairs) == 0 {
		c.Why = fmt.Sprintf("they were not both measured at %s connections", integer(a.Connections))
		return c
	}
	comparison := stats.Compare(pairs, j.here.seed())
	c.comparison = &comparison
	return c
}

// judge takes the corrected comparison for what it says. family is how many
// were corrected together.
func (c *orderClaim) judge(family int) {
	if c.comparison == nil {
		return
	}
	c.Here = shownRatio(interval(c.comparison.Ratio))
	switch {
	case !c.comparison.Significant:
		c.Why = notSignificant(c.comparison.Ratio.N, family)
	case (c.comparison.Ratio.Median > 1) == c.more:
		c.Verdict = Carries
	default:
		c.Verdict = Contradicts
	}
}

func shownRatio(i Interval) string {
	text := digits(float64(i.Median), 2)
	if i.N > 1 {
		text += " ±" + digits(i.half(), 2)
	}
	return text
}

func notSignificant(rounds, family int) string {
	if !stats.Reachable(rounds, family) {
		return fmt.Sprintf("%s cannot show it: that takes %d", count(rounds, "round"), stats.PairsNeeded(family))
	}
	return fmt.Sprintf("not significant in %s", count(rounds, "round"))
}
