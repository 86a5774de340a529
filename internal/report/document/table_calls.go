package document

import (
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
)

// calls are the servers' own counts of what they asked of the kernel.
func (w *writer) calls() Section {
	point, _, ok := w.s.CountersPoint()
	if !ok {
		return Section{}
	}
	var columns []column
	for _, of := range analysis.CallMetrics {
		columns = append(columns, column{callOf(of), func(m *analysis.Model) Cell { return value(w.s.Cell(m.Name, point).Of(of), PerRequest) }})
	}
	t := w.modelTable("calls", anyModel, columns)
	t.Notes = []string{"By the server's own count. Waits may sleep. Polls are the same call with a time limit of 0. Controls change what a descriptor is watched for (epoll_ctl). EAGAINs are the reads, writes and accepts that found nothing to do. " + notCounted}
	for _, m := range w.s.Published() {
		if m.Completion {
			t.Notes = append(t.Notes, "Of "+m.Name+", only waits and polls are system calls: the others are requests that those calls hand over to the kernel.")
		}
	}
	out := Section{ID: "calls", Title: "Calls per request at " + place(w.s.Axis, point), Tables: []Table{t}}
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
		row, other := Row{Name: k.Model, Model: k.Model}, *k.Total
		for _, name := range names {
			n := analysis.Number(k.Of(name))
			other -= n
			row.Cells = append(row.Cells, value(single(n), PerRequest))
		}
		row.Cells = append(row.Cells, value(single(max(other, 0)), PerRequest), value(single(*k.Total), PerRequest))
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) > 0 {
		out.Tables, out.Figure = []Table{t}, w.callsFigure()
	}
	return out
}

// countedByKernel are the models whose calls the kernel counted.
func countedByKernel(s *analysis.Summary) []*analysis.SystemCalls {
	var rows []*analysis.SystemCalls
	for i := range s.SystemCalls {
		if k := &s.SystemCalls[i]; k.Total != nil {
			rows = append(rows, k)
		}
	}
	return rows
}
