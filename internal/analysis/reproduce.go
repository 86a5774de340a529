package analysis

// A Reproduction is what became of a record's claims when its run was repeated.
// A claim is something that a record says, and that does not depend on how fast
// its machine is.
type Reproduction struct {
	There   *Summary // of the record
	Here    *Summary // of its reproduction
	LeftOut []string // of the record's run, with the reason

	Calls  []CallsClaim
	Growth []GrowthClaim
	Orders []OrderClaim
	Limits []LimitClaim

	Order Family // the comparisons that judge Orders

	Counts map[Verdict]int // how many claims got each verdict
}

// A Judgement is what became of one claim.
type Judgement struct {
	Verdict Verdict
	Why     Why    // if it cannot be told
	Absent  string // the model that was left out or broke a promise, if that is why
}

// A Verdict says whether a claim holds on another machine.
type Verdict string

// Verdicts on a claim.
const (
	Reproduced   Verdict = "reproduced"
	Contradicted Verdict = "contradicted"
	CannotTell   Verdict = "cannot tell"
)

// Why is the reason for which a claim cannot be told.
type Why string

// The reasons.
const (
	WhyLeftOut      Why = "left-out"       // the model
	WhyBroke        Why = "broke"          // the model broke a promise
	WhyNotCounted   Why = "not-counted"    // its system calls
	WhyOtherPoint   Why = "other-point"    // its system calls were counted elsewhere
	WhyTiming       Why = "timing"         // decides how often a server waits
	WhyNotMeasured  Why = "not-measured"   // both models at the point
	WhyPointLeftOut Why = "point-left-out" // of the sweep
	WhyOnePoint     Why = "one-point"      // not measured at two that the record has
	WhyFewRounds    Why = "few-rounds"     // for any difference to be significant: see Reproduction.Order
	WhyNoise        Why = "noise"          // the difference is not significant
	WhyWide         Why = "wide"           // the interval reaches over the bound
	WhyState        Why = "state"          // of the cell, neither measured nor past a limit
)

// Reproduce judges the claims of a record by another one: the same run on
// another machine, possibly shortened. leftOut is what the reproduction lacks,
// and why. A claim is contradicted only by what is certain; too few rounds
// cannot tell.
func Reproduce(there, here *Summary, leftOut []string) *Reproduction {
	p := &Reproduction{There: there, Here: here, LeftOut: leftOut, Counts: map[Verdict]int{}}
	for _, m := range there.Published() {
		p.claimCalls(m.Name)
		p.claimGrowth(m.Name)
	}
	for _, m := range there.Models {
		p.claimLimits(m.Name)
	}
	p.claimOrders()
	return p
}

// judge is the judgement on what is claimed of those models: decide's, unless
// one of them is not here.
func (p *Reproduction) judge(decide func() Judgement, models ...string) (j Judgement) {
	defer func() { p.Counts[j.Verdict]++ }()
	for _, name := range models {
		switch m := p.Here.Model(name); {
		case m == nil:
			return Judgement{CannotTell, WhyLeftOut, name}
		case !m.Published:
			return Judgement{CannotTell, WhyBroke, name}
		}
	}
	return decide()
}

// told is the judgement on a claim that holds or does not.
func told(holds bool) Judgement {
	if holds {
		return Judgement{Verdict: Reproduced}
	}
	return Judgement{Verdict: Contradicted}
}

func cannotTell(why Why) Judgement { return Judgement{Verdict: CannotTell, Why: why} }
