package trial

import (
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
)

// Stage is what a run is busy with.
type Stage string

// The stages, in order.
const (
	Calibrating Stage = "calibrating"
	Verifying   Stage = "verifying"
	Measuring   Stage = "measuring"
	Counting    Stage = "counting system calls"
)

// Progress tells how far a run is.
type Progress struct {
	Stage     Stage
	Done      int           // promises, trials or models
	Total     int           // of them
	Cell      record.Cell   // the trial under way
	Event     load.Event    // what its generator last said
	Remaining time.Duration // until the last trial is done, or the next look at the widths, as far as can be told; 0: not known yet
	Waits     *Waits        // of a run that goes on until it is precise, whose trials are counted by round; nil: the number of rounds is fixed
}

// pace estimates the remaining time from the trials that are done.
type pace struct {
	spent map[int64]time.Duration // by connections, since they decide how long a trial takes
	done  map[int64]int
}

func (p *pace) add(connections int64, took time.Duration) {
	if p.spent == nil {
		p.spent, p.done = map[int64]time.Duration{}, map[int64]int{}
	}
	p.spent[connections] += took
	p.done[connections]++
}

// RoundTakes is about how long a round of o takes.
func (o Options) RoundTakes() time.Duration {
	var trials []slot
	for _, cell := range o.round(1) {
		trials = append(trials, slot{cell, 1})
	}
	return new(pace).remaining(trials, o.counting())
}

// counting is how long the load runs in a trial.
func (o Options) counting() time.Duration {
	return o.Warmup + o.Duration + time.Duration(o.slices())*o.leadIn()
}

// remaining is how long the trials still to come will take. A trial of a size that
// has not been seen yet is taken to last as long as it counts, and a tenth of a
// second for its server and for every thousand connections.
func (p *pace) remaining(trials []slot, counting time.Duration) time.Duration {
	var sum time.Duration
	for _, c := range trials {
		if n := p.done[c.Connections]; n > 0 {
			sum += p.spent[c.Connections] / time.Duration(n)
			continue
		}
		sum += counting + 100*time.Millisecond*time.Duration(1+c.Connections/1000)
	}
	return sum
}
