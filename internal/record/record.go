// Package record is the result file: what one run was asked for, where it ran,
// and everything it measured, in a form that shows when a byte was altered.
//
// Numbers are integers below 2^53 (nanoseconds, bytes, counts); anything that
// may be larger, such as a seed or a time stamp, is a string. So every reader
// of JSON sees the same values.
package record

import (
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

// Format is the value of Record.Format that this package writes. It reads
// firstFormat too.
const Format = "iomodels-record/2"

// A Record is one run.
type Record struct {
	ID     string `json:"id"`     // im1-…: the SHA-256 of the canonical form without this member
	Format string `json:"format"` // of the file: Format, or that of an older record that was read

	Started  string   `json:"started"`  // RFC 3339, UTC
	Finished string   `json:"finished"` // RFC 3339, UTC
	Command  []string `json:"command"`  // the command line, files by their base names
	Partial  bool     `json:"partial"`  // interrupted: cells are missing

	Tool        Tool        `json:"tool"`
	Environment Environment `json:"environment"`
	Plan        Plan        `json:"plan"`
	Verdicts    []Verdict   `json:"verdicts"`
	Trials      []Trial     `json:"trials"` // in the order in which they ran
	Warnings    []Warning   `json:"warnings"`

	// Against is the other build whose models are in the run under names that
	// end in OldSuffix. Nil, and not in the file, if there is none.
	Against *Tool `json:"against,omitempty"`

	// SystemCalls has one entry for each model, none if the kernel would not
	// count; a warning says why.
	SystemCalls []SystemCalls `json:"system_calls"`
}

// Tool is the binary that measured, or another build of it.
type Tool struct {
	Commit   string   `json:"commit"`   // VCS revision; empty if the build stamped none, as "go run" does
	Modified bool     `json:"modified"` // built from a tree with changes
	Go       string   `json:"go"`       // "go1.26.8"
	Settings []string `json:"settings"` // build settings: "CGO_ENABLED=0"
	SHA256   string   `json:"sha256"`   // of the executable, in hex
}

// Environment is the machine, without its name, its users and its folders.
// An empty string or 0 means that this machine does not show it.
type Environment struct {
	OS             string  `json:"os"`     // GOOS
	Arch           string  `json:"arch"`   // GOARCH
	Kernel         string  `json:"kernel"` // release and version of uname(2)
	CPU            string  `json:"cpu"`    // model name
	Processors     int64   `json:"processors"`
	ThreadsPerCore int64   `json:"threads_per_core"`
	MemoryBytes    int64   `json:"memory_bytes"`
	Virtualisation string  `json:"virtualisation"` // "kvm", "none", …
	Clocksource    string  `json:"clocksource"`
	Governor       string  `json:"governor"`
	CPUAccounting  string  `json:"cpu_accounting"` // what the CPU clock contains, as far as it can be told
	Mitigations    []Pair  `json:"mitigations"`    // /sys/devices/system/cpu/vulnerabilities
	Sysctls        []Pair  `json:"sysctls"`        // net.core.somaxconn, net.ipv4.ip_local_port_range, …
	NoFile         int64   `json:"nofile"`         // RLIMIT_NOFILE, as used
	CgroupCPUMax   string  `json:"cgroup_cpu_max"`
	CgroupMemory   string  `json:"cgroup_memory_max"`
	CgroupPIDs     *string `json:"cgroup_pids_max,omitempty"` // not there: not seen, as in older records
}

// A Pair is a named value.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

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

// valueOr is what a member holds; otherwise if it is not there.
func valueOr[T any](member *T, otherwise T) T {
	if member == nil {
		return otherwise
	}
	return *member
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

// A Verdict is one promise of the conformance suite, held against one model.
type Verdict struct {
	Model   string `json:"model"`
	Promise string `json:"promise"`
	Verdict string `json:"verdict"` // "pass", "fail", "cannot be seen", "exempt"
	Detail  string `json:"detail"`  // why it failed, or the reason for the exemption
}

// Verdicts on a promise.
const (
	Pass         = "pass"
	Fail         = "fail"
	CannotBeSeen = "cannot be seen" // from outside the server
	Exempt       = "exempt"         // not the model's own to keep; Detail says why
)

// Outcomes of a trial.
const (
	Measured = "measured" // the window closed and every connection was proven before and after
	Limit    = "limit"    // the model cannot hold the cell: a result, not a failure
	Failed   = "failed"   // something went wrong; Reason says what
)

// A Trial is one fresh server process in one cell.
type Trial struct {
	Model string `json:"model"`
	Round int64  `json:"round"` // from 1
	Point

	Outcome string `json:"outcome"`
	Reason  string `json:"reason"` // empty when measured

	ServerProcesses int64 `json:"server_processes"` // sharing the port; 0: it never started
	ClientProcesses int64 `json:"client_processes"`

	Requested   int64  `json:"requested"`
	Established int64  `json:"established"`
	Proven      int64  `json:"proven"`       // answered a request whole before the window
	ProvenAfter int64  `json:"proven_after"` // and again after it
	Refused     int64  `json:"refused"`
	Lost        int64  `json:"lost"`
	Limit       *int64 `json:"limit"` // what the server said that it can hold; null: nothing but RLIMIT_NOFILE, or unknown

	WindowNs int64        `json:"window_ns"` // length of the window of counting
	Requests int64        `json:"requests"`  // answered whole within it
	Errors   []ErrorCount `json:"errors"`

	ServerCPUNs    *int64 `json:"server_cpu_ns"` // within the window; null: not observed
	ServerUserNs   *int64 `json:"server_user_ns"`
	ServerSystemNs *int64 `json:"server_system_ns"`
	ClientCPUNs    int64  `json:"client_cpu_ns"`

	// LedIn is how many requests were answered before slices. They are in the
	// server's own counters, in what it used but for its CPU time, and nowhere else.
	LedIn *int64 `json:"led_in,omitempty"`

	Slices *Slices `json:"slices,omitempty"` // what of the window was in each slice; not there: it was one, or in older records

	ContextSwitches *int64 `json:"context_switches"` // of the server, the sum of the next two

	// Not there in older records.
	VoluntarySwitches   *int64 `json:"voluntary_switches,omitempty"`   // the thread went to sleep
	InvoluntarySwitches *int64 `json:"involuntary_switches,omitempty"` // it was taken off its processor

	RunDelayNs *int64 `json:"run_delay_ns"` // time that the server's threads were ready and had no processor, together

	RSSBeforeBytes *int64 `json:"rss_before_bytes"` // of the server, listening, no connection yet
	RSSHeldBytes   *int64 `json:"rss_held_bytes"`   // with every connection open and proven

	// Of the generators together; not there in older records.
	OpeningNs            *int64 `json:"opening_ns,omitempty"`              // from the first connect(2) to the last handshake
	ClientRSSBeforeBytes *int64 `json:"client_rss_before_bytes,omitempty"` // before they made anything of their own
	ClientRSSHeldBytes   *int64 `json:"client_rss_held_bytes,omitempty"`   // as the window opened

	// The machine's kernel memory for sockets, at the same two moments: both
	// ends of every connection are in it, if the generator runs here too.
	SlabBeforeBytes *int64 `json:"slab_before_bytes"`
	SlabHeldBytes   *int64 `json:"slab_held_bytes"`

	Counters *Counters `json:"counters"` // the server's own, within the window; null for an external

	// Latency is an HdrHistogram in its V2 compressed form, base64; nanoseconds.
	// It begins when the request was sent, in the workload "rate" when it was
	// due, in "churn" with connect(2).
	Latency string `json:"latency"`

	// Of the workload "rate"; empty and null elsewhere.
	LatencySend string `json:"latency_send"` // from when the request was sent, in the form of Latency
	Offered     *int64 `json:"offered"`      // requests that were due within the window
	Unsent      *int64 `json:"unsent"`       // those of them given up before they were sent
	LagP99Ns    *int64 `json:"lag_p99_ns"`   // how late the generator looked at what was due
	LagMaxNs    *int64 `json:"lag_max_ns"`
	InSystemNs  *int64 `json:"in_system_ns"` // the number of requests in the system, integrated over time

	// Of the workload "churn"; null elsewhere. They are of the whole machine.
	TimeWaitBefore  *int64 `json:"time_wait_before"` // sockets in TIME_WAIT as the window opened
	TimeWaitAfter   *int64 `json:"time_wait_after"`  // and as it closed
	ListenOverflows *int64 `json:"listen_overflows"` // connections that a full accept queue turned away within the window
	ListenDrops     *int64 `json:"listen_drops"`     // those, and those turned away for other reasons

	// ListenerDrops are the connections that the server's own listeners turned
	// away within the window, of the workload "churn". Not there: not seen, as on
	// another machine, or in older records.
	ListenerDrops *int64 `json:"listener_drops,omitempty"`

	Noise    Noise     `json:"noise"`
	Warnings []Warning `json:"warnings"`
}

// Served is how many requests the server answered within the window, those before
// its slices among them.
func (t *Trial) Served() int64 { return t.Requests + valueOr(t.LedIn, 0) }

// Cell is what the trial is one of.
func (t *Trial) Cell() Cell { return Cell{t.Model, t.Point} }

// Slices are the parts of a window. Number k of each list is of slice k, which
// was measured in turn k of the cells that took turns.
type Slices struct {
	Requests    []int64 `json:"requests"`      // sum: the window's
	ServerCPUNs []int64 `json:"server_cpu_ns"` // likewise; none: not observed
	ElapsedNs   []int64 `json:"elapsed_ns"`    // likewise
	StealNs     []int64 `json:"steal_ns"`      // that the hypervisor gave to others, all processors; the kernel counts in steps of 10 ms
}

// Counters is model.Stats as a record holds it: null if not observed.
type Counters struct {
	Waits    *int64 `json:"waits"`
	Polls    *int64 `json:"polls"`
	Events   *int64 `json:"events"`
	Controls *int64 `json:"controls"`
	Accepts  *int64 `json:"accepts"`
	Refused  *int64 `json:"refused"`
	Closes   *int64 `json:"closes"`
	Failures *int64 `json:"failures"`
	Requests *int64 `json:"requests"`
	Reads    *int64 `json:"reads"`
	Writes   *int64 `json:"writes"`
	EAGAINs  *int64 `json:"eagains"`
}

// ErrorCount is one kind of thing that went wrong, and how often.
type ErrorCount struct {
	Name    string `json:"name"` // "wrong body", "connection reset"
	Count   int64  `json:"count"`
	Excerpt string `json:"excerpt"` // of the first one, escaped; empty if there is nothing to show
}

// Noise is what else the machine did between the start and the end of a trial.
type Noise struct {
	StealNs      int64 `json:"steal_ns"`       // time that the hypervisor gave to others, all processors
	PressureNs   int64 `json:"pressure_ns"`    // PSI cpu "some": time that a runnable task waited
	ForeignCPUNs int64 `json:"foreign_cpu_ns"` // busy time of the machine that neither side used

	// By the CPU quota of the cgroup; not there: not at all, or in older records.
	Throttled   *int64 `json:"throttled,omitempty"`    // how often it stopped everything in it
	ThrottledNs *int64 `json:"throttled_ns,omitempty"` // for how long, all processors
	Load        string `json:"load"`                   // 1-minute load average before the trial: "0.42"
}

// Codes of the warnings that a report sets a mark for.
const (
	Disturbed        = "disturbed"         // something else used the machine during the trial
	GeneratorLimited = "generator-limited" // the generator, not the server, was the bottleneck
)

// A Warning is something that a reader of a figure must know, and what to do about it.
type Warning struct {
	Code   string `json:"code"`   // stable: "disturbed", "generator-limited"
	Text   string `json:"text"`   // what it is
	Remedy string `json:"remedy"` // what to do; empty if nothing can be done
}
