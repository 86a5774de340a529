package record

import (
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

// Plan is what the run was resolved to, enough to repeat it.
type Plan struct {
	Workload    string   `json:"workload"` // "idle", "saturate", "rate", "churn", "pipeline"
	Models      []Model  `json:"models"`
	Axis        string   `json:"axis"` // the coordinate along which the sweep goes: "connections"
	Sweep       []Point  `json:"sweep"`
	Rounds      int64    `json:"rounds"`
	WarmupNs    int64    `json:"warmup_ns"`
	DurationNs  int64    `json:"duration_ns"`
	SliceNs     *int64   `json:"slice_ns,omitempty"`   // of the window, in which cells of a round took turns; not there: each window was one
	LeadInNs    *int64   `json:"lead_in_ns,omitempty"` // before each slice, in which the load ran and was not counted; not there: none
	Turns       *string  `json:"turns,omitempty"`      // which cells of a round took turns: BySweep, ByPoint; not there: the latter, if there are slices
	TimeoutNs   *int64   `json:"timeout_ns,omitempty"` // that a handshake or a reply was waited for; not there: 5 s
	Seed        string   `json:"seed"`                 // of the schedule, and of the arrivals
	AcceptBatch int64    `json:"accept_batch"`
	Wait        string   `json:"wait"`                  // model.WaitPolicy
	EventBatch  *int64   `json:"event_batch,omitempty"` // not there: the default, as in older records
	ReadBuffer  *int64   `json:"read_buffer,omitempty"` // bytes; likewise
	Syscalls    *string  `json:"syscalls,omitempty"`    // model.CallPolicy; likewise
	ServerCPUs  []int64  `json:"server_cpus"`           // processors the server is pinned to
	ClientCPUs  []int64  `json:"client_cpus"`
	Anchor      Cell     `json:"anchor"` // what records are normalised by when they are compared
	Order       [][]Cell `json:"order"`  // the schedule: cells by round

	// Of a run that went on until the intervals of its ratios were narrow enough:
	// the width decided how many rounds there are, and the outcome did not. Not
	// there: the number of rounds was fixed beforehand.
	PrecisionPPM *int64 `json:"precision_ppm,omitempty"` // how far an interval was to reach from its median at most: 30000 is ±3 %
	AtMostNs     *int64 `json:"at_most_ns,omitempty"`    // no round began that would have ended later; not there: no limit

	// Of the workload "rate"; "" and none elsewhere.
	Arrivals    string     `json:"arrivals"`    // "poisson", "constant"
	Calibration []Capacity `json:"calibration"` // what the rate was taken from; none if it was given
}

// Model is the plan's model of that name; nil if there is none.
func (p *Plan) Model(name string) *Model {
	i := slices.IndexFunc(p.Models, func(m Model) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Models[i]
}

// Slice is how long a server's turn was; 0: each window was one.
func (p *Plan) Slice() time.Duration { return time.Duration(valueOr(p.SliceNs, 0)) }

// The cells of a round that took turns.
const (
	BySweep = "sweep" // all of them
	ByPoint = "point" // those at the same point of the sweep
)

// TurnsOfSweep says whether all cells of a round took turns.
func (p *Plan) TurnsOfSweep() bool { return p.WhoTookTurns() == BySweep }

// WhoTookTurns is which cells of a round took turns; empty: none.
func (p *Plan) WhoTookTurns() string {
	if p.SliceNs == nil {
		return ""
	}
	return valueOr(p.Turns, ByPoint)
}

// Precision is how far the interval of a ratio was to reach from its median at
// most, as a fraction; 0: the number of rounds was fixed beforehand.
func (p *Plan) Precision() float64 { return float64(valueOr(p.PrecisionPPM, 0)) / 1e6 }

// AtMost is how long a run might go on; 0: without a limit.
func (p *Plan) AtMost() time.Duration { return time.Duration(valueOr(p.AtMostNs, 0)) }

// LeadIn is how long the load ran before each slice.
func (p *Plan) LeadIn() time.Duration { return time.Duration(valueOr(p.LeadInNs, 0)) }

// Timeout is how long a handshake or a reply was waited for.
func (p *Plan) Timeout() time.Duration {
	return time.Duration(valueOr(p.TimeoutNs, int64(UsualTimeout)))
}

// UsualTimeout is a run's time limit of a reply if nobody says otherwise, and
// that of all records which do not hold one.
const UsualTimeout = 5 * time.Second

// A Capacity is what a subject served in a short closed loop with every
// connection active. A rate that was not given is half of the least one.
type Capacity struct {
	Model       string `json:"model"`
	Connections int64  `json:"connections"`
	WindowNs    int64  `json:"window_ns"`
	Requests    int64  `json:"requests"`
}

// Model is a subject of the run: a model, or another server beside it.
type Model struct {
	Name     string   `json:"name"`
	External bool     `json:"external"`
	Command  string   `json:"command"` // of an external, its program by its base name
	Waits    string   `json:"waits"`
	Kind     string   `json:"kind"`
	Summary  string   `json:"summary"`
	Bound    string   `json:"bound"`
	Variant  *Variant `json:"variant,omitempty"` // not there: served as the plan says
}

// A Point is one step of the sweep.
type Point = workload.Point

// A Cell is a model at a point of the sweep.
type Cell struct {
	Model string `json:"model"`
	Point
}

func (c Cell) String() string { return fmt.Sprintf("%s at %d connections", c.Model, c.Connections) }
