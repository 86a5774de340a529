package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
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

// sayOf adds what there is to say of each model of this build.
func (t *sentences) sayOf(section string, text func(*analysis.Model) string) {
	var texts []string
	for _, m := range own(t.s) {
		if s := text(m); s != "" {
			texts = append(texts, s)
		}
	}
	t.sayEach(section, texts)
}

// sayEach adds a sentence for each model or cell; of very many it says how many
// are left to the table.
func (t *sentences) sayEach(section string, texts []string) {
	for _, text := range texts[:min(words.Most, len(texts))] {
		t.say(section, "%s", text)
	}
	if more := len(texts) - words.Most; more > 0 {
		t.say(section, "The like holds for %d more: see the table.", more)
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
		t.say("", "Nothing is said of %s: %s broke a promise of the conformance suite.", words.Some(broken), words.Verb(len(broken), "it", "they"))
	}
	t.sayEach("", disturbed(t.s, ", so trust ratios more than times."))
	if t.s.Partial {
		t.say("", "The run was interrupted: cells and rounds are missing.")
	}
}
