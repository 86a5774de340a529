package document

import (
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// calls are the servers' own counts of what they asked of the kernel.
func (w *writer) calls() Section {
	point, _, ok := w.s.CountersPoint()
	if !ok {
		return Section{}
	}
	t := Table{ID: "calls-table", Head: []string{"model"}, Notes: []string{
		"By the server's own count. Waits may sleep. Polls are the same call with a time limit of 0. Controls change what a descriptor is watched for (epoll_ctl). EAGAINs are the reads, writes and accepts that found nothing to do.",
	}}
	for _, m := range analysis.CallMetrics {
		t.Head = append(t.Head, callOf(m))
	}
	unseen := false
	for _, m := range w.s.Published() {
		c := w.s.Cell(m.Name, point)
		if c.State != record.Measured {
			continue
		}
		row := Row{Name: m.Name, Model: m.Name}
		for _, of := range analysis.CallMetrics {
			row.Cells = append(row.Cells, value(c.Of(of), PerRequest))
			unseen = unseen || c.Of(of) == nil
		}
		t.Rows = append(t.Rows, row)
	}
	if unseen {
		t.Notes = append(t.Notes, Nothing+" not observed: the server cannot count these calls, which is not 0.")
	}
	for _, m := range w.s.Published() {
		if m.Completion {
			t.Notes = append(t.Notes, "Of "+m.Name+", only waits and polls are system calls: the others are requests that those calls hand over to the kernel.")
		}
	}
	out := Section{ID: "calls", Title: "Calls per request at " + place(w.s.Axis, point), Tables: tables(t)}
	if len(w.countedByKernel()) == 0 {
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
	out := Section{ID: "system-calls"}
	t := Table{ID: "system-calls-table"}
	var names []string
	for _, k := range w.s.SystemCalls {
		if k.Note != "" {
			t.Notes = append(t.Notes, k.Model+": not counted: "+k.Note)
		}
		for _, c := range k.Calls {
			if c.Each >= seldom && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
		out.Title = "System calls per request, counted by the kernel, at " + place(w.s.Axis, k.Point)
	}
	t.Head = slices.Concat([]string{"model"}, names, []string{"other", "all"})
	for _, k := range w.countedByKernel() {
		row, other := Row{Name: k.Model, Model: k.Model}, float64(*k.Total)
		for _, name := range names {
			other -= k.Of(name)
			row.Cells = append(row.Cells, value(single(k.Of(name)), PerRequest))
		}
		row.Cells = append(row.Cells, value(single(max(other, 0)), PerRequest), value(single(float64(*k.Total)), PerRequest))
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		for _, note := range t.Notes {
			out.Text = append(out.Text, Sentence{Text: note})
		}
		out.List = true
		return out
	}
	t.Notes = append(t.Notes, kernelCounts)
	out.Tables, out.Figure = tables(t), w.callsFigure()
	return out
}

// countedByKernel are the models whose calls the kernel counted.
func (w *writer) countedByKernel() []*analysis.SystemCalls {
	var rows []*analysis.SystemCalls
	for i := range w.s.SystemCalls {
		if k := &w.s.SystemCalls[i]; k.Total != nil {
			rows = append(rows, k)
		}
	}
	return rows
}

// overflows are the connections of the workload churn that found the accept
// queue full.
func (w *writer) overflows() Section {
	if !w.s.Load.Churns {
		return Section{}
	}
	turnedAway := map[record.Cell]*int64{}
	for i := range w.s.Source.Trials {
		t := &w.s.Source.Trials[i]
		if t.ListenOverflows == nil || w.s.Source.Broken(t.Model) {
			continue
		}
		if turnedAway[t.Cell()] == nil {
			turnedAway[t.Cell()] = new(int64)
		}
		*turnedAway[t.Cell()] += *t.ListenOverflows
	}
	t := w.sweepTable("overflows-table", w.shown(), func(c *analysis.Cell) Cell {
		if n := turnedAway[c.Cell]; n != nil {
			return value(single(float64(*n)), Whole)
		}
		return Words(Nothing)
	})
	t.Notes = []string{"In all trials together, on the whole machine. The kernel tries each again a second later."}
	return Section{ID: "overflows", Title: "Connections that a full accept queue turned away", Tables: tables(t)}
}
