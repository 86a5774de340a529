package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
)

// A Claim is one of a record's claims in words, with its verdict.
type Claim struct {
	Kind    analysis.ClaimKind `json:"kind"`
	Text    string             `json:"claim"`
	There   string             `json:"there"` // what the record shows
	Here    string             `json:"here"`  // and the reproduction; empty if there is nothing
	Verdict analysis.Verdict   `json:"verdict"`
	Why     string             `json:"why"` // if it cannot be told
}

// Claims are those of a reproduction in words.
func Claims(p *analysis.Reproduction) []Claim {
	claims := []Claim{}
	for i := range p.Claims {
		c := &p.Claims[i]
		claims = append(claims, Claim{
			Kind: c.Kind, Text: claimed(p, c), There: evidence(c, c.There), Here: evidence(c, c.Here), Verdict: c.Verdict, Why: why(p, c),
		})
	}
	return claims
}

// OfReproduction is what became of a record's claims: the sum, then the claims by kind.
func OfReproduction(p *analysis.Reproduction) *Document {
	d := &Document{}
	claims := Claims(p)
	d.add(list("records", "What carries over to this machine", "record: "+p.Record, "reproduced: "+p.Again, sum(p)))
	for _, k := range []struct {
		kind            analysis.ClaimKind
		id, title, note string
	}{
		{analysis.ClaimCalls, "system-calls", "System calls per request", "They agree within 15%, or 0.25 calls if that is more."},
		{analysis.ClaimGrowth, "growth", "Growth of the CPU time per request",
			fmt.Sprintf("Flat: the whole interval is within a factor of %v over the sweep. It grows: by more than that.", analysis.FlatWithin)},
		{analysis.ClaimOrder, "order", "Order of the models", "Of differences that are significant in the record. " + signFlip + "."},
		{analysis.ClaimLimit, "limits", "Limits", ""},
	} {
		s := Section{ID: k.id, Title: k.title, List: true}
		for _, c := range claims {
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
func sum(p *analysis.Reproduction) string {
	if len(p.Claims) == 0 {
		return "The record claims nothing that could be checked: it has too few rounds, and no system calls were counted."
	}
	differ := p.Count(analysis.Contradicts)
	return fmt.Sprintf("%s: %d carry over, %d %s not, %d cannot be told here.", Count(len(p.Claims), "claim"),
		p.Count(analysis.CarriesOver), differ, verb(differ, "does", "do"), p.Count(analysis.CannotTell))
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

// claimed is what the record says.
func claimed(p *analysis.Reproduction, c *analysis.Claim) string {
	switch c.Kind {
	case analysis.ClaimCalls:
		if c.Waits {
			return c.Model + " waits so often per request"
		}
		return c.Model + " makes so many calls per request, waits apart"
	case analysis.ClaimGrowth:
		shape := "stays flat"
		if c.Shape == analysis.Grows {
			shape = "grows"
		}
		return fmt.Sprintf("the cost of %s %s from %s to %s", c.Model, shape, integer(p.Axis().Of(&c.From)), place(p.Axis(), c.To))
	case analysis.ClaimOrder:
		than := "less"
		if c.More {
			than = "more"
		}
		return fmt.Sprintf("%s costs %s than %s at %s", c.Model, than, c.Baseline, place(p.Axis(), c.At))
	}
	holds := "does not hold"
	if c.Holds {
		holds = "holds"
	}
	return fmt.Sprintf("%s %s %s", c.Model, holds, Count(c.At.Connections, "connection"))
}

// evidence is the numbers behind a claim.
func evidence(c *analysis.Claim, e analysis.Evidence) string {
	switch {
	case e.Number != nil:
		return digits(*e.Number, 2)
	case e.Interval != nil && c.Kind == analysis.ClaimGrowth:
		i := e.Interval
		return fmt.Sprintf("×%s, %s to %s", digits(float64(i.Median), 2), digits(float64(i.Lo), 2), digits(float64(i.Hi), 2))
	case e.Interval != nil:
		return Cell{Value: e.Interval, Format: Times}.String()
	case e.State == "":
		return ""
	}
	if text := state(e.State, e.Limit); text != Nothing {
		return text
	}
	return "held"
}

// why is the reason for which a claim cannot be told; empty if it can.
func why(p *analysis.Reproduction, c *analysis.Claim) string {
	w := &c.Why
	switch w.Reason {
	case analysis.WhyLeftOut, analysis.WhyBroke:
		text := "it was left out"
		if w.Reason == analysis.WhyBroke {
			text = "it broke a promise here, so it was not measured: " + brokePromise(w.Broken)
		}
		if c.Kind == analysis.ClaimOrder {
			return w.Model + ": " + text // which may be the baseline
		}
		return text
	case analysis.WhyNotCounted:
		return "its system calls were not counted"
	case analysis.WhyOtherPoint:
		return fmt.Sprintf("they were counted at %s there and at %s here", place(p.Axis(), w.There), place(p.Axis(), w.Here))
	case analysis.WhyTiming:
		return "a wait returns what is ready at once, which is a matter of timing"
	case analysis.WhyNotMeasured:
		return "they were not both measured at " + place(p.Axis(), w.There)
	case analysis.WhyPointLeftOut:
		return place(p.Axis(), w.There) + " were left out"
	case analysis.WhyOnePoint:
		return "it was not measured here at two points of the record"
	case analysis.WhyFewRounds:
		return tooFew(0, w.Rounds, w.Needed)
	case analysis.WhyNoise:
		return "not significant in " + Count(w.Rounds, "round")
	case analysis.WhyWide:
		return fmt.Sprintf("%s: the interval reaches from %s to %s", Count(w.Rounds, "round"), digits(float64(w.Span.Lo), 2), digits(float64(w.Span.Hi), 2))
	case analysis.WhyState:
		text := w.State.State
		if w.State.Reason != "" {
			text += ": " + w.State.Reason
		}
		return text
	}
	return ""
}
