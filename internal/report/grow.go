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
	from, to, each := d.slope(m.Name, func(f figures) *float64 { return f.rss })
	if each == nil {
		return
	}
	m.Memory = &Memory{Each: *each, From: from, To: to}
	if a, b, pair := d.slope(m.Name, func(f figures) *float64 { return f.slab }); a == from && b == to {
		m.Memory.Pair = pair
	}
}

// slope is how what each connection holds grows from the smallest to the
// largest number of them; nil if there are no two.
func (d *derivation) slope(model string, of func(figures) *float64) (from, to int64, each *Interval) {
	held := map[int64]map[int64]float64{} // by connections and round
	for _, p := range d.s.Sweep {
		for _, f := range d.figures[record.Cell{Model: model, Connections: p.Connections}] {
			x := of(f)
			if x == nil {
				continue
			}
			if held[p.Connections] == nil {
				held[p.Connections] = map[int64]float64{}
			}
			held[p.Connections][f.round] = *x * float64(p.Connections)
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
		i := interval(stats.Summarise(slopes))
		each = &i
	}
	return from, to, each
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
