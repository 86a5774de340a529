package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// A Claim is one of a record's claims in words, with its verdict.
type Claim struct {
	Kind    string           `json:"kind"`
	Text    string           `json:"claim"`
	There   string           `json:"there"` // what the record shows
	Here    string           `json:"here"`  // and the reproduction; empty if there is nothing
	Verdict analysis.Verdict `json:"verdict"`
	Why     string           `json:"why"` // if it cannot be told
}

// Claims are those of a reproduction in words, by kind.
func Claims(p *analysis.Reproduction) []Claim {
	all, axis := []Claim{}, p.There.Axis
	add := func(kind, there, here string, j analysis.Judgement, format string, args ...any) {
		all = append(all, Claim{kind, fmt.Sprintf(format, args...), there, here, j.Verdict, why(p, j)})
	}
	for _, c := range p.Calls {
		what := map[bool]string{true: "waits per request of %s", false: "system calls per request of %s, waits not counted"}[c.Waits]
		calls := func(k *analysis.SystemCalls) string { return words.Digits(k.Claimed(c.Waits), 2) }
		add("system-calls", calls(c.There), ifThere(c.Here, calls), c.Judgement, what, c.Model)
	}
	for _, c := range p.Growth {
		shape := map[bool]string{true: "grows", false: "stays flat"}[c.Shape == stats.Grows]
		add("growth", factor(&c.There), ifThere(c.Here, factor), c.Judgement,
			"the cost of %s %s from %s to %s", c.Model, shape, words.Integer(p.There.At(c.From)), place(axis, c.To))
	}
	for _, c := range p.Orders {
		than := map[bool]string{true: "more", false: "less"}[c.More()]
		ratio := func(r *analysis.Ratio) string { return ratioCell(r, p.Order).String() }
		add("order", ratio(c.There.CPURatio), ifThere(c.Here, ratio), c.Judgement,
			"%s costs %s than %s at %s", c.There.Model, than, p.There.Baseline, place(axis, c.There.Point))
	}
	for _, c := range p.Limits {
		holds := map[bool]string{true: "does not hold", false: "holds"}[c.There.State == record.Limit]
		limit := func(c *analysis.Cell) string { return outcome(c.State, c.Limit) }
		add("limits", limit(c.There), ifThere(c.Here, limit), c.Judgement,
			"%s %s %s", c.There.Model, holds, words.Count(c.There.Connections, "connection"))
	}
	return all
}

// ifThere is empty if the reproduction has nothing to write.
func ifThere[T any](x *T, write func(*T) string) string {
	if x == nil {
		return ""
	}
	return write(x)
}

// factor is how many times as much.
func factor(i *analysis.Interval) string {
	return "×" + words.Digits(i.Median, 2) + ", " + words.Digits(i.Lo, 2) + " to " + words.Digits(i.Hi, 2)
}

// reasons for which a claim cannot be told.
var reasons = map[analysis.Why]string{
	analysis.WhyNotCounted:   "its system calls were not counted here",
	analysis.WhyOtherPoint:   "they were counted at another point here",
	analysis.WhyTiming:       "a wait returns what is ready at once, which is a matter of timing",
	analysis.WhyNotMeasured:  "they were not both measured here",
	analysis.WhyPointLeftOut: "the point was left out",
	analysis.WhyOnePoint:     "it was not measured here at two points of the record",
	analysis.WhyNoise:        "not significant",
	analysis.WhyWide:         "the interval leaves it open",
	analysis.WhyState:        "it is neither held nor past a limit",
}

func why(p *analysis.Reproduction, j analysis.Judgement) string {
	switch j.Why {
	case analysis.WhyLeftOut:
		return j.Absent + " was left out"
	case analysis.WhyBroke:
		return j.Absent + " was not measured here: " + brokePromise(p.Here.Model(j.Absent))
	case analysis.WhyFewRounds:
		return TooFew(p.Order)
	}
	return reasons[j.Why]
}

// OfReproduction is what became of a record's claims: the sum, then the claims by kind.
func OfReproduction(p *analysis.Reproduction) *Document {
	d := &Document{}
	claims := Claims(p)
	sum := "The record claims nothing that could be checked: it has too few rounds, and no system calls were counted."
	if len(claims) > 0 {
		sum = fmt.Sprintf("%s: %d reproduced, %d contradicted, %d cannot be told here.", words.Count(len(claims), "claim"),
			p.Counts[analysis.Reproduced], p.Counts[analysis.Contradicted], p.Counts[analysis.CannotTell])
	}
	d.add(list("records", "What the reproduction says of the record's claims", "record: "+p.There.Record, "reproduction: "+p.Here.Record, sum))
	for _, kind := range []Section{
		{ID: "system-calls", Title: "System calls per request", Notes: []string{"Reproduced: within 15%, or 0.25 calls if that is more."}},
		{ID: "growth", Title: "Growth of the CPU time per request", Notes: []string{
			fmt.Sprintf("Flat: the whole interval is within a factor of %v over the sweep. It grows: by more than that.", stats.FlatWithin)}},
		{ID: "order", Title: "Order of the models", Notes: []string{"Of differences that are significant in the record. " + signFlip + "."}},
		{ID: "limits", Title: "Limits"},
	} {
		kind.List = true
		for _, c := range claims {
			if c.Kind == kind.ID {
				kind.say("%s", c.String())
			}
		}
		d.add(kind)
	}
	d.add(list("left-out", "Left out", p.LeftOut...))
	return d
}

// String is the claim with its verdict in one line.
func (c Claim) String() string {
	text := fmt.Sprintf("%s: %s (%s there", c.Verdict, c.Text, c.There)
	if c.Here != "" {
		text += ", " + c.Here + " here"
	}
	if text += ")"; c.Why != "" {
		text += "; " + c.Why
	}
	return text
}
