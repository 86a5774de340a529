package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/chart"
)

// where says behind a title in which workload the numbers were taken.
func (w *writer) where() string {
	if w.s.Load.Idles && len(w.s.Sweep) == 1 {
		return "" // nothing is added
	}
	return inWords(w.s, w.s.Load.Where)
}

// cpuFigure is the headline: the CPU time that a request costs the server.
func (w *writer) cpuFigure() *chart.Figure {
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID("cpu"), Title: "Server CPU time per request" + w.where(),
		Y: chart.Axis{Title: "server CPU time per request, µs", Unit: "µs", Log: true},
	}, func(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.CPU) }, 1000, func(c *analysis.Cell, p *chart.Point) {
		p.Label = w.end(c)
	})
	if f == nil {
		return nil
	}
	return w.noted(f, bands(f, w.intervals(analysis.CPU)))
}

// throughputFigure is drawn where the workload asks for all that a server can
// serve.
func (w *writer) throughputFigure() *chart.Figure {
	if !w.s.Load.Saturates {
		return nil
	}
	not, all := 0, 0
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID("throughput"), Title: "Throughput" + w.where(), Y: chart.Axis{Title: "requests per second", Unit: "/s"},
	}, func(c *analysis.Cell) *analysis.Interval { return c.Of(analysis.Requests) }, 1, func(c *analysis.Cell, p *chart.Point) {
		all++
		if p.Label = w.end(c); !c.Ranked() {
			not++
			p.Marks, p.Hollow = MarkUnranked, true
		}
	})
	switch {
	case f == nil:
		return nil
	case not == 0:
		return w.noted(f, bands(f, w.intervals(analysis.Requests)))
	}
	return w.noted(f, bands(f, w.intervals(analysis.Requests)), "Hollow: "+unranked(not, all))
}

// ratioFigure is a comparison as a picture.
func (w *writer) ratioFigure(r comparison) *chart.Figure {
	guide := chart.Series{Name: r.base + " = 1"}
	for _, p := range w.s.Sweep {
		guide.Points = append(guide.Points, chart.At(float64(w.s.At(p)), 1))
	}
	hollow := ""
	var intervals []*analysis.Interval
	f := w.sweepFigure(&chart.Figure{
		ID: w.figureID(r.id), Title: r.what + " as a ratio to " + r.base,
		Y: chart.Axis{Title: "ratio to " + r.base + " in the same round", Log: true}, Guides: []chart.Series{guide},
	}, func(c *analysis.Cell) *analysis.Interval {
		if r.of(c) == nil {
			return nil
		}
		return &r.of(c).Interval
	}, 1, func(c *analysis.Cell, p *chart.Point) {
		intervals = append(intervals, &r.of(c).Interval)
		p.Label, p.Marks = w.end(c), marked(r.of(c), *r.family)
		if p.Hollow = p.Marks != ""; p.Hollow {
			hollow = "Hollow: "
		}
	})
	if f == nil {
		return nil
	}
	f.Notes = []string{bands(f, intervals), hollow + significance(*r.family, signFlip)}
	return f
}
