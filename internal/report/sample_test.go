package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

func ptr(n int64) *int64 { return &n }

// A sampleModel is a made-up model: what a request costs it, and what it counts.
type sampleModel struct {
	name, waits string
	base, each  float64 // nanoseconds per request, and per request and connection
	bytes       float64 // per connection
	polls       float64 // per request
	observed    bool
}

var sampleModels = []sampleModel{
	{"select", "select(2)", 5600, 4.3, 70, 0.21, true},
	{"epoll_lt", "epoll_wait(2)", 6100, 0.02, 88, 0.2, true},
	{"epoll_et", "epoll_wait(2)", 6050, 0.021, 90, 0.2, true},
	{"netpoll", "Go's runtime poller", 7900, 0.06, 9800, 0, false},
}

// sample is a made-up record of a run as the defaults make it: select holds
// 1,016 connections, one trial was disturbed, netpoll cannot count its calls.
func sample(t *testing.T, rounds int) *record.Record {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	r := &record.Record{
		Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T12:03:07Z",
		Command: []string{"iomodels", "run"},
		Tool:    record.Tool{Commit: "0123abcd", Go: "go1.26.8", Settings: []string{"CGO_ENABLED=0"}},
		Environment: record.Environment{
			OS: "linux", Arch: "amd64", Kernel: "6.18.0 #1 SMP PREEMPT_DYNAMIC", CPU: "Intel(R) Xeon(R) Platinum 8488C",
			Processors: 2, ThreadsPerCore: 1, MemoryBytes: 24 << 30, Virtualisation: "kvm", NoFile: 20000,
		},
		Plan: record.Plan{
			Workload: "idle", Rounds: int64(rounds), WarmupNs: 300e6, DurationNs: 800e6, Seed: "4711",
			Sweep: []record.Point{{Connections: 10, Active: 10, Depth: 1}, {Connections: 100, Active: 10, Depth: 1},
				{Connections: 1000, Active: 10, Depth: 1}, {Connections: 10000, Active: 10, Depth: 1}},
			AcceptBatch: 64, Wait: "ask-again", ServerCPUs: []int64{0}, ClientCPUs: []int64{1},
			Anchor: record.Cell{Model: "select", Point: record.Point{Connections: 10}},
		},
	}
	for _, m := range sampleModels {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: m.name, Waits: m.waits, Kind: "readiness"})
		for i := range 31 {
			r.Verdicts = append(r.Verdicts, record.Verdict{Model: m.name, Promise: fmt.Sprintf("promise-%d", i+1), Verdict: record.Pass})
		}
	}
	for i, m := range sampleModels {
		calls := record.SystemCalls{Model: m.name, Point: record.Point{Connections: 10, Active: 10, Depth: 1}, WindowNs: 300e6, Requests: 20000, Total: 44100}
		calls.Calls = []record.Call{{Name: "epoll_pwait", Count: 4000}, {Name: "recvfrom", Count: 20000}, {Name: "sendto", Count: 20000}, {Name: "futex", Count: 70}}
		switch {
		case i == 0:
			calls.Calls[0].Name = "pselect6"
		case !m.observed:
			calls.Calls = []record.Call{{Name: "epoll_pwait", Count: 2400}, {Name: "read", Count: 39800}, {Name: "write", Count: 20000}}
			calls.Total = 62300
		}
		r.SystemCalls = append(r.SystemCalls, calls)
	}
	for round := int64(1); round <= int64(rounds); round++ {
		pace := math.Exp(0.06 * random.NormFloat64())
		var order []record.Cell
		for _, m := range sampleModels {
			for _, p := range r.Plan.Sweep {
				order = append(order, record.Cell{Model: m.name, Point: record.Point{Connections: p.Connections}})
				r.Trials = append(r.Trials, sampleTrial(t, m, p, round, pace*math.Exp(0.015*random.NormFloat64())))
			}
		}
		r.Plan.Order = append(r.Plan.Order, order)
	}
	return r
}

func sampleTrial(t *testing.T, m sampleModel, p record.Point, round int64, pace float64) record.Trial {
	n := p.Connections
	out := record.Trial{
		Model: m.name, Round: round, Point: p,
		Requested: n, Noise: record.Noise{Load: "0.42"},
	}
	if m.name == "select" {
		out.Limit = ptr(1016)
		if n > 1016 {
			out.Outcome, out.Reason = record.Limit, "FD_SETSIZE bounds a descriptor's number"
			out.Established, out.Proven, out.ProvenAfter, out.Refused = 1016, 1016, 1016, n-1016
			return out
		}
	}
	cpu := (m.base + m.each*float64(n)) * pace
	const window = 800e6
	busy := 0.985
	if n == 10 {
		busy = 0.91
	}
	requests := int64(window * busy / cpu)
	h := record.NewLatency()
	require.NoError(t, h.RecordValues(int64(10*window/float64(requests)), requests-requests/50))
	require.NoError(t, h.RecordValues(int64(25*window/float64(requests)), requests/50))
	latency, err := record.EncodeLatency(h)
	require.NoError(t, err)
	out.Outcome, out.Established, out.Proven, out.ProvenAfter = record.Measured, n, n, n
	out.WindowNs, out.Requests, out.Latency = window, requests, latency
	out.ServerCPUNs, out.ClientCPUNs = ptr(int64(window*busy)), int64(window*0.62)
	out.ServerUserNs, out.ServerSystemNs = ptr(200e6), ptr(510e6)
	out.RSSBeforeBytes, out.RSSHeldBytes = ptr(7<<20), ptr(7<<20+400<<10+int64(m.bytes*float64(n))&^4095)
	out.SlabBeforeBytes, out.SlabHeldBytes = ptr(28<<20), ptr(28<<20+7552*n)
	out.RunDelayNs = ptr(2e6)
	out.Counters = &record.Counters{Requests: ptr(requests), Accepts: ptr(0), Closes: ptr(0)}
	if c := out.Counters; m.observed {
		c.Waits, c.Polls, c.Events = ptr(3), ptr(int64(m.polls*float64(requests))), ptr(requests)
		c.Controls, c.Reads, c.Writes, c.EAGAINs = ptr(0), ptr(requests), ptr(requests), ptr(0)
	}
	if m.name == "epoll_et" && n == 1000 && round == 2 {
		out.Warnings = []record.Warning{{
			Code: record.Disturbed, Text: "other processes used 61 ms of the processors",
			Remedy: "stop what else runs, or use a machine of your own; iomodels doctor names it",
		}}
	}
	return out
}

// finish gives r the ID that it would have as a file.
func finish(t *testing.T, r *record.Record) *record.Record {
	t.Helper()
	_, err := record.Marshal(r)
	require.NoError(t, err)
	return r
}
