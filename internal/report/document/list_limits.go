package document

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// stopped says whether a cell of the model was past its limit.
func stopped(s *analysis.Summary, model string) bool {
	return slices.ContainsFunc(s.Cells, func(c *analysis.Cell) bool { return c.Model == model && c.State == record.Limit })
}

// limits says which models could not hold a cell, and why that is no failure.
func (w *writer) limits() Section {
	out := Section{ID: "limits", Title: "Limits", List: true, Figure: w.wallFigure()}
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
		out.Text = append(out.Text, Sentence{Text: text + ". The cells past that show its limit, not a failure."})
	}
	return out
}

// failures are the trials that gave nothing, by cell.
func (w *writer) failures() Section {
	out := Section{ID: "failures", Title: "Failures", List: true}
	for _, c := range w.s.Cells {
		if c.State == record.Failed || c.State == record.Measured && c.Trials > c.Measured {
			out.Text = append(out.Text, Sentence{Text: fmt.Sprintf("%s at %s: %d of %s: %s",
				c.Model, w.number(c.Point), c.Trials-c.Measured, Count(c.Trials, "trial"), c.Reason)})
		}
	}
	return out
}

// conformance says which promises were kept: the sum first.
func (w *writer) conformance() Section {
	out := Section{ID: "conformance", Title: "Conformance", List: true}
	say := func(format string, args ...any) {
		out.Text = append(out.Text, Sentence{Text: fmt.Sprintf(format, args...)})
	}
	whole, promises := 0, 0
	for i := range w.s.Models {
		m := &w.s.Models[i]
		switch {
		case !m.Verified:
			say("%s: not verified", m.Name)
		case !m.Published:
			say("%s: not published: %s", m.Name, brokePromise(m))
		case len(m.Broken) > 0:
			say("%s: %s. It is an external server, so its results are shown all the same.", m.Name, brokePromise(m))
		default:
			whole++
			promises = max(promises, m.Promises)
		}
		for _, p := range m.Exempt {
			say("%s is exempt from %q: %s", m.Name, p, m.Details[p])
		}
		if len(m.Unseen) > 0 {
			say("%s: %s cannot be seen from outside: %s", m.Name, Count(len(m.Unseen), "promise"), quoted(m.Unseen))
		}
	}
	if sum := kept(whole, len(w.s.Models), promises, len(out.Text) > 0); sum != "" {
		out.Text = slices.Insert(out.Text, 0, Sentence{Text: sum})
	}
	return out
}

func kept(whole, models, promises int, exceptions bool) string {
	switch {
	case whole == models && !exceptions:
		return fmt.Sprintf("Every model kept all %s.", Count(promises, "promise"))
	case whole == models:
		return fmt.Sprintf("Every model kept all of the %s that apply to it.", Count(promises, "promise"))
	case whole > 0:
		return fmt.Sprintf("%d of %s broke none of the %s.", whole, Count(models, "model"), Count(promises, "promise"))
	}
	return ""
}
