package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// limits says which models stop, and where: form is of the model and its limit.
func (t *sentences) limits(form string) {
	t.sayOf("limits", func(m *analysis.Model) string {
		if m.Limit == nil || !stopped(t.s, m.Name) {
			return ""
		}
		return fmt.Sprintf(form, m.Name, limitOf(m))
	})
}

// memory says which models hold clearly more for a connection than the others,
// and what the kernel holds whatever the model.
func (t *sentences) memory() {
	more, less := byMemory(t.s)
	if len(more) > 0 {
		unit := " bytes"
		var parts []string
		for _, m := range more {
			each := &m.Memory.Each
			parts = append(parts, m.Name+" holds "+words.Whole(each.Median)+unit+" "+within(each, words.Whole))
			unit = ""
		}
		t.say("memory", "For each connection %s; %s %s at most %s bytes.", words.Some(parts), words.Some(namesOf(less)),
			words.Verb(len(less), "holds", "hold"), words.Whole(heldBy(less).Hi))
	}
	var pairs []*analysis.Interval
	for _, m := range slices.Concat(more, less) {
		if m.Memory.Pair.Sure() {
			pairs = append(pairs, m.Memory.Pair)
		}
	}
	if over := span(pairs); len(pairs) > 1 && len(pairs) == len(own(t.s)) && over.Lo > 0 {
		text := words.Whole(over.Lo)
		if most := words.Whole(over.Hi); most != text {
			text += " to " + most
		}
		t.say("memory", "The kernel holds %s bytes for each connection, both its ends together, whatever the model (95%% intervals).", text)
	}
}

// byMemory are the models of which a memory is known, those that hold most for
// a connection first, in two parts: the intervals of the one lie past those of
// the other by a factor of 2 or more, and by more than anywhere else. There may
// be no such factor: then less has them all.
func byMemory(s *analysis.Summary) (more, less []*analysis.Model) {
	models := slices.DeleteFunc(own(s), func(m *analysis.Model) bool { return m.Memory == nil || !m.Memory.Each.Sure() })
	slices.SortStableFunc(models, func(a, b *analysis.Model) int {
		return cmp.Compare(b.Memory.Each.Median, a.Memory.Each.Median)
	})
	at, gap := 0, analysis.Number(2)
	for i := 1; i < len(models); i++ {
		if factor := heldBy(models[:i]).Lo / max(1, heldBy(models[i:]).Hi); factor >= gap {
			at, gap = i, factor
		}
	}
	return models[:at], models[at:]
}

// heldBy is what the models hold for a connection.
func heldBy(models []*analysis.Model) analysis.Interval {
	var all []*analysis.Interval
	for _, m := range models {
		all = append(all, &m.Memory.Each)
	}
	return span(all)
}

// systemCalls says what the kernel counted. It counts once, so there is no interval.
func (t *sentences) systemCalls() {
	var rows []*analysis.SystemCalls
	var parts []string
	unit := " system calls"
	for i := range t.s.SystemCalls {
		if k := &t.s.SystemCalls[i]; k.Total != nil {
			rows, parts = append(rows, k), append(parts, words.Digits(*k.Total, 2)+unit+" in "+k.Model)
			unit = ""
		}
	}
	if len(rows) == 0 {
		return
	}
	byTotal := func(a, b *analysis.SystemCalls) int { return cmp.Compare(*a.Total, *b.Total) }
	least, most := slices.MinFunc(rows, byTotal), slices.MaxFunc(rows, byTotal)
	if len(parts) > words.Most {
		parts = []string{fmt.Sprintf("from %s system calls in %s to %s in %s", words.Digits(*least.Total, 2), least.Model, words.Digits(*most.Total, 2), most.Model)}
	}
	t.say("system-calls", "A request takes %s, as the kernel counted at %s.", words.List(parts), place(t.s.Axis, least.Point))
}
