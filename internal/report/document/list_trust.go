package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
)

// trust says how far the run can be trusted, by what its own trials show.
func (w *writer) trust() Section {
	out := Section{ID: "trust", Title: "How far to trust this run", List: true}
	for _, c := range w.s.Cells {
		if c.Of(analysis.CPU) != nil {
			out.Text = []Sentence{{Text: drift(&w.s.Trust)}, {Text: correlation(w.s.Trust.Correlation)}}
			break
		}
	}
	if l := w.s.Trust.Little; l != nil {
		out.Text = append(out.Text, Sentence{Text: fmt.Sprintf(
			"Little's law: the mean number of requests in the system and the rate times the mean response time are counted apart. They differ by at most %s%% in %s.",
			digits(100*float64(l.Off), 1), Count(l.Trials, "trial"))})
	}
	return out
}

func drift(t *analysis.Trust) string {
	switch d := t.Drift; {
	case d == nil || d.EachRound.N < t.DriftRoundsNeeded:
		return fmt.Sprintf("Drift over the rounds cannot be told: that takes at least %s.", Count(t.DriftRoundsNeeded, "round"))
	case !d.Significant:
		return fmt.Sprintf("Drift over the rounds: none that can be told from noise. The CPU time per request changed by %s.", eachRound(d))
	default:
		return fmt.Sprintf("Drift over the rounds: the CPU time per request changed by %s, whatever the model. The machine was not the same at the end as at the start. The ratios are taken within rounds, so most of the drift is not in them; it is in the times.", eachRound(d))
	}
}

func eachRound(d *analysis.Drift) string {
	each := d.EachRound
	return fmt.Sprintf("%s per round (%s interval %s to %s)", signedPercent(each.Median), percent(each.Coverage), signedPercent(each.Lo), signedPercent(each.Hi))
}

func correlation(c *analysis.Correlation) string {
	if c == nil {
		return "The correlation of successive trials cannot be told: that takes at least 2 rounds and 3 trials."
	}
	text := fmt.Sprintf("Successive trials: the CPU time per request, divided by the median of its cell, has a correlation of %s at lag 1 over %s. For independent trials it would be within ±%s in 95%% of runs. ",
		digits(float64(c.R), 2), Count(c.Trials, "trial"), digits(float64(c.Bound), 2))
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
	for _, have := range w.s.Warnings {
		text := have.Code
		switch {
		case have.Trials == 1:
			text += " in 1 trial"
		case have.Trials > 1:
			text += fmt.Sprintf(" in %s; in the first", Count(have.Trials, "trial"))
		}
		what, remedy := Warning(w.s, have)
		text += ": " + what
		if remedy != "" {
			text = strings.TrimSuffix(text, ".") + ". Remedy: " + remedy
		}
		out.Text = append(out.Text, Sentence{Text: text})
	}
	return out
}

// Warning is the text of a warning and its remedy. The one that the analysis
// adds is worded here.
func Warning(s *analysis.Summary, w analysis.Warning) (text, remedy string) {
	if w.Code != analysis.DriftWarning {
		return w.Text, w.Remedy
	}
	return fmt.Sprintf("the CPU time per request changed by %s, whatever the model", eachRound(s.Trust.Drift)),
		"trust the ratios, which are taken within rounds, more than the times; for publication, run it again once the machine has settled"
}
