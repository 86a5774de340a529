package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// conformance says which promises were kept: the sum first.
func (w *writer) conformance() Section {
	out := Section{ID: "conformance", Title: "Conformance", List: true}
	whole, promises := 0, 0
	for _, m := range w.s.Models {
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
	all, models := words.Count(promises, "promise"), len(w.s.Models)
	sum := "Every model kept all of the " + all + " that apply to it."
	switch {
	case whole == 0:
		return out
	case whole < models:
		sum = fmt.Sprintf("%d of %s broke none of the %s.", whole, words.Count(models, "model"), all)
	}
	out.Text = slices.Insert(out.Text, 0, Sentence{Text: sum})
	return out
}

// trust says how far the run can be trusted, by what its own trials show.
func (w *writer) trust() Section {
	out := Section{ID: "trust", Title: "How far to trust this run", List: true}
	if slices.ContainsFunc(w.s.Cells, func(c *analysis.Cell) bool { return c.Of(analysis.CPU) != nil }) {
		out.say("%s", drift(&w.s.Trust))
		out.say("%s", correlation(w.s.Trust.Correlation))
	}
	if l := w.s.Trust.Little; l != nil {
		out.say("Little's law: the mean number of requests in the system and the rate times the mean response time are counted apart. They differ by %s in %s.",
			atMost(l.Off), words.Count(l.Trials, "trial"))
	}
	return out
}

// atMost is how far from 1 a ratio is: past a factor of 3 no percentage says
// anything.
func atMost(off analysis.Number) string {
	if off > 2 {
		return "a factor of up to " + words.Digits(1+off, 0)
	}
	return "at most " + words.Digits(100*off, 1) + "%"
}

func drift(t *analysis.Trust) string {
	switch d := t.Drift; {
	case d == nil || d.EachRound.N < t.DriftRoundsNeeded:
		return "Drift over the rounds cannot be told: that takes at least " + words.Count(t.DriftRoundsNeeded, "round") + "."
	case !d.Significant:
		return "Drift over the rounds: none that can be told from noise. The CPU time per request changed by " + eachRound(d) + "."
	default:
		return "Drift over the rounds: the CPU time per request changed by " + eachRound(d) + ", whatever the model. The machine was not the same at the end as at the start. The ratios are taken within rounds, so most of the drift is not in them; it is in the times."
	}
}

func eachRound(d *analysis.Drift) string {
	each := d.EachRound
	return fmt.Sprintf("%s per round (%s interval %s to %s)", words.SignedPercent(each.Median), words.Percent(each.Coverage), words.SignedPercent(each.Lo), words.SignedPercent(each.Hi))
}

func correlation(c *analysis.Correlation) string {
	if c == nil {
		return "The correlation of successive trials cannot be told: that takes at least 2 rounds and 3 trials."
	}
	text := fmt.Sprintf("Successive trials: the CPU time per request, divided by the median of its cell, has a correlation of %s at lag 1 over %s. For independent trials it would be within ±%s in 95%% of runs. ",
		words.Digits(c.R, 2), words.Count(c.Trials, "trial"), words.Digits(c.Bound, 2))
	switch {
	case c.Told && c.R > 0:
		return text + "A disturbance of one trial reaches its neighbours too, so trials are not independent. Therefore models are compared within rounds, and the rounds are counted, not the trials."
	case c.Told:
		return text + "Trials alternate more than chance would have it: look for what the machine does between them."
	}
	return text + "No dependence of one trial on the next can be told."
}

// warnings lists each code once, with how often it came and its remedy.
func (w *writer) warnings() Section {
	out := Section{ID: "warnings", Title: "Warnings", List: true}
	for _, raised := range w.s.Warnings {
		what, remedy := Warning(w.s, raised)
		often := ""
		if raised.Trials > 0 {
			often = " in " + words.Count(raised.Trials, "trial") + words.Verb(raised.Trials, "", "; in the first")
		}
		if remedy != "" {
			what = strings.TrimSuffix(what, ".") + ". Remedy: " + remedy
		}
		out.say("%s%s: %s", raised.Code, often, what)
	}
	return out
}

// Warning is the text of a warning and its remedy. Those that the analysis adds
// are worded here.
func Warning(s *analysis.Summary, w analysis.Warning) (text, remedy string) {
	switch w.Code {
	case analysis.LagWarning:
		return fmt.Sprintf("the ratios of successive rounds have a correlation of %s at lag 1. The verdicts assume independent rounds, so more than one run in twenty may name a difference that is none", words.Digits(s.LagOfRatios(), 2)),
			"run it again on a quieter machine, or with more rounds, before you rely on a small difference"
	case analysis.DriftWarning:
		return driftWarning(s)
	}
	return w.Text, w.Remedy
}

func driftWarning(s *analysis.Summary) (text, remedy string) {
	return "the CPU time per request changed by " + eachRound(s.Trust.Drift) + ", whatever the model",
		"trust the ratios, which are taken within rounds, more than the times; for publication, run it again once the machine has settled"
}

// brokePromise names the promises that a model broke, with the first reason.
func brokePromise(m *analysis.Model) string {
	which := "the promise"
	if n := len(m.Broken); n > 1 {
		which = fmt.Sprintf("%d of %s, the first", n, words.Count(m.Promises, "promise"))
	}
	return fmt.Sprintf("it broke %s %q: %s", which, m.Broken[0], m.Details[m.Broken[0]])
}
