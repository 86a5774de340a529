package report

import (
	"cmp"
	"fmt"
	"slices"
)

// mostLayers is how many system calls have a layer of their own: more cannot
// be told apart.
const mostLayers = 7

// callsFigure is what each model asks of the kernel for a request, as the
// kernel counted it; if it would not, as the servers did that can.
func (d *writer) callsFigure() *Figure {
	f := &Figure{
		Name: "calls-" + d.s.Workload, Title: "System calls per request",
		Kind: Bars, X: Axis{Title: "model"}, Y: Axis{Title: "system calls per request"},
	}
	rows, who := d.callsOfKernel(), "the kernel"
	f.Notes = []string{"Every call of every thread, the Go runtime's among them, in a short trial of its own, counted once: no interval."}
	if len(rows) == 0 {
		rows, who = d.callsOfServers(), "the servers themselves"
		f.Notes = []string{"Medians over the rounds. A server that cannot count its calls has no bar, which is not 0."}
	}
	if len(rows) == 0 {
		return nil
	}
	for _, s := range rows {
		f.X.Categories = append(f.X.Categories, s.Model)
	}
	f.Title += fmt.Sprintf(", counted by %s at %s", who, count(int(rows[0].Connections), "connection"))
	named := layers(rows)
	rest := make([]float64, len(rows))
	for i, s := range rows {
		rest[i] = float64(*s.Total)
	}
	for i, name := range named {
		layer := Series{Name: name, Style: layerStyle(i)}
		for j, s := range rows {
			n := s.each(name)
			rest[j] -= n
			layer.Points = append(layer.Points, Spot{X: float64(j), Y: n, Lo: n, Hi: n})
		}
		f.Series = append(f.Series, layer)
	}
	other := Series{Name: "other", Style: layerStyle(mostLayers)}
	some := false
	for j, n := range rest {
		n = max(n, 0) // the rest of a subtraction
		some = some || n > 1e-9
		other.Points = append(other.Points, Spot{X: float64(j), Y: n, Lo: n, Hi: n})
	}
	if some {
		f.Series = append(f.Series, other)
	}
	return f
}

func (d *writer) callsOfKernel() []*SystemCalls {
	var rows []*SystemCalls
	for i := range d.s.SystemCalls {
		if s := &d.s.SystemCalls[i]; s.Total != nil {
			rows = append(rows, s)
		}
	}
	return rows
}

// callsOfServers are the models' own counters, at the most connections that
// all of those which counted were measured at.
func (d *writer) callsOfServers() []*SystemCalls {
	at := d.largestCommon(d.counted())
	if at == 0 {
		return nil
	}
	var rows []*SystemCalls
	for _, name := range d.counted() {
		total := Number(0)
		row := &SystemCalls{Model: name, Connections: at, Total: &total, byName: map[string]int{}}
		calls := d.s.cell(name, at).Calls
		for i, n := range []*Number{calls.Waits, calls.Polls, calls.Controls, calls.Reads, calls.Writes} {
			if n != nil && !(d.completion(name) && i > 1) { // what it asks for otherwise takes no call
				call := [...]string{"waits", "polls", "controls", "reads", "writes"}[i]
				row.byName[call] = len(row.Calls)
				row.Calls = append(row.Calls, CallsByName{call, *n})
				total += *n
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// layers names the calls that matter to a model: in the order in which they
// come, the most frequent of all if there are too many.
func layers(rows []*SystemCalls) []string {
	var names []string
	most := map[string]float64{}
	for _, s := range rows {
		for _, c := range s.Calls {
			if c.Each >= seldom && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
			most[c.Name] = max(most[c.Name], float64(c.Each))
		}
	}
	if len(names) > mostLayers {
		byMost := slices.Clone(names)
		slices.SortStableFunc(byMost, func(a, b string) int { return cmp.Compare(most[b], most[a]) })
		names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(byMost[:mostLayers], n) })
	}
	return names
}
