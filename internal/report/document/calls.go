package document

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// calls are the servers' own counts of what they asked of the kernel.
func (w *writer) calls() Section {
	point, _, ok := w.s.CountersPoint()
	if !ok {
		return Section{}
	}
	columns := Each(analysis.CallMetrics, func(of *analysis.Metric) column {
		return column{callOf(of), func(m *analysis.Model) Cell { return value(w.s.Cell(m.Name, point).Of(of), PerRequest) }, ""}
	})
	notes := []string{"By the server's own count. Waits may sleep. Polls are the same call with a time limit of 0. Controls change what a descriptor is watched for (epoll_ctl). EAGAINs are the reads, writes and accepts that found nothing to do. " + notCounted}
	for _, m := range w.s.Published() {
		if m.Completion {
			notes = append(notes, "Of "+m.Name+", only waits and polls are system calls: the others are requests that those calls hand over to the kernel.")
		}
	}
	out := w.byModel("calls", "Calls per request at "+place(w.s.Axis, point), w.s.Published(), columns, notes...)
	if len(countedByKernel(w.s)) == 0 {
		out.Figure = w.callsFigure()
	}
	return out
}

// callOf is what a metric of CallMetrics counts: "waits".
func callOf(m *analysis.Metric) string {
	return strings.NewReplacer("_per_request", "", "eagain", "EAGAIN").Replace(m.Name)
}

// seldom is how rare a call must be with every model to share a column with
// others: a call made once in a hundred requests costs none of them much.
const seldom = 0.01

// systemCalls is the table without gaps: the kernel sees the calls that a
// model's own counters cannot.
func (w *writer) systemCalls() Section {
	out := Section{ID: "system-calls", List: true}
	rows := countedByKernel(w.s)
	names := callNames(rows)
	for _, k := range w.s.SystemCalls {
		if k.Note != "" {
			out.say("%s: not counted: %s", k.Model, k.Note)
		}
		out.Title = "System calls per request, counted by the kernel, at " + place(w.s.Axis, k.Point)
	}
	t := Table{ID: "system-calls-table", Head: slices.Concat([]string{"model"}, names, []string{"other", "all"}), Notes: []string{kernelCounts}}
	for _, k := range rows {
		t.add(k.Model, Each(append(shares(k, names), *k.Total), func(n analysis.Number) Cell { return value(single(n), PerRequest) }))
	}
	if len(t.Rows) > 0 {
		out.Tables, out.Figure = []Table{t}, w.callsFigure()
	}
	return out
}

// countedByKernel are the models whose calls the kernel counted.
func countedByKernel(s *analysis.Summary) []*analysis.SystemCalls {
	all := Each(s.SystemCalls, func(k analysis.SystemCalls) *analysis.SystemCalls { return &k })
	return having(all, func(k *analysis.SystemCalls) bool { return k.Total != nil })
}

// mostLayers is how many system calls have a layer of their own: more cannot
// be told apart.
const mostLayers = 7

// callsFigure is what each model asks of the kernel for a request, as the
// kernel counted it; if it did not, as the servers did that can.
func (w *writer) callsFigure() *chart.Figure {
	rows, who, note := countedByKernel(w.s), "the kernel", kernelCounts
	if len(rows) == 0 {
		rows, who, note = w.countedByServers(), "the servers themselves", "Medians over the rounds. "+notCounted
	}
	f := &chart.Figure{
		ID: w.figureID("calls"), Title: "System calls per request, counted by " + who + " at " + place(w.s.Axis, rows[0].Point),
		Kind:  chart.Bars,
		X:     chart.Axis{Title: "model", Categories: Each(rows, func(k *analysis.SystemCalls) string { return k.Model })},
		Y:     chart.Axis{Title: "system calls per request", Unit: "per request"},
		Notes: []string{note},
	}
	names := layers(rows)
	for layer, name := range append(names, "other") {
		s := chart.Series{Name: name, Style: chart.LayerStyle(layer)}
		if layer == len(names) {
			s.Style = chart.LayerStyle(mostLayers)
		}
		for i, row := range rows {
			s.Points = append(s.Points, chart.At(float64(i), float64(shares(row, names)[layer])))
		}
		if slices.ContainsFunc(s.Points, func(p chart.Point) bool { return p.Y > 1e-9 }) { // the rest of a subtraction may be none
			f.Series = append(f.Series, s)
		}
	}
	return f
}

// shares are the calls of each name, and what is left of the total.
func shares(k *analysis.SystemCalls, names []string) []analysis.Number {
	rest := *k.Total
	return append(Each(names, func(name string) analysis.Number {
		n := analysis.Number(k.Of(name))
		rest -= n
		return n
	}), max(rest, 0))
}

// countedByServers are the models' own counters, at the greatest point at which
// all of those which counted were measured.
func (w *writer) countedByServers() []*analysis.SystemCalls {
	point, models, _ := w.s.CountersPoint()
	var rows []*analysis.SystemCalls
	for _, m := range models {
		row := &analysis.SystemCalls{Model: m.Name, Point: point, Total: new(analysis.Number)}
		for _, of := range analysis.CallMetrics {
			n := w.s.Cell(m.Name, point).Of(of)
			handedOver := m.Completion && of != analysis.Waits && of != analysis.Polls // without a call of its own
			if n != nil && of != analysis.EAGAINs && !handedOver {
				row.Calls = append(row.Calls, analysis.CallsByName{Name: callOf(of), Each: n.Median})
				*row.Total += n.Median
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// callNames lists the calls that matter to a model, in the order in which they come.
func callNames(rows []*analysis.SystemCalls) []string {
	var names []string
	for _, row := range rows {
		for _, c := range row.Calls {
			if c.Each >= seldom && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// layers are the calls that have a layer each: the most frequent of all if there
// are too many.
func layers(rows []*analysis.SystemCalls) []string {
	names := callNames(rows)
	most := func(name string) float64 {
		return slices.Max(Each(rows, func(k *analysis.SystemCalls) float64 { return k.Of(name) }))
	}
	byMost := slices.Clone(names)
	slices.SortStableFunc(byMost, func(a, b string) int { return cmp.Compare(most(b), most(a)) })
	return slices.DeleteFunc(names, func(n string) bool { return slices.Index(byMost, n) >= mostLayers })
}
