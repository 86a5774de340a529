package report

import (
	"fmt"

	"github.com/iomodels/iomodels/internal/record"
)

// rate says what the open loop offered and what came of it, and for how long
// requests waited.
func (d *writer) rate() {
	if d.s.ClosedLoop {
		return
	}
	p := &d.r.Plan
	g := d.sweepGrid(d.shown(), func(c *Cell) string {
		if c.Offered == nil || c.Requests == nil {
			return c.state()
		}
		return integer(int64(c.Offered.Median+0.5)) + " / " + integer(int64(c.Requests.Median+0.5)) +
			" (" + share(c.ServerUtilisation) + "/" + share(c.ClientUtilisation) + ")" + c.marks()
	})
	notes := []string{fmt.Sprintf("Medians, with the utilisation of the server's and of the generator's processors in brackets; %s. Asked for: %s requests per second, %s%s.", d.awake(), integer(p.Sweep[0].Rate), p.Arrivals, d.calibrated())}
	d.add(block{heading: "Offered / achieved, requests per second", table: g, notes: notes})
	for _, point := range d.s.Sweep {
		d.responses(point)
	}
}

// awake says what a generator does until a request is due: several of them
// would keep the processor from each other.
func (d *writer) awake() string {
	var one, several bool
	for i := range d.r.Trials {
		n := d.r.Trials[i].ClientProcesses
		one, several = one || n == 1, several || n > 1
	}
	switch {
	case !several:
		return "the generator stays awake shortly before each request"
	case !one:
		return "the generators, several processes on the same processors, sleep until a request is due"
	}
	return "a generator of one process stays awake shortly before each request, those of several sleep until it is due"
}

// calibrated says where a rate came from that was not given.
func (d *writer) calibrated() string {
	if len(d.r.Plan.Calibration) == 0 {
		return ""
	}
	least := d.r.Plan.Calibration[0]
	served := func(c record.Capacity) float64 { return float64(c.Requests) / float64(c.WindowNs) * 1e9 }
	for _, c := range d.r.Plan.Calibration {
		if served(c) < served(least) {
			least = c
		}
	}
	return fmt.Sprintf(": half of what the slowest, %s, served in a closed loop over %s", least.Model, count(int(least.Connections), "connection"))
}

// responses is the table of response times at one point of the sweep.
func (d *writer) responses(p record.Point) {
	g := grid{head: []string{"model"}}
	for _, q := range percentiles {
		g.head = append(g.head, fmt.Sprintf("%v%%", q))
	}
	for _, name := range d.shown() {
		c := d.s.cell(name, p.Connections)
		row := []string{name + c.marks()}
		some := false
		for _, in := range c.latency() {
			text := nothing
			if *in != nil {
				text, some = plusMinus(**in, 1000), true
			}
			row = append(row, text)
		}
		if some {
			g.rows = append(g.rows, row)
		}
	}
	d.add(block{
		heading: fmt.Sprintf("Response time at %s, µs", count(int(p.Connections), "connection")), table: g,
		notes: []string{"From when a request was due to its reply, so that waiting for a busy connection is in it. Percentiles of each trial, their median over the rounds ± the wider half of its interval."},
	})
}

// churn says what the connections that came and went left behind.
func (d *writer) churn() {
	if d.s.Workload != "churn" {
		return
	}
	overflows := map[record.Cell]int64{}
	seen := map[record.Cell]bool{}
	for i := range d.r.Trials {
		if t := &d.r.Trials[i]; t.ListenOverflows != nil && !d.r.Broken(t.Model) {
			cell := record.Cell{Model: t.Model, Point: record.Point{Connections: t.Connections}}
			overflows[cell] += *t.ListenOverflows
			seen[cell] = true
		}
	}
	g := d.sweepGrid(d.shown(), func(c *Cell) string {
		cell := record.Cell{Model: c.Model, Point: record.Point{Connections: c.Connections}}
		if !seen[cell] {
			return nothing
		}
		return integer(overflows[cell])
	})
	d.add(block{heading: "Connections that a full accept queue turned away", table: g,
		notes: []string{"In all trials together, on the whole machine. Each is tried again by the kernel a second later."}})
}
