// Package recordtest makes up records for the tests of whatever reads one.
// Every call makes its record anew, with the same content: a test may alter it.
// Its ID is made up too.
package recordtest

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

const window = 800e6 // nanoseconds of a trial

// made is a made-up model: what a request costs it, and what it counts.
type made struct {
	name, waits string
	base, each  float64 // nanoseconds per request, and per request and connection
	bytes       float64 // per connection
	polls       float64 // per request
	observed    bool
	total       int64 // of calls that the kernel counted
	calls       []record.Call
}

func readiness(wait string) []record.Call {
	return []record.Call{{Name: wait, Count: 4000}, {Name: "recvfrom", Count: 20000}, {Name: "sendto", Count: 20000}, {Name: "futex", Count: 70}}
}

var fourModels = []made{
	{"select", "select(2)", 5600, 4.3, 70, 0.21, true, 44100, readiness("pselect6")},
	{"epoll_lt", "epoll_wait(2)", 6100, 0.02, 88, 0.2, true, 44100, readiness("epoll_pwait")},
	{"epoll_et", "epoll_wait(2)", 6050, 0.021, 90, 0.2, true, 44100, readiness("epoll_pwait")},
	{
		"netpoll", "Go's runtime poller", 7900, 0.06, 9800, 0, false, 62300,
		[]record.Call{{Name: "epoll_pwait", Count: 2400}, {Name: "read", Count: 39800}, {Name: "write", Count: 20000}},
	},
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
	var round int64
	var pace float64 // of the round
	return runOf("sample", fourModels, []record.Point{Point(10), Point(100), Point(1000), Point(10000)}, rounds, func(m made, t *record.Trial) {
		if t.Round != round {
			round, pace = t.Round, math.Exp(0.06*random.NormFloat64())
		}
		busy := 0.985
		if t.Connections == 10 {
			busy = 0.91
		}
		requests := int64(window * busy / (m.cost(t) * (pace * math.Exp(0.015*random.NormFloat64()))))
		serve(m, t, requests, window*busy, latencyOf(requests))
		if m.name == "epoll_et" && t.Connections == 1000 && t.Round == 2 {
			t.Warnings = []record.Warning{{
				Code: record.Disturbed, Text: "other processes used 61 ms of the processors",
				Remedy: "stop what else runs, or use a machine of your own; iomodels doctor names it",
			}}
		}
	})
}

func (m made) cost(t *record.Trial) float64 { return m.base + m.each*float64(t.Connections) }

// servers are our models, and further ones as somebody else's.
func servers(n int) (all []made) {
	names := []string{"select", "poll", "epoll_lt", "epoll_lt_textbook", "epoll_et", "epoll_et_textbook", "netpoll", "nethttp", "io_uring"}
	for i := range n {
		if i >= len(names) {
			names = append(names, fmt.Sprintf("a-server-of-somebody-else-%d", i))
		}
		x := float64(i)
		all = append(all, made{
			names[i], "epoll_wait(2)", 5000 + 400*x, 0.02 + 0.8*float64(i%3), 80 + 700*x, 0.2, true,
			44100 + int64(500*i), readiness(fmt.Sprintf("call_%d", i%12)),
		})
	}
	return all
}

// Many is a tidy run of so many models at so many points.
func Many(models, points, rounds int) *record.Record {
	var sweep []record.Point
	for i := range int64(points) {
		sweep = append(sweep, Point(10*(i+1)*(i+1)*(i+1)))
	}
	const requests = 50_000
	latency := latencyOf(requests) // to encode it for a thousand trials takes a while
	k := 0
	return runOf("many", servers(models), sweep, rounds, func(m made, t *record.Trial) {
		k++
		serve(m, t, requests, min(requests*m.cost(t), 750e6)*(1+0.005*float64(7*k%11)), latency)
	})
}

// Crowd is a run of many models and points under wild noise, with cells that
// failed, stopped at a limit or never ran. It is too untidy to be valid; reports
// must stand it all the same.
func Crowd(models, points, rounds int) *record.Record {
	random := rand.New(rand.NewPCG(uint64(models), uint64(points)))
	var sweep []record.Point
	for i := range points {
		n := int64(10 * math.Pow(19000.0/10, float64(i)/float64(max(1, points-1))))
		sweep = append(sweep, Point(max(n, int64(i+10))))
	}
	k := -1
	r := runOf("crowd", servers(models), sweep, rounds, func(m made, t *record.Trial) {
		k++
		switch cell := k % (models * points); {
		case cell%11 == 0: // it never ran
		case m.name == "epoll_et" && t.Connections > 5000:
			t.Outcome, t.Reason = record.Failed, "it gave up"
		default:
			cost := m.cost(t) * math.Exp(1.5*random.NormFloat64())
			serve(m, t, max(1, int64(800e6/cost)), 800e6, "")
			if t.Outcome == record.Measured {
				*t.RSSHeldBytes += int64(1e5 * random.NormFloat64())
				*t.SlabHeldBytes += int64(1e5 * random.NormFloat64())
			}
		}
	})
	for i := range r.Plan.Models {
		r.Plan.Models[i].External = i >= 9
	}
	return r
}

// runOf is a run of those models over a sweep. trial fills in what became of a
// trial; one without an outcome never ran.
func runOf(name string, models []made, sweep []record.Point, rounds int, trial func(made, *record.Trial)) *record.Record {
	r := &record.Record{
		ID: id(name), Started: "2026-03-01T12:00:00Z", Finished: "2026-03-01T12:03:07Z", Command: []string{"iomodels", "run"},
		Tool: record.Tool{Commit: "0123abcd", Go: "go1.26.8", Settings: []string{"CGO_ENABLED=0"}},
		Environment: record.Environment{
			OS: "linux", Arch: "amd64", Kernel: "6.18.0 #1 SMP PREEMPT_DYNAMIC", CPU: "Intel(R) Xeon(R) Platinum 8488C",
			Processors: 2, ThreadsPerCore: 1, MemoryBytes: 24 << 30, Virtualisation: "kvm", NoFile: 20000,
		},
		Plan: record.Plan{
			Workload: workload.Idle.Name, Axis: workload.Connections.Name, Sweep: sweep, Anchor: record.Cell{Model: models[0].name, Point: sweep[0]},
			Rounds: int64(rounds), WarmupNs: 300e6, DurationNs: 800e6, Seed: "4711", AcceptBatch: 64, Wait: "ask-again",
			ServerCPUs: []int64{0}, ClientCPUs: []int64{1}, Order: make([][]record.Cell, rounds),
		},
	}
	for _, m := range models {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: m.name, Waits: m.waits, Kind: "readiness"})
		for i := range 31 {
			r.Verdicts = append(r.Verdicts, record.Verdict{Model: m.name, Promise: fmt.Sprintf("promise-%d", i+1), Verdict: record.Pass})
		}
		calls := append([]record.Call{}, m.calls...)
		r.SystemCalls = append(r.SystemCalls, record.SystemCalls{Model: m.name, Point: sweep[0], WindowNs: 300e6, Requests: 20000, Total: m.total, Calls: calls})
	}
	for i := range r.Plan.Order {
		for _, m := range models {
			for _, p := range sweep {
				t := record.Trial{Model: m.name, Round: int64(i + 1), Point: p, Requested: p.Connections, Noise: record.Noise{Load: "0.42"}}
				if trial(m, &t); t.Outcome != "" {
					run(r, t)
				}
			}
		}
	}
	return r
}

// id is a made-up ID of the length of a true one.
func id(name string) string { return "im1-" + strings.Repeat(name, 52)[:52] }

// run adds a trial to r and to its plan's order.
func run(r *record.Record, t record.Trial) {
	r.Trials = append(r.Trials, t)
	r.Plan.Order[t.Round-1] = append(r.Plan.Order[t.Round-1], t.Cell())
}

// serve is a trial in which m answered so many requests in so many nanoseconds
// of CPU time, or could not hold the connections.
func serve(m made, t *record.Trial, requests int64, cpu float64, latency string) {
	n := t.Connections
	if m.name == "select" {
		t.Limit = ptr(1016)
		if n > 1016 {
			t.Outcome, t.Reason = record.Limit, "FD_SETSIZE bounds a descriptor's number"
			t.Established, t.Proven, t.ProvenAfter, t.Refused = 1016, 1016, 1016, n-1016
			return
		}
	}
	t.Outcome, t.Established, t.Proven, t.ProvenAfter = record.Measured, n, n, n
	t.WindowNs, t.Requests, t.Latency = window, requests, latency
	t.ServerCPUNs, t.ServerUserNs, t.ServerSystemNs, t.ClientCPUNs, t.RunDelayNs = ptr(cpu), ptr(200e6), ptr(510e6), window*0.62, ptr(2e6)
	t.RSSBeforeBytes, t.RSSHeldBytes = ptr(7<<20), ptr(float64(7<<20+400<<10+int64(m.bytes*float64(n))&^4095))
	t.SlabBeforeBytes, t.SlabHeldBytes = ptr(28<<20), ptr(float64(28<<20+7552*n))
	every := float64(requests)
	c := &record.Counters{Requests: ptr(every), Accepts: ptr(0), Closes: ptr(0)}
	if m.observed {
		c.Waits, c.Polls, c.Events, c.Controls = ptr(3), ptr(m.polls*every), ptr(every), ptr(0)
		c.Reads, c.Writes, c.EAGAINs = ptr(every), ptr(every), ptr(0)
	}
	t.Counters = c
}

func ptr(x float64) *int64 { return new(int64(x)) }

// latencyOf is the histogram of so many requests in a closed loop of ten.
func latencyOf(requests int64) string {
	each := window / float64(requests)
	return histogram(requests, [2]int64{int64(10 * each), requests - requests/50}, [2]int64{int64(25 * each), requests / 50})
}

// encoded are the histograms so far, by their keys: making them is nearly all
// that a record takes, and tests make the same ones again and again.
var encoded sync.Map

// histogram is one of nanoseconds, each with how many requests took them.
func histogram(key any, bars ...[2]int64) string {
	if text, ok := encoded.Load(key); ok {
		return text.(string)
	}
	h := record.NewLatency()
	var fault error
	for _, b := range bars {
		fault = cmp.Or(fault, h.RecordValues(b[0], b[1]))
	}
	text, err := record.EncodeLatency(h)
	if fault = cmp.Or(fault, err); fault != nil {
		panic(fault) // of this package
	}
	encoded.Store(key, text)
	return text
}
