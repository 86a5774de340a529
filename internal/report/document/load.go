package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// cpu is the headline: the CPU time that a request costs the server.
func (w *writer) cpu() Section {
	costs := Each(w.s.Cells, func(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.CPU) })
	notes := append([]string{coverage(medians, costs)}, w.markNotes()...)
	for _, m := range w.s.Models {
		if !m.Published {
			notes = append(notes, m.Name+": not published, see Conformance")
		}
	}
	return w.sweep(sweep{
		id: "cpu", title: "Server CPU time per request, µs", notes: notes,
		cell: func(c *analysis.Cell) Cell { return metric(c, Micros, analysis.CPU) },
		figure: &chart.Figure{
			Title: "Server CPU time per request" + w.where(), Notes: disturbed(w.s, "."),
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
			Title: "Throughput" + w.where(), Y: chart.Axis{Title: "requests per second", Unit: "/s"}, Notes: append(hollow, disturbed(w.s, ".")...),
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

// overflows are the connections of the workload churn that found the accept
// queue full.
func (w *writer) overflows() Section {
	if !w.s.Load.Churns {
		return Section{}
	}
	turnedAway := map[record.Cell]int64{}
	for i := range w.s.Source.Trials {
		if t := &w.s.Source.Trials[i]; t.ListenOverflows != nil {
			turnedAway[t.Cell()] += *t.ListenOverflows
		}
	}
	return w.sweep(sweep{
		id: "overflows", title: "Connections that a full accept queue turned away",
		notes: []string{"In all trials together, on the whole machine. The kernel tries each again a second later."},
		cell: func(c *analysis.Cell) Cell {
			if n, counted := turnedAway[c.Cell]; counted {
				return count(n)
			}
			return Words(Nothing)
		},
	})
}

// wall sets the connections that were proven against those that were asked for.
// It is drawn if a model has a limit: without one, every line is the diagonal.
func (w *writer) wall() *chart.Figure {
	if !slices.ContainsFunc(w.s.Cells, func(c *analysis.Cell) bool { return c.State == record.Limit }) {
		return nil
	}
	return w.sweep(sweep{
		id: "wall",
		cell: func(c *analysis.Cell) Cell {
			if c.State != record.Measured && c.State != record.Limit {
				return Words(Nothing)
			}
			return value(c.Proven, Whole)
		},
		figure: &chart.Figure{
			Title: "Connections that each model holds",
			X:     chart.Axis{Title: w.s.Axis.Name + " asked for"}, Y: chart.Axis{Title: "connections proven", Log: true},
			Guides: w.guide("all of them", func(p record.Point) float64 { return float64(p.Connections) }),
			Notes:  []string{"A connection is proven when a request on it was answered whole. A model at its limit refuses what is past it and goes on serving: a result, not a failure."},
		},
	}).Figure
}

// cellMarks are the marks of measured cells, with the trials that they are for.
var cellMarks = []struct {
	mark, text string
	trials     func(*analysis.Cell) int
}{
	{MarkDisturbed, "disturbed by other load, and kept", func(c *analysis.Cell) int { return c.Disturbed }},
	{MarkGenerator, "the generator was the limit, not the server", func(c *analysis.Cell) int { return c.GeneratorLimited }},
	{MarkPartial, "not measured in every round", func(c *analysis.Cell) int { return c.Trials - c.Measured }},
}

func marks(c *analysis.Cell) string {
	text := ""
	for _, m := range cellMarks {
		if m.trials(c) > 0 {
			text += m.mark
		}
	}
	return text
}

// markNotes explains the marks that the cells bear.
func (w *writer) markNotes() []string {
	var notes []string
	for _, m := range cellMarks {
		if places := w.places(m.trials); places != "" {
			notes = append(notes, m.mark+" "+m.text+": "+places)
		}
	}
	return notes
}

// places names the measured cells of which some trials are counted, the first
// few if there are many; empty if there are none.
func (w *writer) places(trials func(*analysis.Cell) int) string {
	var places []string
	measured, all := having(w.s.Cells, func(c *analysis.Cell) bool { return c.State == record.Measured }), 0
	for _, c := range measured {
		if n := trials(c); n > 0 {
			all += n
			places = append(places, fmt.Sprintf("%s at %s (%d of %s)", c.Model, words.Integer(w.s.At(c.Point)), n, words.Count(c.Trials, "trial")))
		}
	}
	switch {
	case len(places) == len(measured) && len(measured) > 1:
		return fmt.Sprintf("every cell, %s in all", words.Count(all, "trial"))
	case len(places) > 4:
		places = append(places[:3], fmt.Sprintf("and %d more cells", len(places)-3))
	}
	return strings.Join(places, ", ")
}

// disturbed says how many trials were, what became of them, and what follows; it
// is none if none was.
func disturbed(s *analysis.Summary, follows string) []string {
	trials, of := s.Disturbed()
	if trials == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Other load disturbed %s of %s; %s kept%s", words.Integer(trials), words.Count(of, "trial"), words.Verb(trials, "it is", "they are"), follows)}
}
