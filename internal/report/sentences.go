package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// A Sentence is one thing that a record says, in words, with the numbers that
// carry it.
type Sentence struct {
	Text   string `json:"text"`
	Figure string `json:"figure,omitempty"` // name of the figure that shows it; empty: none does
}

// Sentences are the summary of a record in plain words, the same in every
// format. None is there that the intervals do not support: a difference is
// stated if it is significant and its interval leaves out "no difference",
// a quantity if its interval has at least stats.Confidence of coverage.
func Sentences(s *Summary) []Sentence {
	t := &teller{s: s}
	t.against()
	t.ratios("cpu-ratio", cpuRatio, "Per request, %s takes %s times the CPU time of %s at %s")
	t.unranked()
	t.alike()
	t.growths()
	t.bends()
	t.crossings()
	t.ratios("throughput-ratio", requestsRatio, "Per second, %s serves %s times the requests of %s at %s")
	t.responses()
	t.limits()
	t.memory()
	t.systemCalls()
	t.caveats()
	return t.told
}

func cpuRatio(c *Cell) *Ratio      { return c.CPURatio }
func requestsRatio(c *Cell) *Ratio { return c.RequestsRatio }

// A teller puts a Summary into words.
type teller struct {
	s    *Summary
	told []Sentence
}

// tell adds a sentence shown by the figure of that name in the record's workload.
func (t *teller) tell(figure, format string, args ...any) {
	if figure != "" {
		figure += "-" + t.s.Workload
	}
	t.told = append(t.told, Sentence{Text: fmt.Sprintf(format, args...), Figure: figure})
}

// shown lists the models that have figures.
func (t *teller) shown() []Model {
	var models []Model
	for _, m := range t.s.Models {
		if _, old := record.Counterpart(m.Name); m.Published && !old { // that is told as a ratio alone
			models = append(models, m)
		}
	}
	return models
}

// sure says whether an interval is one to speak of.
func (i *Interval) sure() bool {
	return i != nil && finite(i) && float64(i.Coverage) >= stats.Confidence
}

// stands says whether r is a difference: by the one rule that ranks, and in an
// interval that agrees.
func (r *Ratio) stands() bool {
	return r != nil && r.Significant && r.sure() && (r.Lo > 1 || r.Hi < 1)
}

// within is an interval in brackets, after a median: "(95% interval 21 to 60)".
func within(lo, hi string) string { return fmt.Sprintf("(95%% interval %s to %s)", lo, hi) }

// mostTold is how many models a summary speaks of one by one.
const mostTold = 8

// ratios says of each model where it differs from the baseline, and by how
// much: at the least and at the most connections where it does. Of very many
// models it names the extremes.
func (t *teller) ratios(figure string, of func(*Cell) *Ratio, form string) {
	var models [][]*Cell
	for _, m := range t.shown() {
		var places []*Cell
		for _, p := range t.s.Sweep {
			if c := t.s.cell(m.Name, p.Connections); of(c).stands() {
				places = append(places, c)
			}
		}
		if len(places) > 0 {
			models = append(models, places)
		}
	}
	if len(models) > mostTold {
		t.extremes(figure, of, form, models)
		return
	}
	for _, places := range models {
		first, last := places[0], places[len(places)-1]
		text := t.ratio(of, form, first)
		if last != first {
			text += fmt.Sprintf(", and %s times at %s %s", nearOne(of(last).Median), integer(last.Connections), withinRatio(of(last)))
		}
		t.tell(figure, "%s.", text)
	}
}

func (t *teller) ratio(of func(*Cell) *Ratio, form string, c *Cell) string {
	return fmt.Sprintf(form, c.Model, nearOne(of(c).Median), t.s.Baseline, t.connections(c.Connections)) + " " + withinRatio(of(c))
}

func (t *teller) extremes(figure string, of func(*Cell) *Ratio, form string, models [][]*Cell) {
	least, most := models[0][0], models[0][0]
	for _, places := range models {
		for _, c := range places {
			if of(c).Median < of(least).Median {
				least = c
			}
			if of(c).Median > of(most).Median {
				most = c
			}
		}
	}
	t.tell(figure, "%d models differ from %s, which is 1, somewhere; the most and the least: %s; %s.", len(models), t.s.Baseline,
		lowerFirst(t.ratio(of, form, most)), lowerFirst(t.ratio(of, form, least)))
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func withinRatio(r *Ratio) string { return within(nearOne(r.Lo), nearOne(r.Hi)) }

// nearOne is a ratio with as many digits as it takes not to look like 1.
func nearOne(x Number) string {
	text := digits(float64(x), 2)
	for decimals := 3; text == "1."+strings.Repeat("0", decimals-1) && x != 1 && decimals <= 6; decimals++ {
		text = digits(float64(x), decimals)
	}
	return text
}

// unranked says that there were too few rounds, and how many it takes.
func (t *teller) unranked() {
	f := t.s.CPU
	if f.Comparisons == 0 || f.Reachable {
		return
	}
	text := fmt.Sprintf("No model is ranked by CPU time: %s over %s cannot reach significance", count(f.Comparisons, "comparison"), count(f.Rounds, "round"))
	if f.RoundsNeeded > 0 {
		text += fmt.Sprintf("; that takes at least %d rounds", f.RoundsNeeded)
	}
	t.tell("cpu-ratio", "%s. The intervals stand.", text)
}

// connections is a number of them as the record's workload has them.
func (t *teller) connections(n int64) string {
	switch t.s.Workload {
	case "saturate", "pipeline":
		return integer(n) + " active connections"
	case "idle", "rate":
		return integer(n) + " open connections"
	}
	return count(int(n), "connection")
}

// alike names the models that could not be told from the baseline anywhere,
// though there were rounds enough to tell.
func (t *teller) alike() {
	names := t.s.alike()
	if !t.s.CPU.Reachable || len(names) == 0 {
		return
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, m := range names {
		for _, p := range t.s.Sweep {
			if r := cpuRatio(t.s.cell(m, p.Connections)); r != nil {
				lo, hi = min(lo, float64(r.Lo)), max(hi, float64(r.Hi))
			}
		}
	}
	t.tell("cpu-ratio", "By CPU time per request %s could not be told from %s at any number of connections: the 95%% intervals of the ratio lie between %s and %s.",
		someOf(names), t.s.Baseline, digits(lo, 2), digits(hi, 2))
}

// alike lists the models with intervals in every cell that both it and the
// baseline have, and a significant difference in none.
func (s *Summary) alike() []string {
	var names []string
	for _, m := range s.Models {
		cells, sure := 0, true
		for _, p := range s.Sweep {
			if r := cpuRatio(s.cell(m.Name, p.Connections)); r != nil {
				cells++
				sure = sure && r.sure() && !r.Significant
			}
		}
		if cells > 0 && sure {
			names = append(names, m.Name)
		}
	}
	return names
}

// caveats says what weakens all of the above.
func (t *teller) caveats() {
	var broken []string
	for _, m := range t.s.Models {
		if !m.Published {
			broken = append(broken, m.Name)
		}
	}
	if len(broken) > 0 {
		t.tell("", "Nothing is said of %s, which broke a promise of the conformance suite.", someOf(broken))
	}
	disturbed, all := 0, 0
	for i := range t.s.Cells {
		disturbed += t.s.Cells[i].Disturbed
		all += t.s.Cells[i].Measured
	}
	if disturbed > 0 {
		t.tell("", "Other work on the machine disturbed %d of the %s with figures; they count all the same, so trust ratios more than times.", disturbed, count(all, "trial"))
	}
	if t.s.Partial {
		t.tell("", "The run was interrupted: cells and rounds are missing.")
	}
}
