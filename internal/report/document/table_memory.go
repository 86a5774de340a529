package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// memory is the slope of the resident set, and of the kernel's caches.
func (w *writer) memory() Section {
	of := func(cell func(*analysis.Memory) Cell) func(*analysis.Model) Cell {
		return func(m *analysis.Model) Cell {
			if m.Memory == nil {
				return Words(Nothing)
			}
			return cell(m.Memory)
		}
	}
	t := w.modelTable("memory", []column{
		{"user", of(func(g *analysis.Memory) Cell { return value(&g.Each, Whole) })},
		{"kernel, pair", of(func(g *analysis.Memory) Cell { return value(g.Pair, Whole) })},
		{"from", of(func(g *analysis.Memory) Cell { return count(g.From) })},
		{"to", of(func(g *analysis.Memory) Cell { return count(g.To) })},
	})
	t.Notes = []string{memoryGrowth}
	return Section{ID: "memory", Title: "Memory per connection, bytes", Tables: []Table{t}, Figure: w.memoryFigure()}
}

// held is the time and the memory that the connections of the last point took.
func (w *writer) held() Section {
	last := w.s.Sweep[len(w.s.Sweep)-1]
	of := func(metric *analysis.Metric) func(*analysis.Model) Cell {
		return func(m *analysis.Model) Cell {
			c := w.s.Cell(m.Name, last)
			if c.State != record.Measured || c.Of(analysis.Opened) == nil {
				return Words(Nothing)
			}
			return value(c.Of(metric), Whole)
		}
	}
	t := w.modelTable("held", []column{
		{"opened per second", of(analysis.Opened)}, {"server", of(analysis.RSS)}, {"generator", of(analysis.ClientRSS)}, {"kernel, pair", of(analysis.Slab)},
	})
	t.Notes = []string{"Bytes are growth from before the first connection until the window opened, over the number of connections. They include what a side sets up once, which weighs the more the fewer connections there are. Kernel: its caches of sockets, both ends. Both sides share in the opening: its rate is not the server's alone."}
	return Section{ID: "held", Title: "Opening and holding " + words.Count(last.Connections, "connection"), Tables: []Table{t}}
}
