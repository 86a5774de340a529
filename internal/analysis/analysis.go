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
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/workload"
)

// confidence is the coverage that an interval needs to carry a statement.
const confidence = stats.Confidence

// Analyse says what r carries. Models are compared with baseline; empty: with
// the one that suits best, see Summary.Baseline. Each histogram of r is decoded
// once, so a command analyses a record once.
func Analyse(r *record.Record, baseline string) *Summary {
	s := summaryOf(r)
	for i := range r.Trials {
		s.place(&r.Trials[i])
	}
	share(len(s.Trials), func(i int) { s.Trials[i].evaluate() })
	for _, c := range s.Cells {
		s.measure(c)
	}
	s.compareModels(baseline)
	s.compareBuilds()
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

// summaryOf has the cells of r's plan, without their trials.
func summaryOf(r *record.Record) *Summary {
	row, _ := workload.Named(r.Plan.Workload) // a record that was read has a workload and an axis that there are
	axis, _ := workload.AxisNamed(r.Plan.Axis)
	s := &Summary{
		Source: r, Load: row, Axis: axis, cells: map[record.Cell]*Cell{}, lines: map[string]stats.Growth{},
		Record: r.ID, Partial: r.Partial, Workload: r.Plan.Workload, ClosedLoop: row.ClosedLoop, Rounds: r.Plan.Rounds,
		Anchor: r.Plan.Anchor, Sweep: r.Plan.Sweep, Against: r.Against,
		Models: []Model{}, Cells: []*Cell{}, Crossings: []Crossing{}, SystemCalls: []SystemCalls{}, Warnings: []Warning{},
	}
	for _, m := range r.Plan.Models {
		s.Models = append(s.Models, modelOf(m, r))
		for _, p := range r.Plan.Sweep {
			c := &Cell{Cell: record.Cell{Model: m.Name, Point: p}, State: Missing}
			s.Cells, s.cells[c.Cell] = append(s.Cells, c), c
		}
	}
	return s
}

// place adds a trial to its cell; its metrics count if they are published.
func (s *Summary) place(t *record.Trial) {
	c := s.cells[t.Cell()]
	if c == nil {
		return
	}
	c.trials = append(c.trials, t)
	if t.Outcome == record.Measured && s.Model(t.Model).Published {
		trial := &Trial{Trial: t, plan: &s.Source.Plan}
		c.measured, s.Trials = append(c.measured, trial), append(s.Trials, trial)
	}
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
