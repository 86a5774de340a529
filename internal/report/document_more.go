package report

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// calls shows what the servers asked of the kernel, at the most connections
// that all of those which counted were measured at.
func (d *writer) calls() {
	counted := d.counted()
	at := d.largestCommon(counted)
	if len(counted) == 0 || at == 0 {
		return
	}
	g := grid{head: []string{"model", "waits", "polls", "controls", "reads", "writes", "EAGAINs"}}
	unseen := false
	for _, name := range d.shown() {
		c := d.s.cell(name, at)
		if c.State != record.Measured {
			continue
		}
		row := []string{name}
		for _, n := range c.Calls.each() {
			row = append(row, perRequest(*n))
			unseen = unseen || *n == nil
		}
		g.rows = append(g.rows, row)
	}
	b := block{heading: fmt.Sprintf("Calls per request at %s connections", integer(at)), table: g, notes: []string{
		"By the server's own count. Waits may sleep; polls are the same call with a time limit of 0; controls change what a descriptor is watched for (epoll_ctl); EAGAINs are the reads, writes and accepts that found nothing to do.",
	}}
	if unseen {
		b.notes = append(b.notes, nothing+" not observed: the server cannot count these calls, which is not 0.")
	}
	for _, name := range d.shown() {
		if d.completion(name) {
			b.notes = append(b.notes, "Of "+name+", only waits and polls are system calls: the others are requests that those calls hand over to the kernel.")
		}
	}
	d.add(b)
}

// completion says that a model is told of completion.
func (d *writer) completion(name string) bool {
	return slices.ContainsFunc(d.s.Models, func(m Model) bool { return m.Name == name && m.completion })
}

// counted lists the models that counted their calls.
func (d *writer) counted() []string {
	var names []string
	for _, name := range d.shown() {
		for _, p := range d.s.Sweep {
			if d.s.cell(name, p.Connections).counted() {
				names = append(names, name)
				break
			}
		}
	}
	return names
}

func (c *Cell) counted() bool {
	for _, n := range c.Calls.each() {
		if *n != nil {
			return true
		}
	}
	return false
}

// largestCommon is the most connections that every one of the models was measured at; 0 if none.
func (d *writer) largestCommon(models []string) int64 {
	at := int64(0)
	for _, p := range d.s.Sweep {
		all := true
		for _, name := range models {
			all = all && d.s.cell(name, p.Connections).counted()
		}
		if all {
			at = max(at, p.Connections)
		}
	}
	return at
}

func perRequest(n *Number) string {
	switch {
	case n == nil:
		return nothing
	case *n > 0 && *n < 0.005:
		return "<0.01"
	}
	return digits(float64(*n), 2)
}

// latency is shown where it says more than the throughput does.
func (d *writer) latency(opts Options) {
	if !d.s.ClosedLoop || !opts.Latency {
		return // a note on the throughput says why; the open loop has tables of its own
	}
	b := block{heading: "Latency, µs: median / 99th percentile"}
	b.table = d.sweepGrid(d.shown(), func(c *Cell) string {
		if c.P50 == nil || c.P99 == nil {
			return c.state()
		}
		return three(float64(c.P50.Median)/1000) + " / " + three(float64(c.P99.Median)/1000) + c.marks()
	})
	b.notes = []string{"Medians over the trials of each trial's own percentiles."}
	d.add(b)
}

// memory is the slope of the resident set, and of the kernel's caches.
func (d *writer) memory() {
	g := grid{head: []string{"model", "user", "kernel, pair", "from", "to"}}
	for _, m := range d.s.Models {
		if m.Memory != nil {
			pair := nothing
			if m.Memory.Pair != nil {
				pair = wholePlusMinus(*m.Memory.Pair)
			}
			g.rows = append(g.rows, []string{m.Name, wholePlusMinus(m.Memory.Each), pair, integer(m.Memory.From), integer(m.Memory.To)})
		}
	}
	d.add(block{heading: "Memory per connection, bytes", table: g, notes: []string{
		"Growth between the two numbers of connections, by round, so that what the process takes to start is not in it. User: the server's resident set. Kernel: its caches of sockets, both ends of the connection together, since both are on this machine.",
	}})
}

// held is what the connections at the largest N took to open and to hold.
func (d *writer) held() {
	if len(d.s.Sweep) == 0 {
		return
	}
	n := d.s.Sweep[len(d.s.Sweep)-1].Connections
	g := grid{head: []string{"model", "opened a second", "server", "generator", "kernel, pair"}}
	for _, m := range d.s.Models {
		c := d.s.cell(m.Name, n)
		if !m.Published || c.State != record.Measured || c.Opened == nil {
			continue
		}
		row := []string{m.Name}
		for _, i := range []*Interval{c.Opened, c.RSS, c.ClientRSS, c.Slab} {
			if i == nil {
				row = append(row, nothing)
			} else {
				row = append(row, wholePlusMinus(*i))
			}
		}
		g.rows = append(g.rows, row)
	}
	d.add(block{heading: "Opening and holding " + integer(n) + " connections", table: g, notes: []string{
		"Bytes are growth from before the first connection until the window opened, over the number of connections: what a side sets up once is in it, so the fewer connections, the more of that there is. Kernel: its caches of sockets, both ends. Both sides share in the opening: its rate is not the server's alone.",
	}})
}

// limits says which models could not hold a cell, and why that is no failure.
func (d *writer) limits() {
	b := block{heading: "Limits", list: true}
	for _, m := range d.s.Models {
		hit := false
		for _, p := range d.s.Sweep {
			hit = hit || d.s.cell(m.Name, p.Connections).State == record.Limit
		}
		if !m.Published || !hit {
			continue
		}
		text := m.Name + " does not hold every N"
		if m.Limit != nil {
			text = m.Name + " holds " + integer(*m.Limit) + " connections here" + m.within()
		}
		if m.Reason != "" {
			text += ": " + m.Reason
		}
		b.lines = append(b.lines, text+". The cells past that show its limit, not a failure.")
	}
	d.add(b)
	failed := block{heading: "Failures", list: true}
	for i := range d.s.Cells {
		c := &d.s.Cells[i]
		if c.State == record.Failed || c.State == record.Measured && c.Trials > c.Measured {
			failed.lines = append(failed.lines, fmt.Sprintf("%s at %s: %d of %d trials: %s",
				c.Model, integer(c.Connections), c.Trials-c.Measured, c.Trials, c.Reason))
		}
	}
	d.add(failed)
}
