package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// Statements that several sections make have their one wording here.
const (
	medians      = "Median over the rounds ± the wider half of its interval"
	kernelCounts = "The kernel counted every call of every thread, the Go runtime's among them, in a short trial of its own: no interval."
	notCounted   = "A server that cannot count its calls is not here, which is not 0."
	responseTime = "A response time runs from when a request was due to its reply, so it includes waiting for a busy connection."
	memoryGrowth = "Growth of memory between two numbers of connections, by round, so the memory that a process takes to start is not in it. User: the server's resident set. Kernel: its caches of sockets. Both ends of a connection are on this machine, so the kernel's share holds both."
	maxT         = "Step-down max-T test of the ratios within rounds"
	uTest        = "Mann-Whitney U-test of the ratios to the anchor, Holm's correction"
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
	ratios := func(id string) func() { return func() { t.ratios(id) } }
	limits := func() { t.sayOf("limits", func(m *analysis.Model) string { return limit(s, m) }) }
	for _, say := range []func(){
		t.against, ratios("cpu-ratio"), t.unranked, t.alike, t.growths, t.bends, t.crossings, ratios("throughput-ratio"), t.responses, limits,
		t.memory, t.kernelMemory, t.systemCalls, t.reservations, t.caveats,
	} {
		say()
	}
	return t.all
}

// say adds a sentence that the figure of a section shows; empty: none does.
func (t *sentences) say(section, format string, args ...any) {
	t.all = append(t.all, Sentence{Text: fmt.Sprintf(format, args...), Section: section})
}

// sayOf adds what there is to say of each model of this build.
func (t *sentences) sayOf(section string, text func(*analysis.Model) string) {
	t.sayEach(section, texts(own(t.s), text))
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

// along are the cells of a model, along the sweep.
func along(s *analysis.Summary, m *analysis.Model) []*analysis.Cell {
	return Each(s.Sweep, func(p record.Point) *analysis.Cell { return s.Cell(m.Name, p) })
}

// extremes are those of all with the least and with the greatest value.
func extremes[T any](all []T, of func(T) analysis.Number) (least, most T) {
	by := func(a, b T) int { return cmp.Compare(of(a), of(b)) }
	return slices.MinFunc(all, by), slices.MaxFunc(all, by)
}

// span is an interval that holds all of them; none: the zero one.
func span[T any](all []T, of func(T) *analysis.Interval) analysis.Interval {
	if len(all) == 0 {
		return analysis.Interval{}
	}
	out := *of(all[0])
	for _, x := range all {
		out.Lo, out.Hi = min(out.Lo, of(x).Lo), max(out.Hi, of(x).Hi)
	}
	return out
}

// inUnit is a text for each, of which the first says the unit.
func inUnit[T any](all []T, unit string, text func(x T, unit string) string) []string {
	var texts []string
	for _, x := range all {
		texts = append(texts, text(x, unit))
		unit = ""
	}
	return texts
}

// reservations go with every number of an external that broke promises.
func (t *sentences) reservations() {
	t.sayOf("", func(m *analysis.Model) string {
		if len(m.Broken) == 0 {
			return ""
		}
		return fmt.Sprintf("%s broke %d of %s, and need not pay for what it leaves out.", m.Name, len(m.Broken), words.Count(m.Promises, "promise"))
	})
}

// caveats says what weakens all of the above.
func (t *sentences) caveats() {
	broken := Each(having(t.s.Models, func(m *analysis.Model) bool { return !m.Published }), func(m *analysis.Model) string { return m.Name })
	if len(broken) > 0 {
		t.say("", "Nothing is said of %s: %s broke a promise of the conformance suite.", words.Some(broken), words.Verb(len(broken), "it", "they"))
	}
	t.sayOf("cpu", func(m *analysis.Model) string { return wrongReplies(t.s, m) })
	t.sayEach("", disturbed(t.s, ": trust ratios more than times."))
	t.precision()
	if t.s.Partial {
		t.say("", "The run was interrupted: cells and rounds are missing.")
	}
}

// wrongReplies says how many requests got no right reply behind a server's
// figures, where their share is greatest; empty if all did. Why a cell failed is
// said with the failures.
func wrongReplies(s *analysis.Summary, m *analysis.Model) string {
	wrong := having(along(s, m), func(c *analysis.Cell) bool { return c.State == record.Measured && c.Wrong.Count > 0 })
	if len(wrong) == 0 {
		return ""
	}
	_, worst := extremes(wrong, func(c *analysis.Cell) analysis.Number { return analysis.Number(c.Wrong.Share()) })
	text := fmt.Sprintf("%s at %s: %s.", m.Name, at(s, worst.Point), worst.Wrong)
	if len(wrong) > 1 {
		text += fmt.Sprintf(" That is the worst of %d points with wrong replies.", len(wrong))
	}
	return text
}
