package document

import (
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// memory is the slope of the resident set, and of the kernel's caches.
func (w *writer) memory() Section {
	t := w.modelTable("memory", func(m *analysis.Model) bool { return m.Memory != nil }, []column{
		{"user", func(m *analysis.Model) Cell { return value(&m.Memory.Each, Whole) }},
		{"kernel, pair", func(m *analysis.Model) Cell { return value(m.Memory.Pair, Whole) }},
		{"from", func(m *analysis.Model) Cell { return count(m.Memory.From) }},
		{"to", func(m *analysis.Model) Cell { return count(m.Memory.To) }},
	})
	t.Notes = []string{memoryGrowth}
	return Section{ID: "memory", Title: "Memory per connection, bytes", Tables: []Table{t}, Figure: w.memoryFigure()}
}

// held is the time and the memory that the connections of the last point took.
func (w *writer) held() Section {
	last := w.s.Sweep[len(w.s.Sweep)-1]
	cell := func(m *analysis.Model) *analysis.Cell { return w.s.Cell(m.Name, last) }
	of := func(metric *analysis.Metric) func(*analysis.Model) Cell {
		return func(m *analysis.Model) Cell { return value(cell(m).Of(metric), Whole) }
	}
	opened := func(m *analysis.Model) bool {
		return cell(m).State == record.Measured && cell(m).Of(analysis.Opened) != nil
	}
	t := w.modelTable("held", opened, []column{
		{"opened per second", of(analysis.Opened)}, {"server", of(analysis.RSS)}, {"generator", of(analysis.ClientRSS)}, {"kernel, pair", of(analysis.Slab)},
	})
	t.Notes = []string{"Bytes are growth from before the first connection until the window opened, over the number of connections. They include what a side sets up once, which weighs the more the fewer connections there are. Kernel: its caches of sockets, both ends. Both sides share in the opening: its rate is not the server's alone."}
	return Section{ID: "held", Title: "Opening and holding " + words.Count(last.Connections, "connection"), Tables: []Table{t}}
}
