package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// memory is the slope of the resident set, and of the kernel's caches.
func (w *writer) memory() Section {
	t := Table{
		ID: "memory-table", Head: []string{"model", "user", "kernel, pair", "from", "to"},
		Notes: []string{growthOfMemory + " User: the server's resident set. Kernel: its caches of sockets, both ends of the connection together."},
	}
	for _, m := range w.s.Models {
		if g := m.Memory; g != nil {
			t.Rows = append(t.Rows, Row{Name: m.Name, Model: m.Name, Cells: []Cell{
				value(&g.Each, Whole), value(g.Pair, Whole), whole(g.From), whole(g.To),
			}})
		}
	}
	return Section{ID: "memory", Title: "Memory per connection, bytes", Tables: tables(t), Figure: w.memoryFigure()}
}

func whole(n int64) Cell { return value(single(float64(n)), Whole) }

// held is the time and the memory that the connections of the last point took.
func (w *writer) held() Section {
	last := w.s.Sweep[len(w.s.Sweep)-1]
	t := Table{
		ID: "held-table", Head: []string{"model", "opened per second", "server", "generator", "kernel, pair"},
		Notes: []string{"Bytes are growth from before the first connection until the window opened, over the number of connections. They include what a side sets up once, which weighs the more the fewer connections there are. Kernel: its caches of sockets, both ends. Both sides share in the opening: its rate is not the server's alone."},
	}
	for _, m := range w.s.Published() {
		c := w.s.Cell(m.Name, last)
		if c.State != record.Measured || c.Of(analysis.Opened) == nil {
			continue
		}
		row := Row{Name: m.Name, Model: m.Name}
		for _, of := range []*analysis.Metric{analysis.Opened, analysis.RSS, analysis.ClientRSS, analysis.Slab} {
			row.Cells = append(row.Cells, value(c.Of(of), Whole))
		}
		t.Rows = append(t.Rows, row)
	}
	return Section{ID: "held", Title: "Opening and holding " + Count(last.Connections, "connection"), Tables: tables(t)}
}
