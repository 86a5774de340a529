package record

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

// Check lists what contradicts itself in r, beyond what the schema can say:
// MaxProblems at most.
func (r *Record) Check() []error {
	c := &checker{record: r, models: map[string]*Model{}, broken: map[string]bool{}, cells: map[Cell]bool{}, ran: map[cellRound]bool{}, places: map[cellRound]int{}}
	c.workload, _ = workload.Named(r.Plan.Workload) // else it would not be of the schema
	for i := range r.Plan.Models {
		c.models[r.Plan.Models[i].Name] = &r.Plan.Models[i]
	}
	for _, part := range []func(){c.times, c.plan, c.variants, c.against, c.verdicts, c.trials, c.systemCalls, c.complete} {
		if part(); c.full() {
			break
		}
	}
	return c.errs
}

type cellRound struct {
	Cell
	round int64
}

// A checker gathers contradictions while it walks through a record.
type checker struct {
	record   *Record
	workload workload.Workload
	models   map[string]*Model
	broken   map[string]bool    // those of ours that broke a promise
	cells    map[Cell]bool      // every cell of the plan
	ran      map[cellRound]bool // which of them has a trial
	places   map[cellRound]int  // of each cell and round in the order of the plan, from 1
	last     int                // the place of the last trial so far
	errs     []error
}

func (c *checker) full() bool { return len(c.errs) == MaxProblems }

func (c *checker) errorf(format string, args ...any) {
	if !c.full() {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

// must adds an error unless ok.
func (c *checker) must(ok bool, format string, args ...any) {
	if !ok {
		c.errorf(format, args...)
	}
}

func (c *checker) times() {
	started, err := time.Parse(time.RFC3339Nano, c.record.Started)
	c.must(err == nil, "started: %q is no time", c.record.Started)
	finished, err2 := time.Parse(time.RFC3339Nano, c.record.Finished)
	c.must(err2 == nil, "finished: %q is no time", c.record.Finished)
	if err == nil && err2 == nil {
		c.must(!finished.Before(started), "it finished (%s) before it started (%s)", c.record.Finished, c.record.Started)
	}
	_, err = strconv.ParseUint(c.record.Plan.Seed, 10, 64)
	c.must(err == nil, "plan: the seed %q is no unsigned integer of 64 bits", c.record.Plan.Seed)
}

// plan holds the sweep, the models and the order against each other.
func (c *checker) plan() {
	p := &c.record.Plan
	ordered := 0
	for _, cells := range p.Order {
		ordered += len(cells)
	}
	if all := len(p.Models) * len(p.Sweep); ordered < all { // which may be far more than the file has bytes
		c.errorf("plan: the order has %d cells of %d", ordered, all)
		return
	}
	for i, m := range p.Models {
		for _, point := range p.Sweep {
			cell := Cell{m.Name, point}
			c.must(!c.cells[cell], "plan: %v is there twice", cell)
			c.cells[cell] = true
		}
		c.must(m.External || m.Command == "", "plan: model %d (%s) has a command but is no external", i, m.Name)
	}
	for _, point := range p.Sweep {
		c.must(point.Active <= point.Connections, "plan: %d active of %d connections", point.Active, point.Connections)
		c.must((point.Rate == 0) == c.workload.ClosedLoop, "plan: %d requests a second are offered in the workload %s", point.Rate, p.Workload)
	}
	c.must(c.cells[p.Anchor], "plan: the anchor, %v, is no cell of the plan", p.Anchor)
	c.must((p.Arrivals == "") == c.workload.ClosedLoop, "plan: arrivals %q in the workload %s", p.Arrivals, p.Workload)
	for _, k := range p.Calibration {
		c.must(c.planned(k.Model), "plan: a capacity of %s, which is no model of the plan", k.Model)
	}

	c.rate()

	c.must(p.AtMostNs == nil || p.PrecisionPPM != nil, "plan: at_most_ns without precision_ppm")
	c.must(int64(len(p.Order)) == p.Rounds, "plan: the order has %d rounds, the plan %d", len(p.Order), p.Rounds)
	for i, cells := range p.Order {
		seen := map[Cell]bool{}
		for _, cell := range cells {
			c.must(c.cells[cell], "plan: round %d has %v, which is no cell of the plan", i+1, cell)
			c.must(!seen[cell], "plan: round %d has %v twice", i+1, cell)
			seen[cell] = true
			c.places[cellRound{cell, int64(i + 1)}] = len(c.places) + 1
		}
		c.must(len(cells) == len(c.cells), "plan: round %d has %d cells of %d", i+1, len(cells), len(c.cells))
	}
}

// rate holds a rate that was found against what it was found from: half of
// what the slowest serves.
func (c *checker) rate() {
	least := 0.0
	for _, k := range c.record.Plan.Calibration {
		if served := float64(k.Requests) / (float64(k.WindowNs) / 1e9); least == 0 || served < least {
			least = served
		}
	}
	half := max(1, int64(least/2))
	for _, p := range c.record.Plan.Sweep {
		c.must(least == 0 || p.Rate >= half-1 && p.Rate <= half+1, "plan: a rate of %d requests a second, where half of the least capacity is %d", p.Rate, half)
	}
}

func (c *checker) verdicts() {
	seen := map[[2]string]bool{}
	for _, v := range c.record.Verdicts {
		c.must(c.planned(v.Model), "verdicts: %s is no model of the plan", v.Model)
		key := [2]string{v.Model, v.Promise}
		c.must(!seen[key], "verdicts: %s has two on %s", v.Model, v.Promise)
		seen[key] = true
		if m := c.models[v.Model]; v.Verdict == Fail && m != nil && !m.External {
			c.broken[v.Model] = true
		}
		c.must(v.Detail != "" || v.Verdict != "fail" && v.Verdict != "exempt", "verdicts: %s, %s: %s without a reason", v.Model, v.Promise, v.Verdict)
	}
}

func (c *checker) planned(model string) bool { return c.models[model] != nil }

// complete says which trials are missing from a run that was not interrupted.
// A model of ours that breaks a promise is not measured, so nothing of it is missing.
func (c *checker) complete() {
	if c.record.Partial {
		return
	}
	missing := 0
	var first cellRound
	for i, cells := range c.record.Plan.Order {
		for _, cell := range cells {
			key := cellRound{cell, int64(i + 1)}
			if !c.ran[key] && !c.broken[cell.Model] {
				if missing++; missing == 1 {
					first = key
				}
			}
		}
	}
	c.must(missing == 0, "%d trials are missing, the first %v in round %d, and the record does not say that it is partial",
		missing, first.Cell, first.round)
}

// Broken says whether one of our own models broke a promise of the conformance
// suite, so that its figures are not published. An external's verdict stands
// beside its figures instead.
func (r *Record) Broken(model string) bool {
	if m := r.Plan.Model(model); m != nil && m.External {
		return false
	}
	return slices.ContainsFunc(r.Verdicts, func(v Verdict) bool { return v.Model == model && v.Verdict == Fail })
}
