package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// throughput is ranked only where it is the server's own. In the open loop it
// is what was offered.
func (w *writer) throughput() Section {
	if !w.s.ClosedLoop {
		return Section{}
	}
	some, not := 0, 0
	t := w.sweepTable("throughput", w.s.Published(), func(c *analysis.Cell) Cell {
		requests := c.Of(analysis.Requests)
		if requests == nil {
			return Words(state(c.State, c.Limit))
		}
		some++
		cell := Cell{Value: requests, Format: Whole, Aside: utilisations(c), Marks: marks(c)}
		if !c.Ranked() {
			not++
			cell.Marks = MarkUnranked + cell.Marks
		}
		return cell
	})
	if some == 0 {
		return Section{}
	}
	t.Notes = []string{"Median, with the utilisation of the server's and of the generator's processors in brackets."}
	var hollow []string
	if not > 0 {
		t.Notes = append(t.Notes, unranked(not, some))
		hollow = []string{"Hollow: " + unranked(not, some)}
	}
	if !w.s.Load.Churns {
		note := "In a closed loop latency restates throughput (active connections / throughput)"
		if !w.opts.Latency {
			note += ", so it is shown only if asked for"
		}
		t.Notes = append(t.Notes, note+".")
	}
	out := Section{ID: "throughput", Title: "Throughput, requests per second", Tables: []Table{t}}
	if w.s.Load.Saturates { // and so asks for all that a server can serve
		out.Figure = w.picture(chart.Figure{
			ID: w.figureID("throughput"), Title: "Throughput" + w.where(), Y: chart.Axis{Title: "requests per second", Unit: "/s"},
		}, t, append(hollow, disturbed(w.s, ".")...)...)
	}
	return out
}

// utilisations are those of the server's and of the generator's processors.
func utilisations(c *analysis.Cell) []*analysis.Interval {
	return []*analysis.Interval{c.Of(analysis.ServerUtilisation), c.Of(analysis.ClientUtilisation)}
}

// latency is shown where it says more than the throughput does. The open loop
// has tables of its own.
func (w *writer) latency() Section {
	if !w.s.ClosedLoop || !w.opts.Latency {
		return Section{}
	}
	t := w.sweepTable("latency", w.s.Published(), func(c *analysis.Cell) Cell {
		median, high := c.Of(analysis.P50), c.Of(analysis.P99)
		if median == nil || high == nil {
			return Words(state(c.State, c.Limit))
		}
		return Cell{Value: median, Then: high, Format: Micros, Marks: marks(c)}
	})
	t.Notes = []string{"Medians over the trials of each trial's own percentiles."}
	return Section{ID: "latency", Title: "Latency, µs: median / 99th percentile", Tables: []Table{t}}
}
