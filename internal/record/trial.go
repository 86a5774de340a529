package record

import "slices"

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

// Warns says whether the trial carries a warning of that code.
func (t *Trial) Warns(code string) bool { return warn(t.Warnings, code) }

func warn(all []Warning, code string) bool {
	return slices.ContainsFunc(all, func(w Warning) bool { return w.Code == code })
}

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
