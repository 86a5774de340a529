package report

import (
	"slices"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// saturation is the utilisation from which on a server is taken to be what
// bounds the throughput.
const saturation = 0.97

// Summarise derives what r says.
func Summarise(r *record.Record) *Summary { return derive(r, "").s }

// derive is Summarise, with what the summary was made from.
// Models are compared with baseline; empty: with the one that suits best.
func derive(r *record.Record, baseline string) *derivation {
	d := &derivation{r: r, asked: baseline, s: &Summary{
		Anchor: record.Cell{Model: r.Plan.Anchor.Model, Point: record.Point{Connections: r.Plan.Anchor.Connections}},
		Record: r.ID, Partial: r.Partial, Workload: r.Plan.Workload, Rounds: r.Plan.Rounds,
		ClosedLoop: r.Plan.Workload != "rate", Sweep: r.Plan.Sweep,
		Models: []Model{}, Cells: []Cell{}, Crossings: []Crossing{}, Warnings: []Warning{},
	}, figures: map[record.Cell][]figures{}}
	for i := range r.Trials {
		t := &r.Trials[i]
		if t.Outcome == record.Measured && !r.Broken(t.Model) {
			key := record.Cell{Model: t.Model, Point: record.Point{Connections: t.Connections}}
			d.figures[key] = append(d.figures[key], figuresOf(t, &r.Plan))
		}
	}
	for _, m := range r.Plan.Models {
		d.s.Models = append(d.s.Models, d.conformance(m))
	}
	for _, m := range r.Plan.Models {
		for _, p := range r.Plan.Sweep {
			d.s.Cells = append(d.s.Cells, d.cell(m.Name, p))
		}
	}
	d.compare()
	d.against()
	d.grow()
	d.systemCalls()
	d.warnings()
	d.trust()
	return d
}

// A derivation is a Summary in the making.
type derivation struct {
	r       *record.Record
	s       *Summary
	asked   string                    // the baseline; empty: none was named
	figures map[record.Cell][]figures // of the measured trials
	growths map[string]stats.Growth   // by model
}

func (d *derivation) conformance(m record.Model) Model {
	out := Model{
		Name: m.Name, External: m.External, Published: !d.r.Broken(m.Name),
		Broken: []string{}, Exempt: []string{}, Unseen: []string{}, details: map[string]string{},
		completion: m.Kind == string(model.Completion),
	}
	for _, v := range d.r.Verdicts {
		if v.Model != m.Name {
			continue
		}
		out.Verified = true
		out.Promises++
		out.details[v.Promise] = v.Detail
		switch v.Verdict {
		case record.Fail:
			out.Broken = append(out.Broken, v.Promise)
		case record.Exempt:
			out.Exempt = append(out.Exempt, v.Promise)
		case record.CannotBeSeen:
			out.Unseen = append(out.Unseen, v.Promise)
		}
	}
	return out
}

func (d *derivation) cell(model string, p record.Point) Cell {
	c := Cell{Model: model, Connections: p.Connections, Active: p.Active, Depth: p.Depth, State: missing}
	limits := 0
	for i := range d.r.Trials {
		t := &d.r.Trials[i]
		if t.Model != model || t.Connections != p.Connections {
			continue
		}
		c.Trials++
		switch t.Outcome {
		case record.Measured:
			c.Measured++
			c.Disturbed += one(hasWarning(t, record.Disturbed))
			c.GeneratorLimited += one(hasWarning(t, record.GeneratorLimited))
			continue
		case record.Limit:
			limits++
			if t.Limit != nil && (c.Limit == nil || *t.Limit < *c.Limit) {
				c.Limit = t.Limit
			}
		}
		if c.Reason == "" {
			c.Reason = t.Reason
		}
	}
	switch {
	case d.r.Broken(model):
		c.State = unpublished
		c.Measured, c.Disturbed, c.GeneratorLimited = 0, 0, 0
	case c.Measured > 0:
		c.State = record.Measured
	case limits > 0:
		c.State = record.Limit
	case c.Trials > 0:
		c.State = record.Failed
	}
	d.fill(&c)
	return c
}

// fill summarises the figures of c's measured trials.
func (d *derivation) fill(c *Cell) {
	of := func(pick func(figures) *float64) *Interval {
		var xs []float64
		for _, f := range d.figures[record.Cell{Model: c.Model, Point: record.Point{Connections: c.Connections}}] {
			if x := pick(f); x != nil {
				xs = append(xs, *x)
			}
		}
		if len(xs) == 0 {
			return nil
		}
		i := interval(stats.Summarise(xs))
		return &i
	}
	c.CPU = of(func(f figures) *float64 { return f.cpu })
	c.Requests = of(func(f figures) *float64 { return f.requests })
	c.ServerUtilisation = of(func(f figures) *float64 { return f.serverUtilisation })
	c.ClientUtilisation = of(func(f figures) *float64 { return f.clientUtilisation })
	c.RSS = of(func(f figures) *float64 { return f.rss })
	c.ClientRSS = of(func(f figures) *float64 { return f.clientRSS })
	c.Slab = of(func(f figures) *float64 { return f.slab })
	c.Opened = of(func(f figures) *float64 { return f.opened })
	for i, p := range c.latency() {
		*p = of(func(f figures) *float64 { return f.latency[i] })
	}
	c.Little = of(func(f figures) *float64 { return f.little })
	c.Offered = of(func(f figures) *float64 { return f.offered })
	for i, call := range c.Calls.each() {
		if in := of(func(f figures) *float64 { return f.calls[i] }); in != nil {
			*call = &in.Median
		}
	}
	c.Saturated = c.ServerUtilisation != nil && c.ServerUtilisation.Median >= saturation
}

func interval(s stats.Summary) Interval {
	return Interval{Number(s.Median), Number(s.Lo), Number(s.Hi), Number(s.Coverage), s.N}
}

// warnings gathers the codes of the record and of its trials, in the order in
// which they come.
func (d *derivation) warnings() {
	add := func(w record.Warning, trials int) {
		at := slices.IndexFunc(d.s.Warnings, func(have Warning) bool { return have.Code == w.Code })
		if at < 0 {
			at = len(d.s.Warnings)
			d.s.Warnings = append(d.s.Warnings, Warning{Code: w.Code, Text: w.Text, Remedy: w.Remedy})
		}
		d.s.Warnings[at].Trials += trials
	}
	for _, w := range d.r.Warnings {
		add(w, 0)
	}
	for i := range d.r.Trials {
		seen := map[string]bool{}
		for _, w := range d.r.Trials[i].Warnings {
			add(w, one(!seen[w.Code]))
			seen[w.Code] = true
		}
	}
}

func hasWarning(t *record.Trial, code string) bool {
	return slices.ContainsFunc(t.Warnings, func(w record.Warning) bool { return w.Code == code })
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
