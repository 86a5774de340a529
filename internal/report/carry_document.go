package report

import (
	"fmt"
	"io"
	"strings"
)

// RepetitionFormats lists what RenderRepetition can write.
func RepetitionFormats() []string { return []string{"json", "markdown", "text"} }

// RenderRepetition writes p in one of RepetitionFormats.
func RenderRepetition(w io.Writer, p *Repetition, format string, opts Options) error {
	var out []byte
	switch format {
	case "json":
		out = indented(p)
	case "markdown", "text":
		out = drawn(p.document(), format, opts)
	default:
		return fmt.Errorf("no format %q: it is one of %s", format, strings.Join(RepetitionFormats(), ", "))
	}
	_, err := w.Write(out)
	return err
}

// document is p block by block: the sum first, then the claims by kind.
func (p *Repetition) document() []block {
	blocks := []block{{heading: "What carries over to this machine", list: true, lines: []string{
		"record: " + p.Record, "repeated: " + p.Again, p.sum(),
	}}}
	for _, kind := range []struct{ kind, heading, note string }{
		{claimCalls, "System calls per request", "Agreed: within 15%, or 0.25 calls if that is more."},
		{claimGrowth, "Growth of the CPU time per request", "Flat: within a factor of 1.25 over the sweep, with the whole interval; it grows: by more than that."},
		{claimOrder, "Order of the models", "Of differences that are significant in the record. Sign-flip test of the ratios within rounds, Holm's correction."},
		{claimLimit, "Limits", ""},
	} {
		b := block{heading: kind.heading, list: true}
		for _, c := range p.Claims {
			if c.Kind == kind.kind {
				b.lines = append(b.lines, c.line())
			}
		}
		if len(b.lines) == 0 {
			continue
		}
		if kind.note != "" {
			b.notes = []string{kind.note}
		}
		blocks = append(blocks, b)
	}
	if len(p.Left) > 0 {
		blocks = append(blocks, block{heading: "Left out", list: true, lines: p.Left})
	}
	return blocks
}

// sum is how many claims got which verdict.
func (p *Repetition) sum() string {
	if len(p.Claims) == 0 {
		return "The record claims nothing that could be checked: it has too few rounds, and no system calls were counted."
	}
	carry, differ := p.Count(Carries), p.Count(Contradicts)
	does := "do"
	if differ == 1 {
		does = "does"
	}
	return fmt.Sprintf("%s: %d carry over, %d %s not, %d cannot be told here.", count(len(p.Claims), "claim"), carry, differ, does, p.Count(CannotTell))
}

// line is a claim with its verdict.
func (c *Claim) line() string {
	figures := c.There + " there"
	if c.Here != "" {
		figures += ", " + c.Here + " here"
	}
	text := fmt.Sprintf("%s: %s (%s)", c.Verdict, c.Text, figures)
	if c.Why != "" {
		text += "; " + c.Why
	}
	return text
}
