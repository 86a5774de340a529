package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
)

// limits says which models stop, and where, in a sentence of the model and its limit.
func (t *sentences) limits(form string) {
	var texts []string
	for _, m := range own(t.s) {
		if m.Limit != nil && stopped(t.s, m.Name) {
			texts = append(texts, fmt.Sprintf(form, m.Name, limitOf(m)))
		}
	}
	t.sayEach("limits", texts)
}

// memory says which models hold clearly more for a connection than the others,
// and what the kernel holds whatever the model.
func (t *sentences) memory() {
	all := byMemory(t.s)
	if at := divide(all); at > 0 {
		t.holding(all[:at], all[at:])
	}
	lo, hi, pairs := math.Inf(1), 0.0, 0
	for _, m := range all {
		if p := m.Memory.Pair; p.Sure() {
			lo, hi = min(lo, float64(p.Lo)), max(hi, float64(p.Hi))
			pairs++
		}
	}
	if pairs > 1 && pairs == len(own(t.s)) && lo > 0 {
		span := digits(lo, 0)
		if most := digits(hi, 0); most != span {
			span += " to " + most
		}
		t.say("memory", "The kernel holds %s bytes for each connection, both its ends together, whatever the model (95%% intervals).", span)
	}
}

// byMemory lists the models of which a memory is known, those that hold most for
// a connection first.
func byMemory(s *analysis.Summary) []*analysis.Model {
	models := slices.DeleteFunc(own(s), func(m *analysis.Model) bool { return m.Memory == nil || !m.Memory.Each.Sure() })
	slices.SortStableFunc(models, func(a, b *analysis.Model) int {
		return cmp.Compare(b.Memory.Each.Median, a.Memory.Each.Median)
	})
	return models
}

// divide is where models, those that hold most first, fall into two parts: the
// intervals of the one lie past those of the other by a factor of 2 or more, and
// by more than anywhere else. 0: nowhere.
func divide(models []*analysis.Model) int {
	at, gap := 0, 2.0
	for i := 1; i < len(models); i++ {
		least, most := math.Inf(1), 1.0
		for _, m := range models[:i] {
			least = min(least, float64(m.Memory.Each.Lo))
		}
		for _, m := range models[i:] {
			most = max(most, float64(m.Memory.Each.Hi))
		}
		if factor := least / most; factor >= gap {
			at, gap = i, factor
		}
	}
	return at
}

func (t *sentences) holding(more, less []*analysis.Model) {
	var parts, names []string
	for i, m := range more {
		if i == mostNamed {
			parts = append(parts, fmt.Sprintf("%d others more than the rest", len(more)-mostNamed))
			break
		}
		each, unit := m.Memory.Each, ""
		if i == 0 {
			unit = " bytes"
		}
		parts = append(parts, fmt.Sprintf("%s holds %s%s %s", m.Name, digits(float64(each.Median), 0), unit, within(digits(float64(each.Lo), 0), digits(float64(each.Hi), 0))))
	}
	most := 0.0
	for _, m := range less {
		names = append(names, m.Name)
		most = max(most, float64(m.Memory.Each.Hi))
	}
	t.say("memory", "For each connection %s; %s %s at most %s bytes.", enumerate(parts), someOf(names), verb(len(names), "holds", "hold"), digits(most, 0))
}
