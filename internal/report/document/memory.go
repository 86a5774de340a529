package document

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// memory is the slope of the resident set, and of the kernel's caches.
func (w *writer) memory() Section {
	known := having(w.s.Published(), func(m *analysis.Model) bool { return m.Memory != nil })
	out := w.byModel("memory", "Memory per connection, bytes", known, []column{
		{"user", func(m *analysis.Model) Cell { return value(held(m), Whole) }, ""},
		{"kernel, pair", func(m *analysis.Model) Cell { return value(ofKernel(m), Whole) }, ""},
		{"from", func(m *analysis.Model) Cell { return count(m.Memory.From) }, ""},
		{"to", func(m *analysis.Model) Cell { return count(m.Memory.To) }, ""},
	}, memoryGrowth)
	out.Figure = w.memoryFigure(out.Tables[0])
	return out
}

// held is the time and the memory that the connections of the last point took.
func (w *writer) held() Section {
	last := w.s.Sweep[len(w.s.Sweep)-1]
	cell := func(m *analysis.Model) *analysis.Cell { return w.s.Cell(m.Name, last) }
	of := func(metric *analysis.Metric) func(*analysis.Model) Cell {
		return func(m *analysis.Model) Cell { return value(cell(m).Of(metric), Whole) }
	}
	opened := having(w.s.Published(), func(m *analysis.Model) bool {
		return cell(m).State == record.Measured && cell(m).Of(analysis.Opened) != nil
	})
	return w.byModel("held", "Opening and holding "+words.Count(last.Connections, "connection"), opened, []column{
		{"opened per second", of(analysis.Opened), ""}, {"server", of(analysis.RSS), ""}, {"generator", of(analysis.ClientRSS), ""}, {"kernel, pair", of(analysis.Slab), ""},
	}, "Bytes are growth from before the first connection until the window opened, over the number of connections. They include what a side sets up once, which weighs the more the fewer connections there are. Kernel: its caches of sockets, both ends. Both sides share in the opening: its rate is not the server's alone.")
}

// memoryFigure draws what one connection more takes, of the server and of the kernel.
func (w *writer) memoryFigure(t Table) *chart.Figure {
	f := &chart.Figure{
		ID: w.figureID("memory"), Title: "Memory per connection, user and kernel",
		Kind: chart.Dots, X: chart.Axis{Title: "model", Categories: Each(t.Rows, func(r Row) string { return r.Name })},
		Y:     chart.Axis{Title: "bytes per connection", Unit: "bytes"},
		Notes: []string{memoryGrowth + " Shown is the median with its interval."},
	}
	user, kernel := chart.LayerStyle(0), chart.LayerStyle(2)
	user.Marker, kernel.Marker = chart.Circle, chart.Diamond
	drawn := map[string]chart.Series{
		"user":         {Name: "user: the server's resident set", Style: user},
		"kernel, pair": {Name: "kernel: caches of sockets, both ends", Style: kernel},
	}
	for i, head := range t.Head[1:] {
		s := drawn[head]
		for x, row := range t.Rows {
			if c := row.Cells[i]; s.Name != "" && c.Value != nil && c.Value.Finite() {
				s.Points = append(s.Points, c.point(float64(x)))
			}
		}
		if len(s.Points) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	ends := map[int64][]string{}
	for _, row := range t.Rows {
		to := w.s.Model(row.Model).Memory.To
		ends[to] = append(ends[to], row.Model)
	}
	for _, to := range slices.Sorted(maps.Keys(ends)) {
		if len(ends) > 1 {
			f.Notes = append(f.Notes, "Measured up to "+words.Count(to, "connection")+": "+words.Some(ends[to])+".")
		}
	}
	return drawable(f)
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
	t.say("memory", "For each connection %s; %s %s at most %s bytes.", words.Some(parts), words.Some(Each(less, nameOf)),
		words.Verb(len(less), "holds", "hold"), words.Whole(span(less, held).Hi))
}

// kernelMemory says what the kernel holds whatever the model.
func (t *sentences) kernelMemory() {
	more, less := byMemory(t.s)
	known := having(slices.Concat(more, less), func(m *analysis.Model) bool { return m.Memory.Pair.Sure() })
	over := span(known, ofKernel)
	if len(known) < 2 || len(known) < len(own(t.s)) || over.Lo <= 0 {
		return
	}
	t.say("memory", "The kernel holds %s bytes for each connection, both its ends together, whatever the model (95%% intervals).",
		strings.Join(slices.Compact([]string{words.Whole(over.Lo), words.Whole(over.Hi)}), " to "))
}

// held is what a model holds for a connection.
func held(m *analysis.Model) *analysis.Interval { return &m.Memory.Each }

// ofKernel is what the kernel holds for it.
func ofKernel(m *analysis.Model) *analysis.Interval { return m.Memory.Pair }

// byMemory are the models of which a memory is known, those that hold most for
// a connection first, in two parts: the intervals of the one lie past those of
// the other by a factor of 2 or more, and by more than anywhere else. There may
// be no such factor: then less has them all.
func byMemory(s *analysis.Summary) (more, less []*analysis.Model) {
	models := having(own(s), func(m *analysis.Model) bool { return m.Memory != nil && held(m).Sure() })
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
