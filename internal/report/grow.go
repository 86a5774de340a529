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
			for _, f := range d.figures[record.Cell{Model: m.Name, Point: record.Point{Connections: p.Connections}}] {
				if f.cpu != nil {
					points = append(points, stats.Point{Round: f.round, N: float64(p.Connections), Cost: *f.cpu, Waits: f.waits()})
				}
			}
		}
		if g, ok := stats.Grow(points); ok {
			d.growths[m.Name] = g
			m.Growth = d.growth(m, g, points)
		}
	}
	d.cross()
}

// million is how many connections the lines are extrapolated to.
const million = 1_000_000

func (d *derivation) growth(m *Model, g stats.Growth, points []stats.Point) *Growth {
	out := &Growth{
		Active: d.active(), At0: interval(g.A), Each: interval(g.B), Off: Number(g.Off),
		From: int64(g.Ns[0]), To: int64(g.Ns[len(g.Ns)-1]),
	}
	if d.s.Workload != "idle" || out.Active == nil {
		return out // with the sweep grows what is done at once, and the line is one of that too
	}
	if each, ok := stats.EachWait(points); ok {
		i := interval(each)
		out.EachWait = &i
	}
	sure := g.B.Coverage >= stats.Confidence
	if limit := d.least(m.Name); sure && out.line() && !past(limit, million) {
		i := interval(g.At(million))
		out.Million = &i
	}
	return out
}

// notALine is how far a line may pass outside the costs' intervals, as a
// fraction of the cost, before the cost is said to grow otherwise.
const notALine = 0.05

// line says whether the cost grows in a line, as far as can be told: intervals
// of fewer rounds are too narrow to tell.
func (g *Growth) line() bool {
	return g.Off <= notALine || float64(g.Each.Coverage) < stats.Confidence
}

// active is how many connections are active at every point that has so many;
// nil if their number grows with the sweep.
func (d *derivation) active() *int64 {
	most := int64(0)
	for _, p := range d.s.Sweep {
		most = max(most, p.Active)
	}
	for _, p := range d.s.Sweep {
		if p.Active != min(most, p.Connections) {
			return nil
		}
	}
	return &most
}

// least is the fewest connections that a server of the model said it can hold;
// nil if none said.
func (d *derivation) least(model string) *int64 {
	var least *int64
	for i := range d.r.Trials {
		if t := &d.r.Trials[i]; t.Model == model && t.Limit != nil && (least == nil || *t.Limit < *least) {
			least = t.Limit
		}
	}
	return least
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
			m.Limit, m.Within = c.Limit, d.processes(c.at())
		}
	}
}

// processes is how many served a cell together; 0: one.
func (d *derivation) processes(at record.Cell) (n int64) {
	for i := range d.r.Trials {
		if t := &d.r.Trials[i]; t.Model == at.Model && t.Connections == at.Connections && t.ServerProcesses > 1 {
			n = max(n, t.ServerProcesses)
		}
	}
	return n
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
		for _, f := range d.figures[record.Cell{Model: model, Point: record.Point{Connections: p.Connections}}] {
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

// cross looks at every pair of models of the same build. A crossing past what
// one of the two can hold never happens, so it is none, and one whose interval
// is of too few rounds is not said.
func (d *derivation) cross() {
	for _, steep := range d.s.Models {
		for _, flat := range d.s.Models {
			f, okF := d.growths[flat.Name]
			s, okS := d.growths[steep.Name]
			_, oldF := record.Counterpart(flat.Name)
			_, oldS := record.Counterpart(steep.Name)
			if !okF || !okS || steep.Name == flat.Name || oldF != oldS {
				continue
			}
			c, ok := stats.Cross(f, s)
			if !ok || c.N.Coverage < stats.Confidence || past(steep.Limit, c.N.Median) || past(flat.Limit, c.N.Median) {
				continue
			}
			d.s.Crossings = append(d.s.Crossings, Crossing{
				Steep: steep.Name, Flat: flat.Name, Connections: interval(c.N), Extrapolated: c.Extrapolated,
			})
		}
	}
}

func past(limit *int64, n float64) bool { return limit != nil && n > float64(*limit) }
