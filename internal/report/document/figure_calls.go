package document

import (
	"cmp"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// mostLayers is how many system calls have a layer of their own: more cannot
// be told apart.
const mostLayers = 7

// callsFigure is what each model asks of the kernel for a request, as the
// kernel counted it; if it did not, as the servers did that can.
func (w *writer) callsFigure() *chart.Figure {
	rows, who := w.countedByKernel(), "the kernel"
	note := kernelCounts + " They were counted once: no interval."
	if len(rows) == 0 {
		rows, who = w.countedByServers(), "the servers themselves"
		note = "Medians over the rounds. A server that cannot count its calls has no bar, which is not 0."
	}
	if len(rows) == 0 {
		return nil
	}
	f := &chart.Figure{
		ID: w.figureID("calls"), Title: "System calls per request, counted by " + who + " at " + place(w.s.Axis, rows[0].Point),
		Kind: chart.Bars, X: chart.Axis{Title: "model"}, Y: chart.Axis{Title: "system calls per request", Unit: "per request"},
		Notes: []string{note},
	}
	other := chart.Series{Name: "other", Style: chart.LayerStyle(mostLayers)}
	some := false
	for _, row := range rows {
		f.X.Categories = append(f.X.Categories, row.Model)
		other.Points = append(other.Points, chart.At(float64(len(other.Points)), float64(*row.Total)))
	}
	for i, name := range layers(rows) {
		layer := chart.Series{Name: name, Style: chart.LayerStyle(i)}
		for j, row := range rows {
			n := row.Of(name)
			other.Points[j].Y -= n
			layer.Points = append(layer.Points, chart.At(float64(j), n))
		}
		f.Series = append(f.Series, layer)
	}
	for j, p := range other.Points {
		other.Points[j] = chart.At(p.X, max(p.Y, 0)) // the rest of a subtraction
		some = some || p.Y > 1e-9
	}
	if some {
		f.Series = append(f.Series, other)
	}
	return f
}

// countedByServers are the models' own counters, at the greatest point at which
// all of those which counted were measured.
func (w *writer) countedByServers() []*analysis.SystemCalls {
	point, models, ok := w.s.CountersPoint()
	if !ok {
		return nil
	}
	var rows []*analysis.SystemCalls
	for _, m := range models {
		total := analysis.Number(0)
		row := &analysis.SystemCalls{Model: m.Name, Point: point, Total: &total}
		for _, of := range analysis.CallMetrics {
			n := w.s.Cell(m.Name, point).Of(of)
			handedOver := m.Completion && of != analysis.Waits && of != analysis.Polls // without a call of its own
			if n != nil && of != analysis.EAGAINs && !handedOver {
				row.Calls = append(row.Calls, analysis.CallsByName{Name: callOf(of), Each: n.Median})
				total += n.Median
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// layers names the calls that matter to a model: in the order in which they
// come, the most frequent of all if there are too many.
func layers(rows []*analysis.SystemCalls) []string {
	var names []string
	most := map[string]analysis.Number{}
	for _, row := range rows {
		for _, c := range row.Calls {
			if c.Each >= seldom && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
			most[c.Name] = max(most[c.Name], c.Each)
		}
	}
	if len(names) > mostLayers {
		byMost := slices.Clone(names)
		slices.SortStableFunc(byMost, func(a, b string) int { return cmp.Compare(most[b], most[a]) })
		names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(byMost[:mostLayers], n) })
	}
	return names
}
