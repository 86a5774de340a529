package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// stopped says whether a cell of the model was past its limit.
func stopped(s *analysis.Summary, model string) bool {
	return slices.ContainsFunc(s.Cells, func(c *analysis.Cell) bool { return c.Model == model && c.State == record.Limit })
}

// limits says which models could not hold a cell, and why that is no failure.
func (w *writer) limits() Section {
	out := Section{ID: "limits", Title: "Limits", List: true, Figure: w.wall()}
	for _, m := range w.s.Published() {
		if !stopped(w.s, m.Name) {
			continue
		}
		text := m.Name + " does not hold every N"
		if m.Limit != nil {
			text = m.Name + " holds " + limitOf(m) + " here"
		}
		if m.Reason != "" {
			text += ": " + m.Reason
		}
		out.say("%s. The cells past that show its limit, not a failure.", text)
	}
	return out
}

// failures are the trials that gave nothing, by cell.
func (w *writer) failures() Section {
	out := Section{ID: "failures", Title: "Failures", List: true}
	for _, c := range w.s.Cells {
		if c.State == record.Failed || c.State == record.Measured && c.Trials > c.Measured {
			out.say("%s at %s: %d of %s: %s", c.Model, words.Integer(w.s.At(c.Point)), c.Trials-c.Measured, words.Count(c.Trials, "trial"), c.Reason)
		}
	}
	return out
}

// conformance says which promises were kept: the sum first.
func (w *writer) conformance() Section {
	out := Section{ID: "conformance", Title: "Conformance", List: true}
	whole, promises := 0, 0
	for i := range w.s.Models {
		m := &w.s.Models[i]
		switch {
		case !m.Verified:
			out.say("%s: not verified", m.Name)
		case !m.Published:
			out.say("%s: not published: %s", m.Name, brokePromise(m))
		case len(m.Broken) > 0:
			out.say("%s: %s. It is an external server, so its results are shown all the same.", m.Name, brokePromise(m))
		default:
			whole++
			promises = max(promises, m.Promises)
		}
		for _, p := range m.Exempt {
			out.say("%s is exempt from %q: %s", m.Name, p, m.Details[p])
		}
		if n := len(m.Unseen); n > 0 {
			out.say("%s: %s cannot be seen from outside: %s", m.Name, words.Count(n, "promise"), `"`+strings.Join(m.Unseen, `", "`)+`"`)
		}
	}
	all, sum := words.Count(promises, "promise"), ""
	switch {
	case whole == 0:
		return out
	case whole < len(w.s.Models):
		sum = fmt.Sprintf("%d of %s broke none of the %s.", whole, words.Count(len(w.s.Models), "model"), all)
	case len(out.Text) > 0:
		sum = "Every model kept all of the " + all + " that apply to it."
	default:
		sum = "Every model kept all " + all + "."
	}
	out.Text = slices.Insert(out.Text, 0, Sentence{Text: sum})
	return out
}
