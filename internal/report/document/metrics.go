package document

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// cpu is the headline: the CPU time that a request costs the server.
func (w *writer) cpu() Section {
	costs := Each(w.s.Cells, func(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.CPU) })
	notes := append([]string{coverage(medians, costs)}, w.markNotes(allMarks)...)
	for _, m := range w.s.Models {
		if !m.Published {
			notes = append(notes, m.Name+": not published, see Conformance")
		}
	}
	return w.sweep(sweep{
		id: "cpu", title: "Server CPU time per request, µs", notes: notes,
		cell: func(c *analysis.Cell) Cell { return metric(c, Micros, analysis.CPU) },
		figure: &chart.Figure{
			Title: "Server CPU time per request" + w.where(), Notes: disturbed(w.s, "; none is left out."),
			Y: chart.Axis{Title: "server CPU time per request, µs", Unit: "µs", Log: true},
		},
	})
}

// where says behind a title in which workload the numbers were taken.
func (w *writer) where() string {
	if w.s.Load.Idles && len(w.s.Sweep) == 1 {
		return "" // nothing is added
	}
	return inWords(w.s, w.s.Load.Where)
}

// offered says what the open loop offered, and what came of it.
func (w *writer) offered() Section {
	if w.s.ClosedLoop {
		return Section{}
	}
	return w.sweep(sweep{
		id: "offered", title: "Offered / achieved, requests per second",
		cell: func(c *analysis.Cell) Cell { return metric(c, Whole, analysis.Offered, analysis.Requests).beside(c) },
		notes: []string{
			"Medians, with the utilisation of the server's and of the generator's processors in brackets. " + w.awake(),
			inWords(w.s, "Asked for: {rate} per second, ") + w.s.Source.Plan.Arrivals + Calibrated(w.s) + ".",
		},
	})
}

// beside adds the utilisations of the server's and of the generator's processors.
func (c Cell) beside(of *analysis.Cell) Cell {
	if c.Value != nil {
		c.Aside = []*analysis.Interval{of.Of(analysis.ServerUtilisation), of.Of(analysis.ClientUtilisation)}
	}
	return c
}

// throughput is ranked only where it is the server's own. In the open loop it
// is what was offered.
func (w *writer) throughput() Section {
	served := having(w.s.Cells, func(c *analysis.Cell) bool { return c.Of(analysis.Requests) != nil })
	idle := having(served, func(c *analysis.Cell) bool { return !c.Ranked() })
	if len(served) == 0 || !w.s.ClosedLoop {
		return Section{}
	}
	notes := []string{"Median, with the utilisation of the server's and of the generator's processors in brackets."}
	var hollow []string
	if len(idle) > 0 {
		which := words.Count(len(idle), "cell")
		if len(idle) == len(served) {
			which = "every cell"
		}
		note := fmt.Sprintf("%s not ranked (%s): the server was not saturated (its utilisation is under 0.97, or the generator was the bottleneck).", MarkUnranked, which)
		notes, hollow = append(notes, note), []string{"Hollow: " + note}
	}
	if !w.s.Load.Churns {
		note := "In a closed loop latency restates throughput (active connections / throughput)"
		if !w.latencies {
			note += ", so it is shown only if asked for"
		}
		notes = append(notes, note+".")
	}
	d := sweep{id: "throughput", title: "Throughput, requests per second", notes: notes, cell: func(c *analysis.Cell) Cell {
		cell := metric(c, Whole, analysis.Requests).beside(c)
		if cell.Value != nil && !c.Ranked() {
			cell.Marks = MarkUnranked + cell.Marks
		}
		return cell
	}}
	if w.s.Load.Saturates { // and so asks for all that a server can serve
		d.figure = &chart.Figure{
			Title: "Throughput" + w.where(), Y: chart.Axis{Title: "requests per second", Unit: "/s"}, Notes: append(hollow, disturbed(w.s, "; none is left out.")...),
		}
	}
	return w.sweep(d)
}

// latency is shown where it says more than the throughput does. The open loop
// has tables of its own.
func (w *writer) latency() Section {
	if !w.s.ClosedLoop || !w.latencies {
		return Section{}
	}
	return w.sweep(sweep{
		id: "latency", title: "Latency, µs: median / 99th percentile",
		cell:  func(c *analysis.Cell) Cell { return metric(c, Micros, analysis.P50, analysis.P99) },
		notes: []string{"Medians over the trials of each trial's own percentiles."},
	})
}

// overflows are the connections of the workload churn that were turned away: by
// each server's own listeners, or, where no trial has their count, as in older
// records, by all of the machine.
func (w *writer) overflows() Section {
	if !w.s.Load.Churns {
		return Section{}
	}
	of := func(t *record.Trial) *int64 { return t.ListenerDrops }
	title, note := "Connections that the server's listener turned away",
		"In all trials together, as the kernel counts them for each server's own sockets. A full accept queue is the usual reason; the kernel tries each again a second later."
	if !slices.ContainsFunc(w.s.Source.Trials, func(t record.Trial) bool { return t.ListenerDrops != nil }) {
		of = func(t *record.Trial) *int64 { return t.ListenOverflows }
		title, note = "Connections that a full accept queue turned away",
			"In all trials together, on the whole machine: other programs' listeners are among them. The kernel tries each again a second later."
	}
	turnedAway := map[record.Cell]int64{}
	for i := range w.s.Source.Trials {
		if n := of(&w.s.Source.Trials[i]); n != nil {
			turnedAway[w.s.Source.Trials[i].Cell()] += *n
		}
	}
	return w.sweep(sweep{
		id: "overflows", title: title, notes: []string{note},
		cell: func(c *analysis.Cell) Cell {
			if n, counted := turnedAway[c.Cell]; counted {
				return count(n)
			}
			return Words(Nothing)
		},
	})
}
