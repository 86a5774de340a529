package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// Marks of cells.
const (
	MarkDisturbed = "†" // other load disturbed it more than the rest of the run
	MarkGenerator = "‡" // the generator was the limit
	MarkPartial   = "§" // not measured in every round
	MarkUnranked  = "*" // not the server's own throughput
	MarkNoise     = "~" // a difference that was tested and not found
)

// cellMarks are the marks of measured cells, with the trials that they are for.
var cellMarks = []struct {
	mark, text string
	trials     func(*analysis.Cell) int
}{
	{MarkDisturbed, "disturbed by other load more than the rest of the run, and kept", func(c *analysis.Cell) int {
		if !c.StandsOut {
			return 0
		}
		return c.Disturbed
	}},
	{MarkGenerator, "the generator was the limit, not the server", func(c *analysis.Cell) int { return c.GeneratorLimited }},
	{MarkPartial, "not measured in every round", func(c *analysis.Cell) int { return c.Trials - c.Measured }},
}

func marks(c *analysis.Cell) string {
	text := ""
	for _, m := range cellMarks {
		if m.trials(c) > 0 {
			text += m.mark
		}
	}
	return text
}

// markNotes explains the marks that the cells bear.
func (w *writer) markNotes() []string {
	var notes []string
	for _, m := range cellMarks {
		if places := w.places(m.trials); places != "" {
			notes = append(notes, m.mark+" "+m.text+": "+places)
		}
	}
	return notes
}

// places names the measured cells of which some trials are counted, the first
// few if there are many; empty if there are none.
func (w *writer) places(trials func(*analysis.Cell) int) string {
	var places []string
	measured, all := having(w.s.Cells, func(c *analysis.Cell) bool { return c.State == record.Measured }), 0
	for _, c := range measured {
		if n := trials(c); n > 0 {
			all += n
			places = append(places, fmt.Sprintf("%s at %s (%d of %s)", c.Model, words.Integer(w.s.At(c.Point)), n, words.Count(c.Trials, "trial")))
		}
	}
	switch {
	case len(places) == len(measured) && len(measured) > 1:
		return fmt.Sprintf("every cell, %s in all", words.Count(all, "trial"))
	case len(places) > 4:
		places = append(places[:3], fmt.Sprintf("and %d more cells", len(places)-3))
	}
	return strings.Join(places, ", ")
}

// disturbed says how many trials were, and what follows; it is none if none was.
func disturbed(s *analysis.Summary, follows string) []string {
	trials, of := s.Disturbed()
	if trials == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Other load disturbed %s of %s%s", words.Integer(trials), words.Count(of, "trial"), follows)}
}
