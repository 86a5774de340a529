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
	MarkErrors    = "¶" // some requests got a wrong reply or none
	MarkUnranked  = "*" // not the server's own throughput
	MarkNoise     = "~" // a difference that was tested and not found
)

// cellMarks are the marks of cells that were measured or failed, with the trials
// that they are for.
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
	{MarkPartial, "not measured in every round", func(c *analysis.Cell) int {
		if c.State == record.Failed {
			return 0 // it says so itself
		}
		return c.Trials - c.Measured
	}},
	{MarkErrors, "some requests got a wrong reply or none, and are not counted", func(c *analysis.Cell) int { return c.Erring }},
}

const allMarks = MarkDisturbed + MarkGenerator + MarkPartial + MarkErrors

func marks(c *analysis.Cell) string {
	text := ""
	for _, m := range cellMarks {
		if m.trials(c) > 0 {
			text += m.mark
		}
	}
	return text
}

// onlyErrors leaves the mark of wrong replies, which no figure is shown without.
func onlyErrors(marks string) string {
	if strings.Contains(marks, MarkErrors) {
		return MarkErrors
	}
	return ""
}

// markNotes explains those of the marks that the cells bear.
func (w *writer) markNotes(marks string) []string {
	var notes []string
	for _, m := range cellMarks {
		if places := w.places(m.trials); places != "" && strings.Contains(marks, m.mark) {
			notes = append(notes, m.mark+" "+m.text+": "+places)
		}
	}
	return notes
}

// places names the cells of which some trials are counted, the first few if
// there are many; empty if there are none.
func (w *writer) places(trials func(*analysis.Cell) int) string {
	var places []string
	marked, all := having(w.s.Cells, func(c *analysis.Cell) bool {
		return c.State == record.Measured || c.State == record.Failed && trials(c) > 0
	}), 0
	for _, c := range marked {
		if n := trials(c); n > 0 {
			all += n
			places = append(places, fmt.Sprintf("%s at %s (%d of %s)", c.Model, words.Integer(w.s.At(c.Point)), n, words.Count(c.Trials, "trial")))
		}
	}
	switch {
	case len(places) == len(marked) && len(marked) > 1:
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
