package document

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/analysis"
)

// advise answers "Which one should I use?" as far as the record has an answer:
// sentences that make one paragraph. They speak of what was measured and of
// nothing else. Another build of a model is no other model.
func advise(s *analysis.Summary) []Sentence {
	t := &sentences{s: s}
	switch models := own(s); len(models) {
	case 0:
		return nil
	case 1:
		t.say("", "This record measures %s alone: it says what that one costs, and cannot say which to use.", models[0].Name)
		return t.all
	}
	t.choose()
	t.cheaper()
	t.price()
	t.stop()
	t.say("", "All this is of servers that say hello and do nothing else, on one machine over loopback. The work of your requests comes on top for every model alike, so put your own server into the same run before you decide.")
	return t.all
}

// choose says between which models the CPU time does not decide.
func (t *sentences) choose() {
	few, names := TooFew(t.s.CPU), alike(t.s)
	switch {
	case t.s.CPU.Comparisons == 0:
		t.say("", "The models have no cell in common, so this record cannot compare one with another.")
	case few != "":
		t.say("cpu-ratio", "By CPU time this record chooses between no models: %s. Read the intervals of the ratios.", few)
	case len(names) > 0:
		t.say("cpu-ratio", "Between %s the CPU time of a request does not decide here: no difference could be told from noise, so choose by something else.", someOf(append([]string{t.s.Baseline}, names...)))
	}
}

// cheaper names the models that cost less than the baseline somewhere.
func (t *sentences) cheaper() {
	var texts []string
	for _, m := range own(t.s) {
		c, r := t.extreme(m.Name, func(a, b *analysis.Ratio) bool { return a.Median < b.Median })
		if c != nil && r.Hi < 1 {
			texts = append(texts, fmt.Sprintf("Where processors are short, %s takes less than %s: %s times its CPU time at %s %s%s.",
				m.Name, t.s.Baseline, times(r.Median), at(t.s, c.Point), withinRatio(r), reservation(m)))
		}
	}
	t.sayEach("cpu-ratio", texts)
}

// reservation is said with every recommendation of an external that broke
// promises: it need not pay for what it leaves out.
func reservation(m *analysis.Model) string {
	if len(m.Broken) == 0 {
		return ""
	}
	return fmt.Sprintf("; but it broke %d of %s", len(m.Broken), Count(m.Promises, "promise"))
}

// extreme is the cell of a model whose difference to the baseline stands and
// comes first in the order of before; nil if none stands.
func (t *sentences) extreme(model string, before func(a, b *analysis.Ratio) bool) (*analysis.Cell, *analysis.Ratio) {
	var found *analysis.Cell
	for _, p := range t.s.Sweep {
		c := t.s.Cell(model, p)
		if c.CPURatio.Stands() && (found == nil || before(c.CPURatio, found.CPURatio)) {
			found = c
		}
	}
	if found == nil {
		return nil, nil
	}
	return found, found.CPURatio
}

// price says of each dearer model what it costs at its worst, and up to where
// no price was found.
func (t *sentences) price() {
	var texts []string
	for _, m := range own(t.s) {
		c, r := t.extreme(m.Name, func(a, b *analysis.Ratio) bool { return a.Median > b.Median })
		if c == nil || r.Lo <= 1 {
			continue
		}
		text := fmt.Sprintf("The price of %s is up to %s times the CPU time of %s per request, at %s %s", m.Name, times(r.Median), t.s.Baseline, at(t.s, c.Point), withinRatio(r))
		if free := t.free(m.Name, t.s.At(c.Point)); free > 0 {
			text += fmt.Sprintf("; up to %s no difference could be told from noise", integer(free))
		}
		texts = append(texts, text+".")
	}
	t.sayEach("cpu-ratio", texts)
}

// free is the greatest place on the axis, below the one given, up to which no
// price of a model was found; 0 if there is none.
func (t *sentences) free(model string, below int64) int64 {
	most := int64(0)
	for _, p := range t.s.Sweep {
		r := t.s.Cell(model, p).CPURatio
		if t.s.At(p) >= below || r == nil {
			continue
		}
		if r.Significant {
			return most
		}
		most = max(most, t.s.At(p))
	}
	return most
}

// stop says what the limits and the memory mean for a choice.
func (t *sentences) stop() {
	t.limits("Past %[2]s, %[1]s is no choice.")
	all := byMemory(t.s)
	at := divide(all)
	if at == 0 {
		return
	}
	var heavy []string
	for _, m := range all[:at] {
		heavy = append(heavy, m.Name)
	}
	t.say("memory", "Where very many connections are held, memory speaks against %s: at least %s bytes of the server's for each connection.",
		someOf(heavy), digits(float64(all[at-1].Memory.Each.Lo), 0))
}
