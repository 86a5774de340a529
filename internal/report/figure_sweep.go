package report

import (
	"fmt"
	"math"

	"github.com/iomodels/iomodels/internal/record"
)

// cpuFigure is the headline: what a request costs the server.
func (d *writer) cpuFigure() *Figure {
	f := &Figure{
		Name: "cpu-" + d.s.Workload, Title: "Server CPU time per request" + d.inWorkload(),
		Y: Axis{Title: "server CPU time per request, µs"},
	}
	d.sweepFigure(f, func(c *Cell) (Spot, bool) {
		s, ok := picked(func(c *Cell) *Interval { return c.CPU }, 1000)(c)
		if ok {
			s.Label = d.end(c)
		}
		return s, ok
	})
	f.Y.Log = positive(f.Series)
	f.Notes = append(f.Notes, d.intervals(f, func(c *Cell) *Interval { return c.CPU }))
	f.Notes = append(f.Notes, d.disturbed()...)
	return f
}

// intervals says what the bands of f are.
func (d *writer) intervals(f *Figure, of func(*Cell) *Interval) string {
	if f.Kind == Lines {
		return d.coverage(of, "Medians over the rounds; the bands are their intervals")
	}
	return d.coverage(of, "Medians over the rounds, with their intervals")
}

// inWorkload says in a title where the figures were taken.
func (d *writer) inWorkload() string {
	switch d.s.Workload {
	case "idle":
		if len(d.s.Sweep) == 1 {
			return ""
		}
		return " as idle connections are added"
	case "saturate":
		return ", every connection active"
	case "pipeline":
		return fmt.Sprintf(", %d requests in flight on every connection", d.s.Sweep[0].Depth)
	case "churn":
		return ", a new connection for each"
	case "rate":
		return fmt.Sprintf(" at %s offered per second", count(int(d.r.Plan.Sweep[0].Rate), "request"))
	}
	return ""
}

// end is the limit that ends a model's line after c; empty where the line goes on.
func (d *writer) end(c *Cell) string {
	next := int64(0)
	for _, p := range d.s.Sweep {
		if p.Connections > c.Connections && (next == 0 || p.Connections < next) {
			next = p.Connections
		}
	}
	if after := d.s.cell(c.Model, next); after != nil && after.State == record.Limit {
		return after.state()
	}
	return ""
}

// throughputFigure is drawn where the workload asks for all that the server can
// serve.
func (d *writer) throughputFigure() *Figure {
	if !d.s.ClosedLoop || d.s.Workload == "idle" {
		return nil
	}
	f := &Figure{
		Name: "throughput-" + d.s.Workload, Title: "Throughput" + d.inWorkload(),
		Y: Axis{Title: "requests per second"},
	}
	unranked, all := 0, 0
	d.sweepFigure(f, func(c *Cell) (Spot, bool) {
		s, ok := picked(func(c *Cell) *Interval { return c.Requests }, 1)(c)
		if ok {
			s.Label = d.end(c)
			all++
			if !c.ranked() {
				unranked++
				s.Marks = "*"
			}
		}
		return s, ok
	})
	f.Notes = []string{d.intervals(f, func(c *Cell) *Interval { return c.Requests })}
	if unranked > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("* hollow: not ranked (%d of %s): the server was not saturated, or the generator was the bottleneck.", unranked, count(all, "cell")))
	}
	f.Notes = append(f.Notes, d.disturbed()...)
	return f
}

func (d *writer) cpuRatioFigure() *Figure {
	return d.ratioFigure("cpu-ratio-"+d.s.Workload, "CPU time per request", d.s.Baseline, d.s.CPU, func(c *Cell) *Ratio { return c.CPURatio })
}

func (d *writer) throughputRatioFigure() *Figure {
	return d.ratioFigure("throughput-ratio-"+d.s.Workload, "Throughput", d.s.Baseline, d.s.Requests, func(c *Cell) *Ratio { return c.RequestsRatio })
}

// againstFigure sets each model against its counterpart of another build.
func (d *writer) againstFigure() *Figure {
	if d.s.CPUAgainst == nil {
		return nil
	}
	return d.ratioFigure("cpu-against-"+d.s.Workload, "CPU time per request", "the other build", *d.s.CPUAgainst, func(c *Cell) *Ratio { return c.CPUAgainst })
}

// ratioFigure sets each model against a base, cell by cell.
func (d *writer) ratioFigure(name, what, base string, family Family, of func(*Cell) *Ratio) *Figure {
	if family.Comparisons == 0 {
		return nil
	}
	f := &Figure{
		Name: name, Title: what + " as a ratio to " + base,
		Y:      Axis{Title: "ratio to " + base + " in the same round", Log: true},
		Guides: []Series{{Name: base + " = 1"}},
	}
	for _, p := range d.s.Sweep {
		f.Guides[0].Points = append(f.Guides[0].Points, Spot{X: float64(p.Connections), Y: 1, Lo: 1, Hi: 1})
	}
	some := false
	d.sweepFigure(f, func(c *Cell) (Spot, bool) {
		r := of(c)
		if r == nil || !finite(&r.Interval) {
			return Spot{}, false
		}
		s := spot(0, r.Interval, 1)
		s.Label = d.end(c)
		if !r.Significant && family.Reachable {
			some = true
			s.Marks = "~"
		}
		return s, true
	})
	f.Y.Log = positive(f.Series)
	ratios := func(c *Cell) *Interval {
		if r := of(c); r != nil {
			return &r.Interval
		}
		return nil
	}
	f.Notes = []string{d.intervals(f, ratios)}
	switch {
	case !family.Reachable:
		f.Notes = append(f.Notes, significance(family))
	case some:
		f.Notes = append(f.Notes, "Hollow: "+significance(family))
	default:
		f.Notes = append(f.Notes, "Every difference is significant: sign-flip test of the ratios within rounds, Holm's correction.")
	}
	return f
}

// disturbed says how much of what is shown was disturbed.
func (d *writer) disturbed() []string {
	trials, all := 0, 0
	for i := range d.s.Cells {
		trials += d.s.Cells[i].Disturbed
		all += d.s.Cells[i].Measured
	}
	if trials == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Other work on the machine disturbed %d of %s; they count all the same.", trials, count(all, "trial"))}
}

// finite says whether an interval can be drawn.
func finite(i *Interval) bool {
	for _, x := range []Number{i.Median, i.Lo, i.Hi} {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return false
		}
	}
	return true
}
