// Package trial measures: it holds each model to its promises, runs the trials
// of a run in shuffled rounds, each on a fresh server in a process of its own,
// and makes the record.
package trial

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/modeltest"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/workload"
)

// Options are what a run is asked for, checked and resolved.
type Options struct {
	Subjects    []subject.Subject
	Workload    workload.Workload
	Arrivals    string // of an open loop
	Calibration []record.Capacity
	Sweep       []record.Point // a rate of 0 in an open loop: half of what the slowest serves
	Rounds      int            // with an Aim: those that are planned so far, 1 of a new run
	Aim         *Aim           // nil: the number of rounds is fixed
	Warmup      time.Duration
	Duration    time.Duration
	Slice       time.Duration // of the window, in which servers take turns; 0: each window is one
	LeadIn      time.Duration // before each slice, in which the load runs and is not counted; of no meaning without slices
	Turns       string        // which: record.BySweep, record.ByPoint; of no meaning without slices
	Timeout     time.Duration // for a handshake, and for a reply
	Seed        uint64        // of the schedule
	Server      model.Config  // what every model is asked for, but for the address; a variant differs from it
	Tolerate    int64         // errors of an external that do not end its trial early; 0: as many as the generator bears
	Processes   int           // server processes sharing the port; 0: as many as the connections need
	NoFile      uint64        // RLIMIT_NOFILE of each process
	ServerCPUs  []int
	ClientCPUs  []int

	Against    *record.Tool // the other build that serves the subjects whose names end in record.OldSuffix; nil: none
	Executable string       // this program, which serves and generates in processes of its own
	Command    []string     // the command line, for the record
	Warnings   []record.Warning

	Journal   *record.Journal // keeps what is done, or holds what was done before; nil: nothing is kept
	Arguments [][]byte        // the command line as it came, for the journal
	Folder    string          // in which it was given

	Promises func(modeltest.Case) bool // that the subjects are held to; nil: all
}

// plan is o as the record holds it, with the schedule.
func (o Options) plan() record.Plan {
	server := o.Server.WithDefaults()
	events, buffer, syscalls := int64(server.EventBatch), int64(server.TurnBytes), string(server.Syscalls)
	p := record.Plan{
		Workload: o.Workload.Name, Axis: workload.Connections.Name, Sweep: o.Sweep, Rounds: int64(o.Rounds),
		WarmupNs: int64(o.Warmup), DurationNs: int64(o.Duration),
		Seed:        strconv.FormatUint(o.Seed, 10),
		AcceptBatch: int64(server.AcceptBatch), Wait: string(server.Wait),
		EventBatch: &events, ReadBuffer: &buffer, Syscalls: &syscalls,
		SliceNs: optional(o.Slice), TimeoutNs: optional(o.Timeout),
		ServerCPUs: wide(o.ServerCPUs), ClientCPUs: wide(o.ClientCPUs),
		Anchor:   record.Cell{Model: o.Subjects[0].Name, Point: o.Sweep[0]},
		Order:    o.order(),
		Arrivals: o.Arrivals, Calibration: o.Calibration,
	}
	if o.Slice > 0 {
		p.LeadInNs = optional(o.leadIn())
		p.Turns = new(cmp.Or(o.Turns, record.ByPoint))
	}
	if o.Aim != nil {
		p.PrecisionPPM, p.AtMostNs = new(o.Aim.PPM), optional(o.Aim.AtMost)
	}
	for _, s := range o.Subjects {
		p.Models = append(p.Models, s.Model)
	}
	return p
}

// Offer has every point of the sweep offered that rate.
func (o *Options) Offer(rate int64) {
	o.Sweep = slices.Clone(o.Sweep)
	for i := range o.Sweep {
		o.Sweep[i].Rate = rate
	}
}

// order is the schedule: every cell once in each round, each round shuffled
// anew, so that what drifts during a run does not favour a model. The same
// seed gives the same order.
func (o Options) order() (rounds [][]record.Cell) {
	random := rand.New(rand.NewPCG(o.Seed, 0))
	shuffled := o.shuffled
	if o.Slice > 0 && o.Turns != record.BySweep {
		shuffled = o.shuffledByPoint
	}
	for range o.Rounds {
		rounds = append(rounds, shuffled(random))
	}
	return rounds
}

func (o Options) shuffled(random *rand.Rand) (cells []record.Cell) {
	for _, s := range o.Subjects {
		for _, p := range o.Sweep {
			cells = append(cells, record.Cell{Model: s.Name, Point: p})
		}
	}
	random.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	return cells
}

// shuffledByPoint is a round in which the cells at the same point take turns:
// they stand together. Both the points of the sweep and the cells of each, which
// open their connections one after the other, are shuffled.
func (o Options) shuffledByPoint(random *rand.Rand) (cells []record.Cell) {
	for _, p := range random.Perm(len(o.Sweep)) {
		for _, s := range random.Perm(len(o.Subjects)) {
			cells = append(cells, record.Cell{Model: o.Subjects[s].Name, Point: o.Sweep[p]})
		}
	}
	return cells
}

// slices is how many parts a window has.
func (o Options) slices() int {
	if o.Slice == 0 {
		return 1
	}
	return max(1, int((o.Duration+o.Slice/2)/o.Slice))
}

// leadIn is how long the load runs before each slice. A window that is one has the
// warm-up.
func (o Options) leadIn() time.Duration {
	if o.slices() == 1 {
		return 0
	}
	return o.LeadIn
}

// random is where the order of slices comes from, for the cells that take
// turns with this one.
func (o Options) random(cell slot) *rand.Rand {
	return rand.New(rand.NewPCG(o.Seed, uint64(cell.round)<<32|uint64(cell.Connections)))
}

func wide(numbers []int) []int64 {
	out := make([]int64, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, int64(n))
	}
	return out
}
