// Package analysis says what the trials of a record carry: medians with their
// intervals, ratios and their verdicts, growth, limits, trust. A record goes
// in, a typed Summary comes out. It holds no prose and measures nothing, and it
// is pure: the same record gives the same Summary.
package analysis

import (
	"math"
	"slices"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/workload"
)

// saturation is the utilisation from which on a server is taken to be what
// bounds the throughput.
const saturation = 0.97

// Analyse says what r carries. Models are compared with baseline; empty: with
// the one that suits best, see Summary.Baseline. Each histogram of r is decoded
// once, so a command analyses a record once.
func Analyse(r *record.Record, baseline string) *Summary {
	row, _ := workload.Named(r.Plan.Workload)
	axis, _ := workload.AxisNamed(r.Plan.Axis)
	s := &Summary{
		Source: r, Load: row, Axis: axis, trials: map[record.Cell][]*Trial{}, growths: map[string]stats.Growth{},
		Record: r.ID, Partial: r.Partial, Workload: r.Plan.Workload, ClosedLoop: row.ClosedLoop, Rounds: r.Plan.Rounds,
		Anchor: r.Plan.Anchor, Sweep: r.Plan.Sweep,
		Models: []Model{}, Cells: []*Cell{}, Crossings: []Crossing{}, Warnings: []Warning{},
	}
	for i := range r.Trials {
		if t := &r.Trials[i]; t.Outcome == record.Measured && !r.Broken(t.Model) {
			trial := evaluate(t, &r.Plan)
			s.Trials = append(s.Trials, trial)
			s.trials[t.Cell()] = append(s.trials[t.Cell()], trial)
		}
	}
	for _, m := range r.Plan.Models {
		s.Models = append(s.Models, s.conformance(m))
	}
	for _, m := range r.Plan.Models {
		for _, p := range r.Plan.Sweep {
			s.Cells = append(s.Cells, s.measure(record.Cell{Model: m.Name, Point: p}))
		}
	}
	s.compare(baseline)
	s.against()
	s.grow()
	s.countCalls()
	s.respond()
	s.gatherWarnings()
	s.trust()
	return s
}

func (s *Summary) conformance(m record.Model) Model {
	_, old := record.Counterpart(m.Name)
	out := Model{
		Name: m.Name, External: m.External, Published: !s.Source.Broken(m.Name), Old: old,
		Broken: []string{}, Exempt: []string{}, Unseen: []string{}, Details: map[string]string{},
		Completion: m.Kind == string(model.Completion),
	}
	for _, v := range s.Source.Verdicts {
		if v.Model != m.Name {
			continue
		}
		out.Verified = true
		out.Promises++
		out.Details[v.Promise] = v.Detail
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

// measure is a cell over all rounds.
func (s *Summary) measure(at record.Cell) *Cell {
	c := &Cell{Cell: at, State: Missing, metrics: map[*Metric]*Interval{}}
	limits := 0
	var proven []float64
	for i := range s.Source.Trials {
		t := &s.Source.Trials[i]
		if t.Cell() != at {
			continue
		}
		c.Trials++
		if t.Outcome != record.Failed {
			proven = append(proven, float64(t.Proven))
		}
		switch t.Outcome {
		case record.Measured:
			c.Measured++
			c.Disturbed += one(hasWarning(t, record.Disturbed))
			c.GeneratorLimited += one(hasWarning(t, record.GeneratorLimited))
			continue
		case record.Limit:
			limits++
			c.Limit = least(c.Limit, t.Limit)
		}
		if c.Reason == "" {
			c.Reason = t.Reason
		}
	}
	switch {
	case s.Source.Broken(at.Model):
		c.State = Unpublished
		c.Measured, c.Disturbed, c.GeneratorLimited = 0, 0, 0
	case c.Measured > 0:
		c.State = record.Measured
	case limits > 0:
		c.State = record.Limit
	case c.Trials > 0:
		c.State = record.Failed
	}
	c.Proven = intervalOf(proven)
	for _, m := range Metrics {
		var xs []float64
		for _, t := range s.trials[at] {
			if x := t.Value(m); x != nil {
				xs = append(xs, *x)
			}
		}
		c.metrics[m] = intervalOf(xs)
	}
	busy := c.Of(ServerUtilisation)
	c.Saturated = busy != nil && busy.Median >= saturation
	return c
}

// gatherWarnings takes the codes of the record and of its trials, in the order
// in which they come.
func (s *Summary) gatherWarnings() {
	add := func(w record.Warning, trials int) {
		at := slices.IndexFunc(s.Warnings, func(have Warning) bool { return have.Code == w.Code })
		if at < 0 {
			at = len(s.Warnings)
			s.Warnings = append(s.Warnings, Warning{Code: w.Code, Text: w.Text, Remedy: w.Remedy})
		}
		s.Warnings[at].Trials += trials
	}
	for _, w := range s.Source.Warnings {
		add(w, 0)
	}
	for i := range s.Source.Trials {
		seen := map[string]bool{}
		for _, w := range s.Source.Trials[i].Warnings {
			add(w, one(!seen[w.Code]))
			seen[w.Code] = true
		}
	}
}

func hasWarning(t *record.Trial, code string) bool {
	return slices.ContainsFunc(t.Warnings, func(w record.Warning) bool { return w.Code == code })
}

// least is the smaller of two numbers, of which either may be unknown.
func least(a, b *int64) *int64 {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// intervalOf is the median of xs with its interval; nil if there are none.
func intervalOf(xs []float64) *Interval {
	if len(xs) == 0 {
		return nil
	}
	i := interval(stats.Summarise(xs))
	return &i
}

func interval(s stats.Summary) Interval {
	return Interval{Number(s.Median), Number(s.Lo), Number(s.Hi), Number(s.Coverage), s.N}
}

// Finite says whether an interval has a place on an axis.
func (i *Interval) Finite() bool {
	for _, x := range []Number{i.Median, i.Lo, i.Hi} {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return false
		}
	}
	return true
}
