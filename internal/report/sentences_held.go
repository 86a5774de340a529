package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// limits says which models stop, and where.
func (t *teller) limits() {
	for _, m := range t.shown() {
		if m.Limit == nil {
			continue
		}
		for _, p := range t.s.Sweep {
			if t.s.cell(m.Name, p.Connections).State == record.Limit {
				t.tell("wall", "%s holds %s connections%s and no more.", m.Name, integer(*m.Limit), m.within())
				break
			}
		}
	}
}

// within says that several processes hold a limit together.
func (m *Model) within() string {
	if m.Within == 0 {
		return ""
	}
	return " in " + integer(m.Within) + " processes"
}

// memory says which models hold clearly more for a connection than the others,
// and what the kernel holds whatever the model.
func (t *teller) memory() {
	var all []Model
	lo, hi, pairs := Number(math.Inf(1)), Number(0), 0
	for _, m := range t.shown() {
		if m.Memory == nil || !m.Memory.Each.sure() {
			continue
		}
		all = append(all, m)
		if p := m.Memory.Pair; p.sure() {
			lo, hi = min(lo, p.Lo), max(hi, p.Hi)
			pairs++
		}
	}
	all = byMemory(all)
	if at := divide(all); at > 0 {
		t.holding(all[:at], all[at:])
	}
	if pairs > 1 && pairs == len(t.shown()) && lo > 0 {
		span := digits(float64(lo), 0)
		if digits(float64(hi), 0) != span {
			span += " to " + digits(float64(hi), 0)
		}
		t.tell("memory", "The kernel holds %s bytes for each connection, both its ends together, whatever the model (95%% intervals).", span)
	}
}

// byMemory sorts models, those that hold most for a connection first.
func byMemory(models []Model) []Model {
	slices.SortStableFunc(models, func(a, b Model) int { return cmp.Compare(b.Memory.Each.Median, a.Memory.Each.Median) })
	return models
}

// divide is where models, those that hold most first, fall into two parts: the
// intervals of the one lie past those of the other by a factor of 2 or more, and
// by more than anywhere else. 0: nowhere.
func divide(models []Model) int {
	at, gap := 0, Number(2)
	for i := 1; i < len(models); i++ {
		least, most := Number(math.Inf(1)), Number(1)
		for _, m := range models[:i] {
			least = min(least, m.Memory.Each.Lo)
		}
		for _, m := range models[i:] {
			most = max(most, m.Memory.Each.Hi)
		}
		if factor := least / most; factor >= gap {
			at, gap = i, factor
		}
	}
	return at
}

func (t *teller) holding(more, less []Model) {
	var parts, names []string
	for i, m := range more {
		if i == mostTold {
			parts = append(parts, fmt.Sprintf("%d others more than the rest", len(more)-mostTold))
			break
		}
		e, unit := m.Memory.Each, ""
		if i == 0 {
			unit = " bytes"
		}
		parts = append(parts, fmt.Sprintf("%s holds %s%s %s", m.Name, digits(float64(e.Median), 0), unit, within(digits(float64(e.Lo), 0), digits(float64(e.Hi), 0))))
	}
	most := Number(0)
	for _, m := range less {
		names = append(names, m.Name)
		most = max(most, m.Memory.Each.Hi)
	}
	t.tell("memory", "For each connection %s; %s at most %s bytes.", enumerate(parts), someOf(names), digits(float64(most), 0))
}

// systemCalls says what the kernel counted. It counts, so there is no interval.
func (t *teller) systemCalls() {
	var parts []string
	least, most := -1, -1
	for i, s := range t.s.SystemCalls {
		if s.Total == nil {
			continue
		}
		text := digits(float64(*s.Total), 2)
		if len(parts) == 0 {
			text += " system calls"
		}
		parts = append(parts, text+" in "+s.Model)
		if least < 0 || *s.Total < *t.s.SystemCalls[least].Total {
			least = i
		}
		if most < 0 || *s.Total > *t.s.SystemCalls[most].Total {
			most = i
		}
	}
	if len(parts) == 0 {
		return
	}
	if len(parts) > mostTold {
		l, m := t.s.SystemCalls[least], t.s.SystemCalls[most]
		parts = []string{digits(float64(*l.Total), 2) + " system calls in every model"}
		if *l.Total < *m.Total {
			parts = []string{fmt.Sprintf("from %s system calls in %s to %s in %s", digits(float64(*l.Total), 2), l.Model, digits(float64(*m.Total), 2), m.Model)}
		}
	}
	t.tell("calls", "A request takes %s, as the kernel counted at %s.", enumerate(parts),
		count(int(t.s.SystemCalls[least].Connections), "connection"))
}
