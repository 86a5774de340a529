package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// cpuFigure is the headline: the CPU time that a request costs the server.
func (w *writer) cpuFigure() *chart.Figure {
	of := picked(analysis.CPU, 1000)
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID("cpu"), Title: "Server CPU time per request" + w.where(),
		Y: chart.Axis{Title: "server CPU time per request, µs", Unit: "µs"},
	}, func(c *analysis.Cell) (chart.Point, bool) {
		p, ok := of(c)
		p.Label = w.end(c)
		return p, ok
	})
	if f == nil {
		return nil
	}
	f.Y.Log = positive(f.Series)
	f.Notes = append([]string{bands(f, w.intervals(metric(analysis.CPU)))}, w.disturbedNotes()...)
	return f
}

// throughputFigure is drawn where the workload asks for all that a server can
// serve.
func (w *writer) throughputFigure() *chart.Figure {
	if !w.s.Load.Saturates {
		return nil
	}
	of := picked(analysis.Requests, 1)
	not, all := 0, 0
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID("throughput"), Title: "Throughput" + w.where(), Y: chart.Axis{Title: "requests per second", Unit: "/s"},
	}, func(c *analysis.Cell) (chart.Point, bool) {
		p, ok := of(c)
		if p.Label = w.end(c); ok {
			all++
			if !c.Ranked() {
				not++
				p.Marks, p.Hollow = MarkUnranked, true
			}
		}
		return p, ok
	})
	if f == nil {
		return nil
	}
	f.Notes = []string{bands(f, w.intervals(metric(analysis.Requests)))}
	if not > 0 {
		f.Notes = append(f.Notes, "Hollow: "+unranked(not, all))
	}
	f.Notes = append(f.Notes, w.disturbedNotes()...)
	return f
}

// ratioFigure is a comparison as a picture.
func (w *writer) ratioFigure(r comparison) *chart.Figure {
	guide := chart.Series{Name: r.base + " = 1"}
	for _, p := range w.s.Sweep {
		guide.Points = append(guide.Points, chart.At(float64(w.s.At(p)), 1))
	}
	some := false
	var intervals []*analysis.Interval
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID(r.id), Title: r.what + " as a ratio to " + r.base,
		Y: chart.Axis{Title: "ratio to " + r.base + " in the same round"}, Guides: []chart.Series{guide},
	}, func(c *analysis.Cell) (chart.Point, bool) {
		ratio := r.of(c)
		if ratio == nil || !ratio.Finite() {
			return chart.Point{}, false
		}
		intervals = append(intervals, &ratio.Interval)
		p := pointAt(0, &ratio.Interval, 1)
		p.Label, p.Marks = w.end(c), marked(ratio, r.family)
		p.Hollow = p.Marks != ""
		some = some || p.Hollow
		return p, true
	})
	if f == nil {
		return nil
	}
	f.Y.Log = positive(f.Series)
	f.Notes = []string{bands(f, intervals)}
	switch {
	case !r.family.Reachable:
		f.Notes = append(f.Notes, significance(r.family, signFlip))
	case some:
		f.Notes = append(f.Notes, "Hollow: "+significance(r.family, signFlip))
	default:
		f.Notes = append(f.Notes, "Every difference is significant. "+signFlip+".")
	}
	return f
}
