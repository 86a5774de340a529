package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// cpu is the headline: the CPU time that a request costs the server.
func (w *writer) cpu() Section {
	t := w.sweepTable("cpu-table", w.shown(), func(c *analysis.Cell) Cell {
		if c.State != record.Measured {
			return Words(state(c.State, c.Limit))
		}
		cell := value(c.Of(analysis.CPU), Micros)
		cell.Marks = marks(c)
		return cell
	})
	notes := append([]string{coverage(medians, w.intervals(metric(analysis.CPU)))}, w.markNotes()...)
	for _, m := range w.s.Models {
		if !m.Published {
			notes = append(notes, m.Name+": not published, see Conformance")
		}
	}
	out := Section{ID: "cpu", Title: "Server CPU time per request, µs", Tables: tables(t), Figure: w.cpuFigure()}
	if len(out.Tables) > 0 {
		out.Tables[0].Notes = notes
		return out
	}
	for _, n := range notes { // nothing was measured: they say why
		out.Text = append(out.Text, Sentence{Text: n})
	}
	out.List = true
	return out
}

// marks are those of a measured cell, in the order of their notes.
func marks(c *analysis.Cell) string {
	text := ""
	if c.Disturbed > 0 {
		text += MarkDisturbed
	}
	if c.GeneratorLimited > 0 {
		text += MarkGenerator
	}
	if c.Trials > c.Measured {
		text += MarkPartial
	}
	return text
}

// markNotes explains the marks that the cells bear.
func (w *writer) markNotes() []string {
	var notes []string
	for _, n := range []struct {
		mark, text string
		trials     func(*analysis.Cell) int
	}{
		{MarkDisturbed, "disturbed by other load, and kept", func(c *analysis.Cell) int { return c.Disturbed }},
		{MarkGenerator, "the generator was the limit, not the server", func(c *analysis.Cell) int { return c.GeneratorLimited }},
		{MarkPartial, "not measured in every round", func(c *analysis.Cell) int { return c.Trials - c.Measured }},
	} {
		if places := w.places(n.trials); places != "" {
			notes = append(notes, n.mark+" "+n.text+": "+places)
		}
	}
	return notes
}

// places names the measured cells of which some trials are counted, the first
// few if there are many; empty if there are none.
func (w *writer) places(trials func(*analysis.Cell) int) string {
	var places []string
	measured, all := 0, 0
	for _, c := range w.s.Cells {
		if c.State != record.Measured {
			continue
		}
		measured++
		if n := trials(c); n > 0 {
			all += n
			places = append(places, fmt.Sprintf("%s at %s (%d of %s)", c.Model, w.number(c.Point), n, Count(c.Trials, "trial")))
		}
	}
	switch {
	case len(places) == measured && measured > 1:
		return fmt.Sprintf("every cell, %s in all", Count(all, "trial"))
	case len(places) > 4:
		places = append(places[:3], fmt.Sprintf("and %d more cells", len(places)-3))
	}
	return strings.Join(places, ", ")
}
