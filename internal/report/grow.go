package report

import (
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// grow fits each model's cost and memory against connections, states its
// limit, and finds where the lines cross.
func (d *derivation) grow() {
	d.growths = map[string]stats.Growth{}
	for i := range d.s.Models {
		m := &d.s.Models[i]
		if !m.Published {
			continue
		}
		d.limit(m)
		d.memory(m)
		var points []stats.Point
		for _, p := range d.s.Sweep {
			for _, f := range d.figures[record.Cell{Model: m.Name, Connections: p.Connections}] {
				if f.cpu != nil {
					points = append(points, stats.Point{Round: f.round, N: float64(p.Connections), Cost: *f.cpu})
				}
			}
		}
		if g, ok := stats.Grow(points); ok {
			d.growths[m.Name] = g
			m.Growth = &Growth{
				At0: interval(g.A), Each: interval(g.B), Off: Number(g.Off),
				From: int64(g.Ns[0]), To: int64(g.Ns[len(g.Ns)-1]),
			}
		}
	}
	d.cross()
}

func (d *derivation) limit(m *Model) {
	for i := range d.s.Cells {
		c := &d.s.Cells[i]
		if c.Model != m.Name || c.State != record.Limit {
			continue
		}
		if m.Reason == "" {
			m.Reason = c.Reason
		}
		if c.Limit != nil && (m.Limit == nil || *c.Limit < *m.Limit) {
			m.Limit = c.Limit
		}
	}
}

// memory is the slope between the smallest and the largest number of
// connections that the model was measured at, round by round: at one point
// alone, what the process takes to start would be shared out among its
// connections.
func (d *derivation) memory(m *Model) {
	held := map[int64]map[int64]float64{} // bytes, by connections and round
	var from, to int64
	for _, p := range d.s.Sweep {
		for _, f := range d.figures[record.Cell{Model: m.Name, Connections: p.Connections}] {
			if f.rss == nil {
				continue
			}
			if held[p.Connections] == nil {
				held[p.Connections] = map[int64]float64{}
			}
			held[p.Connections][f.round] = *f.rss * float64(p.Connections)
			if from == 0 || p.Connections < from {
				from = p.Connections
			}
			to = max(to, p.Connections)
		}
	}
	var slopes []float64
	for round, high := range held[to] {
		if low, ok := held[from][round]; ok && from < to {
			slopes = append(slopes, (high-low)/float64(to-from))
		}
	}
	if len(slopes) > 0 {
		m.Memory = &Memory{Each: interval(stats.Summarise(slopes)), From: from, To: to}
	}
}

// cross looks at every pair of models. A crossing past what one of the two can
// hold never happens, so it is none.
func (d *derivation) cross() {
	for _, steep := range d.s.Models {
		for _, flat := range d.s.Models {
			f, okF := d.growths[flat.Name]
			s, okS := d.growths[steep.Name]
			if !okF || !okS || steep.Name == flat.Name {
				continue
			}
			c, ok := stats.Cross(f, s)
			if !ok || past(steep.Limit, c.N.Median) || past(flat.Limit, c.N.Median) {
				continue
			}
			d.s.Crossings = append(d.s.Crossings, Crossing{
				Steep: steep.Name, Flat: flat.Name, Connections: interval(c.N), Extrapolated: c.Extrapolated,
			})
		}
	}
}

func past(limit *int64, n float64) bool { return limit != nil && n > float64(*limit) }
