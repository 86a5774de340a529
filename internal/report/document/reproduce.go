package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
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

// String is the claim with its verdict in one line.
func (c Claim) String() string {
	shown := c.There + " there"
	if c.Here != "" {
		shown += ", " + c.Here + " here"
	}
	text := fmt.Sprintf("%s: %s (%s)", c.Verdict, c.Text, shown)
	if c.Why != "" {
		text += "; " + c.Why
	}
	return text
}

// claims words those of a reproduction.
type claims struct {
	*analysis.Reproduction
	all []Claim
}

// Claims are those of a reproduction in words, by kind.
func Claims(p *analysis.Reproduction) []Claim {
	w := &claims{p, []Claim{}}
	for i := range p.Calls {
		w.calls(&p.Calls[i])
	}
	for i := range p.Growth {
		w.growth(&p.Growth[i])
	}
	for i := range p.Orders {
		w.order(&p.Orders[i])
	}
	for i := range p.Limits {
		w.limit(&p.Limits[i])
	}
	return w.all
}

const (
	kindCalls  = "system calls"
	kindGrowth = "growth"
	kindOrder  = "order"
	kindLimits = "limits"
)

// OfReproduction is what became of a record's claims: the sum, then the claims by kind.
func OfReproduction(p *analysis.Reproduction) *Document {
	d := &Document{}
	all := Claims(p)
	d.add(list("records", "What the reproduction says of the record's claims", "record: "+p.There.Record, "reproduction: "+p.Here.Record, sum(p, len(all))))
	for _, k := range []struct{ kind, id, title, note string }{
		{kindCalls, "system-calls", "System calls per request", "Reproduced: within 15%, or 0.25 calls if that is more."},
		{kindGrowth, "growth", "Growth of the CPU time per request",
			fmt.Sprintf("Flat: the whole interval is within a factor of %v over the sweep. It grows: by more than that.", analysis.FlatWithin)},
		{kindOrder, "order", "Order of the models", "Of differences that are significant in the record. " + signFlip + "."},
		{kindLimits, "limits", "Limits", ""},
	} {
		s := Section{ID: k.id, Title: k.title, List: true}
		for _, c := range all {
			if c.Kind == k.kind {
				s.Text = append(s.Text, Sentence{Text: c.String()})
			}
		}
		if k.note != "" {
			s.Notes = []string{k.note}
		}
		d.add(s)
	}
	d.add(list("left-out", "Left out", p.LeftOut...))
	return d
}

// sum is how many claims got which verdict.
func sum(p *analysis.Reproduction, n int) string {
	if n == 0 {
		return "The record claims nothing that could be checked: it has too few rounds, and no system calls were counted."
	}
	return fmt.Sprintf("%s: %d reproduced, %d contradicted, %d cannot be told here.", Count(n, "claim"),
		p.Count(analysis.Reproduced), p.Count(analysis.Contradicted), p.Count(analysis.CannotTell))
}

// add takes a claim; why is the reason that only its kind has words for.
func (w *claims) add(c Claim, j analysis.Judgement, why string) {
	c.Verdict, c.Why = j.Verdict, why
	switch j.Why {
	case analysis.WhyLeftOut:
		c.Why = j.Absent + " was left out"
	case analysis.WhyBroke:
		c.Why = j.Absent + " was not measured here: " + brokePromise(w.Here.Model(j.Absent))
	case "":
		c.Why = ""
	}
	w.all = append(w.all, c)
}

func (w *claims) calls(c *analysis.CallsClaim) {
	out := Claim{Kind: kindCalls, Text: "system calls per request of " + c.Model + ", waits not counted", There: digits(c.There.Claimed(c.Waits), 2)}
	if c.Waits {
		out.Text = "waits per request of " + c.Model
	}
	why := "its system calls were not counted"
	if c.Here != nil {
		out.Here = digits(c.Here.Claimed(c.Waits), 2)
	}
	switch c.Why {
	case analysis.WhyOtherPoint:
		why = fmt.Sprintf("they were counted at %s there and at %s here", place(w.There.Axis, c.There.Point), place(w.Here.Axis, c.Here.Point))
	case analysis.WhyTiming:
		why = "a wait returns what is ready at once, which is a matter of timing"
	}
	w.add(out, c.Judgement, why)
}

func (w *claims) growth(c *analysis.GrowthClaim) {
	shape := "stays flat"
	if c.Shape == analysis.Grows {
		shape = "grows"
	}
	factor := func(i *analysis.Interval) string {
		return fmt.Sprintf("×%s, %s to %s", digits(float64(i.Median), 2), digits(float64(i.Lo), 2), digits(float64(i.Hi), 2))
	}
	out := Claim{
		Kind: kindGrowth, There: factor(&c.There),
		Text: fmt.Sprintf("the cost of %s %s from %s to %s", c.Model, shape, integer(w.There.At(c.From)), place(w.There.Axis, c.To)),
	}
	why := "it was not measured here at two points of the record"
	if c.Here != nil {
		out.Here = factor(c.Here)
		why = fmt.Sprintf("%s: the interval reaches from %s to %s", Count(c.Here.N, "round"), digits(float64(c.Here.Lo), 2), digits(float64(c.Here.Hi), 2))
	}
	w.add(out, c.Judgement, why)
}

func (w *claims) order(c *analysis.OrderClaim) {
	than := "less"
	if c.More() {
		than = "more"
	}
	where := place(w.There.Axis, c.There.Point)
	out := Claim{
		Kind: kindOrder, There: ratioCell(c.There.CPURatio, analysis.Family{}).String(),
		Text: fmt.Sprintf("%s costs %s than %s at %s", c.There.Model, than, w.There.Baseline, where),
	}
	why := "they were not both measured at " + where
	if c.Here != nil {
		out.Here = ratioCell(c.Here, analysis.Family{}).String()
		why = "not significant in " + Count(c.Here.N, "round")
		if c.Why == analysis.WhyFewRounds {
			why = tooFew(w.Order.Comparisons, c.Here.N, w.Order.RoundsNeeded)
		}
	}
	w.add(out, c.Judgement, why)
}

func (w *claims) limit(c *analysis.LimitClaim) {
	holds := "holds"
	if c.There.State == record.Limit {
		holds = "does not hold"
	}
	out := Claim{
		Kind: kindLimits, There: cellState(c.There),
		Text: fmt.Sprintf("%s %s %s", c.There.Model, holds, Count(c.There.Connections, "connection")),
	}
	why := place(w.There.Axis, c.There.Point) + " were left out"
	if c.Here != nil {
		out.Here = cellState(c.Here)
		if why = c.Here.State; c.Here.Reason != "" {
			why += ": " + c.Here.Reason
		}
	}
	w.add(out, c.Judgement, why)
}

// cellState is what a cell says of a limit.
func cellState(c *analysis.Cell) string {
	if text := state(c.State, c.Limit); text != Nothing {
		return text
	}
	return "held"
}
