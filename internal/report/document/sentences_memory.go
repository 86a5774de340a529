package document

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// limits says which models stop, and where.
func (t *sentences) limits() {
	t.sayOf("limits", func(m *analysis.Model) string {
		if m.Limit == nil || !stopped(t.s, m.Name) {
			return ""
		}
		return m.Name + " holds " + limitOf(m) + " and no more."
	})
}

// memory says which models hold clearly more for a connection than the others.
func (t *sentences) memory() {
	more, less := byMemory(t.s)
	if len(more) == 0 {
		return
	}
	parts := inUnit(more, " bytes", func(m *analysis.Model, unit string) string {
		return m.Name + " holds " + words.Whole(held(m).Median) + unit + " " + within(held(m), words.Whole)
	})
	t.say("memory", "For each connection %s; %s %s at most %s bytes.", words.Some(parts), words.Some(namesOf(less)),
		words.Verb(len(less), "holds", "hold"), words.Whole(span(less, held).Hi))
}

// kernelMemory says what the kernel holds whatever the model.
func (t *sentences) kernelMemory() {
	more, less := byMemory(t.s)
	known := slices.DeleteFunc(slices.Concat(more, less), func(m *analysis.Model) bool { return !m.Memory.Pair.Sure() })
	over := span(known, func(m *analysis.Model) *analysis.Interval { return m.Memory.Pair })
	if len(known) < 2 || len(known) < len(own(t.s)) || over.Lo <= 0 {
		return
	}
	text := words.Whole(over.Lo)
	if most := words.Whole(over.Hi); most != text {
		text += " to " + most
	}
	t.say("memory", "The kernel holds %s bytes for each connection, both its ends together, whatever the model (95%% intervals).", text)
}

// held is what a model holds for a connection.
func held(m *analysis.Model) *analysis.Interval { return &m.Memory.Each }

// byMemory are the models of which a memory is known, those that hold most for
// a connection first, in two parts: the intervals of the one lie past those of
// the other by a factor of 2 or more, and by more than anywhere else. There may
// be no such factor: then less has them all.
func byMemory(s *analysis.Summary) (more, less []*analysis.Model) {
	models := slices.DeleteFunc(own(s), func(m *analysis.Model) bool { return m.Memory == nil || !held(m).Sure() })
	slices.SortStableFunc(models, func(a, b *analysis.Model) int { return cmp.Compare(held(b).Median, held(a).Median) })
	at, gap := 0, analysis.Number(2)
	for i := 1; i < len(models); i++ {
		if factor := span(models[:i], held).Lo / max(1, span(models[i:], held).Hi); factor >= gap {
			at, gap = i, factor
		}
	}
	return models[:at], models[at:]
}

// systemCalls says what the kernel counted. It counts once, so there is no interval.
func (t *sentences) systemCalls() {
	rows := countedByKernel(t.s)
	if len(rows) == 0 {
		return
	}
	parts := inUnit(rows, " system calls", func(k *analysis.SystemCalls, unit string) string {
		return words.Digits(*k.Total, 2) + unit + " in " + k.Model
	})
	if len(parts) > words.Most {
		least, most := extremes(rows, func(k *analysis.SystemCalls) analysis.Number { return *k.Total })
		parts = []string{fmt.Sprintf("from %s system calls in %s to %s in %s", words.Digits(*least.Total, 2), least.Model, words.Digits(*most.Total, 2), most.Model)}
	}
	t.say("system-calls", "A request takes %s, as the kernel counted at %s.", words.List(parts), place(t.s.Axis, rows[0].Point))
}
