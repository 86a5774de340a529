package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
)

// sentences are what a record says in words, with the numbers behind it.
type sentences struct {
	s   *analysis.Summary
	all []Sentence
}

// summarise is a record in plain words. A sentence is there only if the
// intervals support it: a difference if it is significant and its interval
// leaves out "no difference", a quantity if its interval covers 95 %.
func summarise(s *analysis.Summary) []Sentence {
	t := &sentences{s: s}
	t.against()
	t.ratios(cpuRatios(s), "Per request, %s takes %s times the CPU time of %s at %s")
	t.unranked()
	t.alike()
	t.growths()
	t.bends()
	t.crossings()
	t.ratios(throughputRatios(s), "Per second, %s serves %s times the requests of %s at %s")
	t.responses()
	t.limits("%s holds %s and no more.")
	t.memory()
	t.systemCalls()
	t.caveats()
	return t.all
}

// say adds a sentence that the figure of a section shows; empty: none does.
func (t *sentences) say(section, format string, args ...any) {
	t.all = append(t.all, Sentence{Text: fmt.Sprintf(format, args...), Section: section})
}

// sayEach adds a sentence for each model or cell; of very many it says how many
// are left to the table.
func (t *sentences) sayEach(section string, texts []string) {
	for i, text := range texts {
		if i == mostNamed {
			t.say(section, "This holds for %d more: see the table.", len(texts)-mostNamed)
			return
		}
		t.say(section, "%s", text)
	}
}

// caveats says what weakens all of the above.
func (t *sentences) caveats() {
	var broken []string
	for _, m := range t.s.Models {
		if !m.Published {
			broken = append(broken, m.Name)
		}
	}
	if len(broken) > 0 {
		t.say("", "Nothing is said of %s: %s broke a promise of the conformance suite.", someOf(broken), verb(len(broken), "it", "they"))
	}
	if trials, of := t.s.Disturbed(); trials > 0 {
		t.say("", "%s, so trust ratios more than times.", disturbed(trials, of))
	}
	if t.s.Partial {
		t.say("", "The run was interrupted: cells and rounds are missing.")
	}
}

// systemCalls says what the kernel counted. It counts once, so there is no interval.
func (t *sentences) systemCalls() {
	var least, most *analysis.SystemCalls
	var parts []string
	for i := range t.s.SystemCalls {
		k := &t.s.SystemCalls[i]
		if k.Total == nil {
			continue
		}
		text := digits(float64(*k.Total), 2)
		if len(parts) == 0 {
			text += " system calls"
		}
		parts = append(parts, text+" in "+k.Model)
		if least == nil || *k.Total < *least.Total {
			least = k
		}
		if most == nil || *k.Total > *most.Total {
			most = k
		}
	}
	if least == nil {
		return
	}
	if len(parts) > mostNamed {
		lo, hi := digits(float64(*least.Total), 2), digits(float64(*most.Total), 2)
		parts = []string{fmt.Sprintf("from %s system calls in %s to %s in %s", lo, least.Model, hi, most.Model)}
		if lo == hi {
			parts = []string{lo + " system calls in every model"}
		}
	}
	t.say("system-calls", "A request takes %s, as the kernel counted at %s.", enumerate(parts), place(t.s.Axis, least.Point))
}
