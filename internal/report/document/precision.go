package document

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// precision says what ended a run that had no fixed number of rounds, and which
// ratios are wider than it wanted.
func (t *sentences) precision() {
	p := &t.s.Source.Plan
	if p.PrecisionPPM == nil {
		return
	}
	wanted := "±" + strconv.FormatFloat(float64(*p.PrecisionPPM)/1e4, 'f', -1, 64) + "%"
	if i := slices.IndexFunc(t.s.Widths, func(w analysis.Width) bool { return w.Far(p) }); i >= 0 {
		wanted += ", or ±" + words.Percent(t.s.Widths[i].Wanted) + " if it is above 2 or below 1/2"
	}
	wide := Each(t.s.Wide(), func(w analysis.Width) string {
		return fmt.Sprintf("%s to %s at %s (%s)", w.Model, w.To, at(t.s, w.Point), width(w.Is))
	})
	looked := int(t.s.Rounds) == stats.NextLook(int(t.s.Rounds)-1)
	switch limit := p.AtMost(); {
	case len(t.s.Widths) == 0:
		t.say("", "The run was to go on until every ratio is within %s, and no server has a ratio.", wanted)
	case len(wide) == 0 && looked && !t.s.Partial:
		t.say("", "The width of the intervals decided how many rounds there are, and the outcome did not: the run went on until every ratio was within %s.", wanted)
	case limit > 0 && !t.s.Partial:
		t.say("", "The time decided how many rounds there are, and the outcome did not: the run was to go on until every ratio is within %s, and for at most %v.", wanted, limit)
	default:
		t.say("", "The run was to go on until every ratio is within %s.", wanted)
	}
	if len(wide) > 0 {
		t.say("", "Not that precise: %s.", words.Some(wide))
	}
}

// width is how far an interval reaches from its median: "±4.2%".
func width(w analysis.Number) string {
	if math.IsInf(float64(w), 0) {
		return "no 95% interval"
	}
	return "±" + words.Digits(100*w, 1) + "%"
}
