package record

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckFindsContradictions(t *testing.T) {
	h := NewLatency()
	require.NoError(t, h.RecordValues(900_000_000, 3))
	slow, err := EncodeLatency(h)
	require.NoError(t, err)
	for want, spoil := range map[string]func(*Record){
		"it finished":                 func(r *Record) { r.Finished = "2026-03-01T11:59:59Z" },
		"is no time":                  func(r *Record) { r.Started = "2026-02-30T00:00:00Z" },
		"unsigned integer of 64 bits": func(r *Record) { r.Plan.Seed = "18446744073709551616" },
		"is there twice": func(r *Record) {
			r.Plan.Sweep, r.Plan.Order[0] = append(r.Plan.Sweep, ten), append(r.Plan.Order[0], r.Plan.Order[0][0])
		},
		"the order has 1 cells of 2":   func(r *Record) { r.Plan.Sweep = append(r.Plan.Sweep, ten) },
		"12 active of 10":              func(r *Record) { r.Plan.Sweep[0].Active = 12 },
		"the anchor":                   func(r *Record) { r.Plan.Anchor.Connections = 11 },
		"the order has 1 rounds":       func(r *Record) { r.Plan.Rounds = 2 },
		"twice":                        func(r *Record) { r.Plan.Order[0] = append(r.Plan.Order[0], r.Plan.Order[0][0]) },
		"no cell of the plan":          func(r *Record) { r.Plan.Order[0][0].Model = "poll" },
		"no model of the plan":         func(r *Record) { r.Verdicts[0].Model = "poll" },
		"has two on get":               func(r *Record) { r.Verdicts = append(r.Verdicts, r.Verdicts[0]) },
		"fail without a reason":        func(r *Record) { r.Verdicts[0].Verdict = Fail },
		"1 trials are missing":         func(r *Record) { r.Trials = nil },
		"ran before in the same round": func(r *Record) { r.Trials = append(r.Trials, r.Trials[0]) },
		"its cell is not in the plan":  func(r *Record) { r.Trials[0].Model = "poll" },
		"epoll_lt, 10 connections, round 1): its cell is not": func(r *Record) { r.Trials[0].Active = 9 },
		"the plan has 1 rounds":                               func(r *Record) { r.Trials[0].Round = 2 },
		"11 connections requested":                            func(r *Record) { r.Trials[0].Requested = 11 },
		"11 connections established":                          func(r *Record) { r.Trials[0].Established = 11 },
		"11 connections proven":                               func(r *Record) { r.Trials[0].Proven = 11 },
		"proven after":                                        func(r *Record) { r.Trials[0].ProvenAfter = 9 },
		"no request was answered":                             func(r *Record) { r.Trials[0].Requests, r.Trials[0].Latency = 0, "" },
		"the window has no length":                            func(r *Record) { r.Trials[0].WindowNs = 0 },
		"3 latencies, 4 requests":                             func(r *Record) { r.Trials[0].Requests = 4 },
		"decode histogram":                                    func(r *Record) { r.Trials[0].Latency = "AAAA" },
		"has no latencies":                                    func(r *Record) { r.Trials[0].Latency = "" },
		"lost 1":                                              func(r *Record) { r.Trials[0].Lost = 1 },
		`"limit" without a reason`:                            func(r *Record) { r.Trials[0].Outcome = Limit },
		"a reason not to be":                                  func(r *Record) { r.Trials[0].Reason = "why" },
		"is called epoll_lt":                                  func(r *Record) { r.Plan.Models[0].Variant = variant("loops") },
		"an option event-bach, which there":                   func(r *Record) { r.Plan.Models[0].Variant = variant("event-bach") },
		"has loops twice":                                     func(r *Record) { r.Plan.Models[0].Variant = variant("loops", "loops") },
		"poll is no model":                                    func(r *Record) { r.SystemCalls[0].Model = "poll" },
		"system calls: epoll_lt is":                           func(r *Record) { r.SystemCalls = append(r.SystemCalls, r.SystemCalls[0]) },
		"has recvfrom twice":                                  func(r *Record) { r.SystemCalls[0].Calls[1].Name = "recvfrom" },
		"4, more than the 3":                                  func(r *Record) { r.SystemCalls[0].Total = 3 },
		`the note "why"`:                                      func(r *Record) { r.SystemCalls[0].Note = "why" },
		"server_cpu_ns: 900000000 ns of CPU time in a window of 800000000 ns, on the 1 processors that it was pinned to": func(r *Record) {
			r.Plan.ServerCPUs, r.Trials[0].ServerCPUNs = []int64{0}, ptr(900_000_000)
		},
		"slices: the plan has none": func(r *Record) { r.Trials[0].Slices = sliced(&r.Trials[0], 0) },
		"slices: 2 of requests add up to 4, and the trial's 3": func(r *Record) {
			r.Plan.SliceNs, r.Trials[0].Slices = ptr(400_000_000), sliced(&r.Trials[0], 1)
		},
		"slices: 2 of server_cpu_ns add up to 0, and the trial's -1, in 2 slices": func(r *Record) {
			r.Plan.SliceNs, r.Trials[0].Slices = ptr(400_000_000), sliced(&r.Trials[0], 0)
			r.Trials[0].ServerCPUNs, r.Trials[0].Slices.ServerCPUNs = nil, []int64{0, 0}
		},
		"client_cpu_ns: 1700000000 ns": func(r *Record) {
			r.Environment.Processors, r.Trials[0].ClientCPUNs = 2, 1_700_000_000
		},
		"on the 2 processors that the machine has": func(r *Record) {
			r.Plan.Models[0].External, r.Plan.ServerCPUs = true, []int64{0}
			r.Environment.Processors, r.Trials[0].ServerCPUNs = 2, ptr(1_700_000_000)
		},
		"trial 1 (epoll_lt, 10 connections, round 1): counters.requests: the server answered 4 requests, the generator saw 3": func(r *Record) {
			r.Trials[0].Counters = &Counters{Requests: ptr(4)}
		},
		"counters.requests: the server answered 6 requests, the generator saw 3 of 5": func(r *Record) {
			openLoop(r)
			r.Trials[0].Counters = &Counters{Requests: ptr(6)}
		},
		"are of the workload rate":              func(r *Record) { r.Trials[0].LagMaxNs = ptr(1) },
		"and latency_send is missing":           func(r *Record) { openLoop(r); r.Trials[0].Unsent = nil },
		"3 of them never sent, yet 3":           func(r *Record) { openLoop(r); r.Trials[0].Unsent = ptr(3) },
		"3 ns is more than lag_max_ns, 2 ns":    func(r *Record) { openLoop(r); r.Trials[0].LagP99Ns = ptr(3) },
		"are of the workload churn":             func(r *Record) { r.Trials[0].TimeWaitAfter = ptr(1) },
		"listen_overflows and listen_drops are": func(r *Record) { r.Plan.Workload = "churn"; r.Trials[0].TimeWaitAfter = ptr(1) },
		"no connection is held":                 func(r *Record) { r.Plan.Workload = "churn"; r.Trials[0].RSSHeldBytes = ptr(1) },
		"a latency of":                          func(r *Record) { r.Trials[0].Latency = slow },
		"it refused 1":                          func(r *Record) { r.Trials[0].Refused = 1 },
		"half of the least capacity is 5": func(r *Record) {
			openLoop(r)
			r.Plan.Calibration = []Capacity{{"epoll_lt", 10, 1e9, 11}, {"epoll_lt", 10, 1e9, 10}}
		},
		"order puts later": func(r *Record) {
			secondRound(r)
			r.Trials[0], r.Trials[1] = r.Trials[1], r.Trials[0]
		},
		"those of poll are missing": func(r *Record) { twoModels(r) },
		"epoll_lt answered 1 requests": func(r *Record) {
			r.SystemCalls[0].Counters = &Counters{Requests: ptr(1)}
		},
		"is not UTF-8": func(r *Record) { r.Trials[0].Errors = []ErrorCount{{"x", 1, "\xff"}} },
	} {
		r := small(t)
		_, err := Marshal(r)
		require.NoError(t, err)
		spoil(r)
		_, err = Marshal(r)
		require.ErrorContains(t, err, want, want)
		require.NotContains(t, err.Error(), "\n")
	}
}

// openLoop makes r a valid record of the workload rate.
func openLoop(r *Record) {
	r.Plan.Workload, r.Plan.Arrivals = "rate", "poisson"
	t := &r.Trials[0]
	for _, p := range []*Point{&r.Plan.Sweep[0], &r.Plan.Anchor.Point, &r.Plan.Order[0][0].Point, &t.Point, &r.SystemCalls[0].Point} {
		p.Rate = 100
	}
	t.LatencySend = t.Latency
	t.Offered, t.Unsent, t.LagP99Ns, t.LagMaxNs, t.InSystemNs = ptr(5), ptr(1), ptr(2), ptr(2), ptr(9)
}

// secondRound repeats the only round of r.
func secondRound(r *Record) {
	r.Plan.Rounds, r.Plan.Order = 2, append(r.Plan.Order, r.Plan.Order[0])
	again := r.Trials[0]
	again.Round = 2
	r.Trials = append(r.Trials, again)
}

// twoModels adds poll to r, measured as epoll_lt was.
func twoModels(r *Record) {
	cell := Cell{"poll", ten}
	r.Plan.Models = append(r.Plan.Models, Model{Name: "poll"})
	r.Plan.Order[0] = append(r.Plan.Order[0], cell)
	again := r.Trials[0]
	again.Model = "poll"
	r.Trials = append(r.Trials, again)
}

func TestWhatIsConsistentPasses(t *testing.T) {
	for name, alter := range map[string]func(*Record){
		"open loop":    openLoop,
		"second round": secondRound,
		"clocks that are read a little after the window": func(r *Record) {
			r.Plan.ServerCPUs, r.Trials[0].ServerProcesses, r.Trials[0].ServerCPUNs = []int64{3}, 1, ptr(830_000_000)
		},
		"an external that has the machine": func(r *Record) {
			r.Plan.Models[0].External, r.Plan.ServerCPUs = true, []int64{0}
			r.Environment.Processors, r.Trials[0].ServerCPUNs = 2, ptr(1_600_000_000)
		},
		"processors that nobody counted": func(r *Record) { r.Trials[0].ServerCPUNs = ptr(1_600_000_000) },
		"wrong replies, which the server counted": func(r *Record) {
			r.Trials[0].Errors = []ErrorCount{{"wrong body", 1, ""}}
			r.Trials[0].Counters = &Counters{Requests: ptr(4)}
		},
		"replies that came after they were given up": func(r *Record) {
			openLoop(r)
			r.Trials[0].Counters = &Counters{Requests: ptr(4)}
		},
	} {
		r := small(t)
		alter(r)
		_, err := Marshal(r)
		require.NoError(t, err, name)
	}
}

func TestAnInterruptedRunMayLackTrials(t *testing.T) {
	r := small(t)
	r.Trials, r.Partial = nil, true
	require.Empty(t, r.Check())
}

func TestABrokenModelOfOursIsNotMeasured(t *testing.T) {
	r := small(t)
	r.Trials = nil
	r.Verdicts[0] = Verdict{"epoll_lt", "get", Fail, "no answer"}
	require.True(t, r.Broken("epoll_lt"))
	require.Empty(t, r.Check())

	r.Plan.Models[0].External = true
	require.False(t, r.Broken("epoll_lt"), "an external's verdict stands beside its figures")
	require.NotEmpty(t, r.Check())
}

// variant is one of epoll_lt with these options.
func variant(options ...string) *Variant {
	v := &Variant{Of: "epoll_lt"}
	for _, o := range options {
		v.Options = append(v.Options, Pair{o, "2"})
	}
	return v
}

// sliced is t in two slices, with that many requests too many.
func sliced(t *Trial, more int64) *Slices {
	return &Slices{Requests: []int64{1, t.Requests - 1 + more}, ElapsedNs: []int64{1, t.WindowNs - 1}, StealNs: []int64{0, 0}}
}

func TestSlicesThatAddUpAreRight(t *testing.T) {
	r := small(t)
	r.Plan.SliceNs, r.Plan.Turns, r.Trials[0].Slices = ptr(400_000_000), new(BySweep), sliced(&r.Trials[0], 0)
	require.Empty(t, r.Check())
}
