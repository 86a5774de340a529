// Package recordtest makes up records for the tests of whatever reads one.
// Every call makes its record anew, with the same content: a test may alter it.
// Its ID is made up too, until Finish.
package recordtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// made is a made-up model: what a request costs it, and what it counts.
type made struct {
	name, waits string
	base, each  float64 // nanoseconds per request, and per request and connection
	bytes       float64 // per connection
	polls       float64 // per request
	observed    bool
}

var fourModels = []made{
	{"select", "select(2)", 5600, 4.3, 70, 0.21, true},
	{"epoll_lt", "epoll_wait(2)", 6100, 0.02, 88, 0.2, true},
	{"epoll_et", "epoll_wait(2)", 6050, 0.021, 90, 0.2, true},
	{"netpoll", "Go's runtime poller", 7900, 0.06, 9800, 0, false},
}

// Point is the point of the workload idle with so many connections, at most 10
// of them active.
func Point(connections int64) record.Point {
	return record.Point{Connections: connections, Active: min(10, connections), Depth: 1, Reply: workload.SeedReply, Loops: 1}
}

// Sample is a run as the defaults make it: select, epoll_lt, epoll_et and
// netpoll at 10, 100, 1,000 and 10,000 connections. select holds 1,016
// connections, one trial was disturbed, netpoll cannot count its calls.
func Sample(rounds int) *record.Record {
	random := rand.New(rand.NewPCG(1, 1))
	r := blank("sample", []record.Point{Point(10), Point(100), Point(1000), Point(10000)}, rounds)
	for i, m := range fourModels {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: m.name, Waits: m.waits, Kind: "readiness"})
		for i := range 31 {
			r.Verdicts = append(r.Verdicts, record.Verdict{Model: m.name, Promise: fmt.Sprintf("promise-%d", i+1), Verdict: record.Pass})
		}
		calls := record.SystemCalls{Model: m.name, Point: Point(10), WindowNs: 300e6, Requests: 20000, Total: 44100}
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
	r.Plan.Anchor = record.Cell{Model: "select", Point: Point(10)}
	for round := int64(1); round <= int64(rounds); round++ {
		pace := math.Exp(0.06 * random.NormFloat64())
		for _, m := range fourModels {
			for _, p := range r.Plan.Sweep {
				run(r, trialOf(m, p, round, pace*math.Exp(0.015*random.NormFloat64())))
			}
		}
	}
	return r
}

// blank is a run of that sweep without models.
func blank(name string, sweep []record.Point, rounds int) *record.Record {
	return &record.Record{
		ID:      id(name),
		Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T12:03:07Z",
		Command: []string{"iomodels", "run"},
		Tool:    record.Tool{Commit: "0123abcd", Go: "go1.26.8", Settings: []string{"CGO_ENABLED=0"}},
		Environment: record.Environment{
			OS: "linux", Arch: "amd64", Kernel: "6.18.0 #1 SMP PREEMPT_DYNAMIC", CPU: "Intel(R) Xeon(R) Platinum 8488C",
			Processors: 2, ThreadsPerCore: 1, MemoryBytes: 24 << 30, Virtualisation: "kvm", NoFile: 20000,
		},
		Plan: record.Plan{
			Workload: workload.Idle.Name, Axis: workload.Connections.Name, Sweep: sweep,
			Rounds: int64(rounds), WarmupNs: 300e6, DurationNs: 800e6, Seed: "4711",
			AcceptBatch: 64, Wait: "ask-again", ServerCPUs: []int64{0}, ClientCPUs: []int64{1},
			Order: make([][]record.Cell, rounds),
		},
	}
}

// id is a made-up ID of the length of a true one.
func id(name string) string { return "im1-" + strings.Repeat(name, 52)[:52] }

// run adds a trial to r and to its plan's order.
func run(r *record.Record, t record.Trial) {
	r.Trials = append(r.Trials, t)
	order := &r.Plan.Order[t.Round-1]
	*order = append(*order, t.Cell())
}

func trialOf(m made, p record.Point, round int64, pace float64) record.Trial {
	n := p.Connections
	out := record.Trial{Model: m.name, Round: round, Point: p, Requested: n, Noise: record.Noise{Load: "0.42"}}
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
	out.Outcome, out.Established, out.Proven, out.ProvenAfter = record.Measured, n, n, n
	out.WindowNs, out.Requests = window, requests
	out.Latency = histogram(
		bar{int64(10 * window / float64(requests)), requests - requests/50},
		bar{int64(25 * window / float64(requests)), requests / 50})
	out.ServerCPUNs, out.ClientCPUNs = ptr(window*busy), int64(window*0.62)
	out.ServerUserNs, out.ServerSystemNs = ptr(200e6), ptr(510e6)
	out.RSSBeforeBytes, out.RSSHeldBytes = ptr(7<<20), ptr(float64(7<<20+400<<10+int64(m.bytes*float64(n))&^4095))
	out.SlabBeforeBytes, out.SlabHeldBytes = ptr(28<<20), ptr(float64(28<<20+7552*n))
	out.RunDelayNs = ptr(2e6)
	every := float64(requests)
	out.Counters = &record.Counters{Requests: ptr(every), Accepts: ptr(0), Closes: ptr(0)}
	if c := out.Counters; m.observed {
		c.Waits, c.Polls, c.Events = ptr(3), ptr(m.polls*every), ptr(every)
		c.Controls, c.Reads, c.Writes, c.EAGAINs = ptr(0), ptr(every), ptr(every), ptr(0)
	}
	if m.name == "epoll_et" && n == 1000 && round == 2 {
		out.Warnings = []record.Warning{{
			Code: record.Disturbed, Text: "other processes used 61 ms of the processors",
			Remedy: "stop what else runs, or use a machine of your own; iomodels doctor names it",
		}}
	}
	return out
}

func ptr(x float64) *int64 {
	n := int64(x)
	return &n
}

// A bar is how many requests took so many nanoseconds.
type bar struct{ ns, requests int64 }

func histogram(bars ...bar) string {
	h := record.NewLatency()
	for _, b := range bars {
		must(h.RecordValues(b.ns, b.requests))
	}
	text, err := record.EncodeLatency(h)
	must(err)
	return text
}

// must panics if a record cannot be made: that is a fault of this package or of
// the test that altered the record.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Finish gives r the ID that it has as a file. It panics if r is not valid.
func Finish(r *record.Record) *record.Record {
	_, err := record.Marshal(r)
	must(err)
	return r
}
