// Package analysis says what the trials of a record carry: medians with their
// intervals, ratios and their verdicts, growth, limits, trust. A record goes
// in, a typed Summary comes out. It holds no prose and measures nothing, and it
// is pure: the same record gives the same Summary.
package analysis

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// Analyse says what r carries. Models are compared with baseline; empty: with
// the one that suits best, see Summary.Baseline. Each histogram of r is decoded
// once, so a command analyses a record once.
func Analyse(r *record.Record, baseline string) *Summary {
	s := summaryOf(r)
	share(len(s.Trials), func(i int) { s.Trials[i].evaluate() })
	for _, c := range s.Cells {
		s.measure(c)
	}
	s.standOut()
	s.compareModels(baseline)
	s.compareBuilds()
	s.comparePoints()
	s.Widths = s.widths()
	for _, m := range s.Published() {
		s.limit(m)
		s.memory(m)
		s.growth(m)
	}
	s.cross()
	s.countCalls()
	s.respond()
	s.gatherWarnings()
	s.trust()
	return s
}

// summaryOf has the cells of r's plan with their trials. The metrics of a trial
// count if its model's are published.
func summaryOf(r *record.Record) *Summary {
	row, _ := workload.Named(r.Plan.Workload) // a record that was read has a workload and an axis that there are
	axis, _ := workload.AxisNamed(r.Plan.Axis)
	s := &Summary{
		Source: r, Load: row, Axis: axis, models: map[string]*Model{}, cells: map[record.Cell]*Cell{},
		Record: r.ID, Partial: r.Partial, Workload: r.Plan.Workload, ClosedLoop: row.ClosedLoop, Rounds: r.Plan.Rounds,
		Anchor: r.Plan.Anchor, Sweep: r.Plan.Sweep, Against: r.Against,
		Models: []*Model{}, Cells: []*Cell{}, Crossings: []Crossing{}, SystemCalls: []SystemCalls{}, Warnings: []Warning{},
	}
	for _, m := range r.Plan.Models {
		one := modelOf(m, r)
		s.Models, s.models[m.Name] = append(s.Models, one), one
		for _, p := range r.Plan.Sweep {
			c := &Cell{Cell: record.Cell{Model: m.Name, Point: p}, State: Missing, rounds: map[int64]*Trial{}}
			s.Cells, s.cells[c.Cell] = append(s.Cells, c), c
		}
	}
	for i := range r.Trials {
		t := &r.Trials[i]
		c := s.cells[t.Cell()]
		if c == nil {
			continue
		}
		c.trials = append(c.trials, t)
		if t.Outcome == record.Measured && s.Model(t.Model).Published {
			trial := &Trial{Trial: t, plan: &r.Plan}
			c.measured, s.Trials = append(c.measured, trial), append(s.Trials, trial)
			c.rounds[t.Round] = trial
		}
	}
	return s
}

// share has all processors do n things, each once.
func share(n int, do func(i int)) {
	var work sync.WaitGroup
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				do(i - 1)
			}
		})
	}
	work.Wait()
}
