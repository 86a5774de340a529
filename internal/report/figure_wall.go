package report

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// wallFigure sets the connections that were proven against those that were
// asked for. It is drawn if a model has a limit: without one, every line is
// the diagonal.
func (d *writer) wallFigure() *Figure {
	stopped := false
	for i := range d.s.Cells {
		stopped = stopped || d.s.Cells[i].State == record.Limit
	}
	if !stopped {
		return nil
	}
	f := &Figure{
		Name: "wall-" + d.s.Workload, Title: "Connections that each model holds",
		Y: Axis{Title: "connections proven"},
	}
	all := Series{Name: "all of them"}
	for _, p := range d.s.Sweep {
		n := float64(p.Connections)
		all.Points = append(all.Points, Spot{X: n, Y: n, Lo: n, Hi: n})
	}
	f.Guides = []Series{all}
	d.sweepFigure(f, func(c *Cell) (Spot, bool) {
		proven, ok := d.proven(c)
		if !ok {
			return Spot{}, false
		}
		s := spot(0, proven, 1)
		if c.State == record.Limit {
			s.Label = c.state()
		}
		return s, true
	})
	if f.Kind == Lines {
		f.X.Title = "connections asked for"
	}
	f.Y.Log = positive(f.Series)
	f.Notes = []string{"A connection is proven when a request on it was answered whole. A model at its limit refuses what is past it and goes on serving: a result, not a failure."}
	return f
}

// proven is how many connections of a cell were proven, over its trials.
func (d *writer) proven(c *Cell) (Interval, bool) {
	if c.State != record.Measured && c.State != record.Limit {
		return Interval{}, false
	}
	var xs []float64
	for i := range d.r.Trials {
		t := &d.r.Trials[i]
		if t.Model == c.Model && t.Connections == c.Connections && t.Outcome != record.Failed {
			xs = append(xs, float64(t.Proven))
		}
	}
	return interval(stats.Summarise(xs)), len(xs) > 0
}
