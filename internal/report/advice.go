package report

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// Advice answers "Which one should I use?" as far as the record carries an
// answer: sentences that make one paragraph. It speaks of what was measured and
// of nothing else.
func Advice(s *Summary) []Sentence {
	t := &teller{s: s}
	models := slices.DeleteFunc(t.shown(), func(m Model) bool {
		_, old := record.Counterpart(m.Name)
		return old // another build of a model is no other model
	})
	if len(models) == 0 {
		return nil
	}
	if len(models) == 1 {
		t.tell("", "This record has figures of %s alone: it says what that one costs, and cannot say which to use.", models[0].Name)
		return t.told
	}
	t.choose()
	t.price()
	t.stop()
	t.tell("", "All this is of servers that say hello and do nothing else, on one machine over loopback: whatever your requests do comes on top for every model alike, so put your own server into the same run before you decide.")
	return t.told
}

// choose says between which models the CPU time does not decide.
func (t *teller) choose() {
	base := t.s.Baseline
	alike := t.s.alike()
	var better []string
	for _, m := range t.shown() {
		for _, p := range t.s.Sweep {
			if r := cpuRatio(t.s.cell(m.Name, p.Connections)); r.stands() && r.Hi < 1 {
				better = append(better, m.Name)
				break
			}
		}
	}
	switch {
	case t.s.CPU.Comparisons == 0:
		t.tell("", "The models have no cell in common, so this record cannot set one against another.")
	case !t.s.CPU.Reachable:
		text := "has too few rounds for a test"
		if t.s.CPU.RoundsNeeded > 0 {
			text = fmt.Sprintf("has %s, and a test takes %d at least", count(t.s.CPU.Rounds, "round"), t.s.CPU.RoundsNeeded)
		}
		t.tell("cpu-ratio", "This record %s, so by CPU time it chooses between no models; read the intervals of the ratios.", text)
	case len(alike) > 0:
		t.tell("cpu-ratio", "Between %s the CPU time of a request does not decide here: no difference could be told from noise, so choose by something else.", someOf(append([]string{base}, alike...)))
	}
	for i, name := range better {
		if i == mostTold {
			break // the table has the rest
		}
		if c, r := t.extreme(name, func(a, b *Ratio) bool { return a.Median < b.Median }); c != nil && r.Hi < 1 {
			t.tell("cpu-ratio", "Where processors are short, %s takes less than %s: %s times its CPU time at %s %s%s.", name, base, nearOne(r.Median), t.connections(c.Connections), withinRatio(r), t.reservation(name))
		}
	}
}

// reservation is what must be said with every recommendation of an external
// that broke promises: what a server leaves out, it need not pay for.
func (t *teller) reservation(name string) string {
	for _, m := range t.s.Models {
		if m.Name == name && len(m.Broken) > 0 {
			return fmt.Sprintf("; but it broke %d of %s", len(m.Broken), count(m.Promises, "promise"))
		}
	}
	return ""
}

// extreme is the cell of a model whose difference to the baseline stands and
// comes first in the order of before.
func (t *teller) extreme(model string, before func(a, b *Ratio) bool) (*Cell, *Ratio) {
	var at *Cell
	var found *Ratio
	for _, p := range t.s.Sweep {
		c := t.s.cell(model, p.Connections)
		if r := cpuRatio(c); r.stands() && (found == nil || before(r, found)) {
			at, found = c, r
		}
	}
	return at, found
}

// price says of each dearer model what it costs at its worst, and up to where
// no price was found.
func (t *teller) price() {
	told := 0
	for _, m := range t.shown() {
		c, r := t.extreme(m.Name, func(a, b *Ratio) bool { return a.Median > b.Median })
		if c == nil || r.Lo <= 1 {
			continue
		}
		if told++; told > mostTold {
			return // the table has the rest
		}
		text := fmt.Sprintf("The price of %s is up to %s times the CPU time of %s per request, at %s %s", m.Name, nearOne(r.Median), t.s.Baseline, t.connections(c.Connections), withinRatio(r))
		if free := t.free(m.Name, c.Connections); free > 0 {
			text += fmt.Sprintf("; up to %s no difference could be told from noise", integer(free))
		}
		t.tell("cpu-ratio", "%s.", text)
	}
}

// free is the most connections, below those given, up to which no price of a
// model was found; 0 if there are none.
func (t *teller) free(model string, below int64) int64 {
	most := int64(0)
	for _, p := range t.s.Sweep {
		r := cpuRatio(t.s.cell(model, p.Connections))
		if p.Connections >= below || r == nil {
			continue
		}
		if r.Significant {
			return most
		}
		most = max(most, p.Connections)
	}
	return most
}

// stop says what the limits and the memory mean for a choice.
func (t *teller) stop() {
	for _, m := range t.shown() {
		if m.Limit == nil {
			continue
		}
		for _, p := range t.s.Sweep {
			if t.s.cell(m.Name, p.Connections).State == record.Limit {
				t.tell("wall", "Past %s connections%s, %s is no choice.", integer(*m.Limit), m.within(), m.Name)
				break
			}
		}
	}
	var all []Model
	for _, m := range t.shown() {
		if m.Memory != nil && m.Memory.Each.sure() {
			all = append(all, m)
		}
	}
	all = byMemory(all)
	at := divide(all)
	if at == 0 {
		return
	}
	var heavy []string
	for _, m := range all[:at] {
		heavy = append(heavy, m.Name)
	}
	least := all[at-1].Memory.Each
	t.tell("memory", "Where very many connections are held, memory speaks against %s: at least %s bytes of the server's for each.", someOf(heavy), digits(float64(least.Lo), 0))
}
