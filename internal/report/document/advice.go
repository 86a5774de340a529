package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
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
	t.prices()
	t.limits("Past %[2]s, %[1]s is no choice.")
	if more, _ := byMemory(s); len(more) > 0 {
		t.say("memory", "Where very many connections are held, memory speaks against %s: at least %s bytes of the server's for each connection.",
			words.Some(namesOf(more)), words.Whole(more[len(more)-1].Memory.Each.Lo))
	}
	t.say("", "All this is of servers that say hello and do nothing else, on one machine over loopback. The work of your requests comes on top for every model alike, so put your own server into the same run before you decide.")
	return t.all
}

// choose says between which models the CPU time does not decide.
func (t *sentences) choose() {
	few := TooFew(t.s.CPU)
	names, _ := alike(t.s)
	switch {
	case t.s.CPU.Comparisons == 0:
		t.say("", "The models have no cell in common, so this record cannot compare one with another.")
	case few != "":
		t.say("cpu-ratio", "By CPU time this record chooses between no models: %s. Read the intervals of the ratios.", few)
	case len(names) > 0:
		t.say("cpu-ratio", "Between %s the CPU time of a request does not decide here: no difference could be told from noise, so choose by something else.", words.Some(append([]string{t.s.Baseline}, names...)))
	}
}

// prices says which models cost less than the baseline somewhere, and of each
// dearer one what it costs at its worst, and up to where no price was found.
func (t *sentences) prices() {
	var less, more []string
	cost := func(c *analysis.Cell) *analysis.Ratio { return c.CPURatio }
	for _, m := range own(t.s) {
		found := t.standing(m, cost)
		if len(found) == 0 {
			continue
		}
		byRatio := func(a, b *analysis.Cell) int { return cmp.Compare(a.CPURatio.Median, b.CPURatio.Median) }
		if c := slices.MinFunc(found, byRatio); c.CPURatio.Hi < 1 {
			less = append(less, fmt.Sprintf("Where processors are short, %s takes less than %s: %s times its CPU time at %s %s%s.",
				m.Name, t.s.Baseline, words.Times(c.CPURatio.Median), at(t.s, c.Point), within(&c.CPURatio.Interval, words.Times), reservation(m)))
		}
		if c := slices.MaxFunc(found, byRatio); c.CPURatio.Lo > 1 {
			more = append(more, fmt.Sprintf("The price of %s is up to %s times the CPU time of %s per request, at %s %s%s.",
				m.Name, words.Times(c.CPURatio.Median), t.s.Baseline, at(t.s, c.Point), within(&c.CPURatio.Interval, words.Times), t.free(c)))
		}
	}
	t.sayEach("cpu-ratio", less)
	t.sayEach("cpu-ratio", more)
}

// reservation is said with every recommendation of an external that broke
// promises: it need not pay for what it leaves out.
func reservation(m *analysis.Model) string {
	if len(m.Broken) == 0 {
		return ""
	}
	return fmt.Sprintf("; but it broke %d of %s", len(m.Broken), words.Count(m.Promises, "promise"))
}

// free says up to where, before the cell given, no price of its model was found;
// empty if there is no such place.
func (t *sentences) free(dear *analysis.Cell) string {
	text := ""
	for _, p := range t.s.Sweep {
		r := t.s.Cell(dear.Model, p).CPURatio
		if t.s.At(p) >= t.s.At(dear.Point) || r == nil {
			continue
		}
		if r.Significant {
			break
		}
		text = "; up to " + words.Integer(t.s.At(p)) + " no difference could be told from noise"
	}
	return text
}
