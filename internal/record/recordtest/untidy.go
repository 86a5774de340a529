package recordtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// Trouble is a record of what can go wrong: interrupted in its third round, a
// model that broke a promise, an external that did, a trial that failed.
func Trouble() *record.Record {
	r := Sample(3)
	r.ID, r.Partial, r.Trials = id("trouble"), true, r.Trials[:len(r.Trials)-6]
	r.Plan.ServerCPUs, r.Plan.ClientCPUs = []int64{0, 1}, []int64{2, 3, 4, 6}
	r.Plan.Models = append(r.Plan.Models, record.Model{Name: "nginx", External: true, Command: "nginx -p {port}"})
	for i := range r.Plan.Order {
		for _, p := range r.Plan.Sweep {
			r.Plan.Order[i] = append(r.Plan.Order[i], record.Cell{Model: "nginx", Point: p})
		}
	}
	for i := range r.Verdicts {
		switch v := &r.Verdicts[i]; {
		case v.Model == "epoll_et" && v.Promise == "promise-7":
			v.Verdict, v.Detail = record.Fail, "no reply within 2 s after a half-close"
		case v.Model == "netpoll" && v.Promise == "promise-9":
			v.Verdict, v.Detail = record.Exempt, "package net retries by itself"
		}
	}
	r.Verdicts = append(r.Verdicts,
		record.Verdict{Model: "nginx", Promise: "promise-1", Verdict: record.Pass},
		record.Verdict{Model: "nginx", Promise: "promise-2", Verdict: record.Fail, Detail: "404 for /"},
		record.Verdict{Model: "nginx", Promise: "promise-3", Verdict: record.CannotBeSeen})
	spoiled := &r.Trials[5]
	spoiled.Outcome, spoiled.Reason, spoiled.ProvenAfter = record.Failed, "3 connections were reset in the window", 97
	spoiled.Errors = []record.ErrorCount{{Name: "connection reset", Count: 3}}
	for i := range r.Trials {
		if t := &r.Trials[i]; t.Connections == 10 {
			t.Warnings = append(t.Warnings, record.Warning{
				Code: record.GeneratorLimited, Text: "the generator used 99 % of its processors", Remedy: "give it more with --client-cpus",
			})
		}
	}
	r.Warnings = []record.Warning{{Code: "no-governor", Text: "the CPU frequency cannot be seen"}}
	return r
}

// Attack is the text with which Hostile tries to become markup.
const Attack = `</script></style></title><script>hacked=1</script><img src=x onerror=hacked=1>"'><!--`

// Hostile is Trouble with Attack in every text. It is not valid.
func Hostile() *record.Record {
	r := Rename(Trouble(), "select", "x"+Attack)
	for i := range r.SystemCalls {
		r.SystemCalls[i].Calls[0].Name = "epoll" + Attack
	}
	r.Trials[5].Reason += Attack
	for _, text := range []*string{
		&r.Environment.CPU, &r.Environment.Kernel, &r.Environment.Governor, &r.Environment.CPUAccounting,
		&r.Environment.Virtualisation, &r.Plan.Seed, &r.Plan.Wait, &r.Tool.Go, &r.Tool.Commit,
	} {
		*text += Attack
	}
	r.Environment.Sysctls = []record.Pair{{Name: "a" + Attack, Value: Attack}}
	r.Environment.Mitigations = []record.Pair{{Name: "b", Value: Attack}}
	r.Tool.Settings, r.Command = []string{Attack}, append(r.Command, Attack)
	r.Warnings = append(r.Warnings, record.Warning{Code: Attack, Text: Attack, Remedy: Attack})
	return r
}

// names are those of our models, and further ones as somebody else's servers.
func names(n int) []string {
	ours := []string{"select", "poll", "epoll_lt", "epoll_lt_textbook", "epoll_et", "epoll_et_textbook", "netpoll", "nethttp", "io_uring"}
	for i := len(ours); i < n; i++ {
		ours = append(ours, fmt.Sprintf("a-server-of-somebody-else-%d", i))
	}
	return ours[:n]
}

// Many is a tidy run of so many models at so many points.
func Many(models, points, rounds int) *record.Record {
	var sweep []record.Point
	for i := range int64(points) {
		sweep = append(sweep, Point(10*(i+1)*(i+1)*(i+1)))
	}
	r := blank("many", sweep, rounds)
	for i, name := range names(models) {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: name, Waits: "epoll_wait(2)", Kind: "readiness"})
		r.Verdicts = append(r.Verdicts, record.Verdict{Model: name, Promise: "one-request", Verdict: record.Pass})
		calls := record.SystemCalls{Model: name, Point: Point(10), WindowNs: 300e6, Requests: 20000, Total: 44100 + int64(500*i)}
		calls.Calls = []record.Call{{Name: "epoll_pwait", Count: 3000 + int64(300*i)}, {Name: "recvfrom", Count: 20000}, {Name: "sendto", Count: 20000}}
		r.SystemCalls = append(r.SystemCalls, calls)
	}
	r.Plan.Anchor = record.Cell{Model: "select", Point: sweep[0]}
	for i, name := range names(models) {
		m := made{name, "", 5000 + 400*float64(i), 0.02 + 0.8*float64(i%3), 80 + 700*float64(i), 0.2, true}
		dear := trialOf(m, sweep[len(sweep)/2], 1, 1.2) // its histogram serves them all
		for round := range rounds {
			for j, p := range sweep {
				t := dear
				if n := p.Connections; name == "select" && n > 1016 {
					t = trialOf(m, p, 1, 1)
				} else {
					cost := min(m.base+m.each*float64(n), 750e6/float64(dear.Requests)) * (1 + 0.005*float64((i*7+j*3+round*5)%11))
					t.ServerCPUNs = ptr(cost * float64(dear.Requests))
					t.Point, t.Requested, t.Established, t.Proven, t.ProvenAfter = p, n, n, n, n
				}
				t.Round = int64(round + 1)
				run(r, t)
			}
		}
	}
	slices.SortStableFunc(r.Trials, func(a, b record.Trial) int { return int(a.Round - b.Round) })
	return r
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
	r := blank("crowd", sweep, rounds)
	for i, name := range names(models) {
		r.Plan.Models = append(r.Plan.Models, record.Model{Name: name, External: i >= 9})
		r.SystemCalls = append(r.SystemCalls, record.SystemCalls{
			Model: name, Point: Point(10), Requests: 1000, Total: 2300, Calls: []record.Call{{Name: fmt.Sprintf("call_%d", i%12), Count: 2000}, {Name: "futex", Count: 100}},
		})
	}
	for round := range int64(rounds) {
		for i, m := range r.Plan.Models {
			for j, p := range sweep {
				if (i*7+j*3)%11 != 0 { // it never ran
					run(r, wild(m.Name, p, round+1, i, random))
				}
			}
		}
	}
	return r
}

func wild(model string, p record.Point, round int64, i int, random *rand.Rand) record.Trial {
	t := record.Trial{Model: model, Round: round, Point: p, Requested: p.Connections}
	switch {
	case (model == "select" || model == "poll") && p.Connections > 1012:
		t.Outcome, t.Reason, t.Limit, t.Proven = record.Limit, "FD_SETSIZE", ptr(1012), 1012
		return t
	case i%5 == 4 && p.Connections > 5000:
		t.Outcome, t.Reason = record.Failed, "it gave up"
		return t
	}
	cost := 5000 * math.Exp(0.1*float64(i)+1.5*random.NormFloat64()) * (1 + float64(p.Connections)/float64(1000*(i+1)))
	t.Outcome, t.Proven, t.WindowNs = record.Measured, p.Connections, 800e6
	t.Requests = max(1, int64(800e6/cost))
	t.ServerCPUNs, t.ClientCPUNs = ptr(800e6), 500e6
	t.RSSBeforeBytes, t.RSSHeldBytes = ptr(7<<20), ptr(float64(7<<20+p.Connections*int64(90*(1+i)))+1e5*random.NormFloat64())
	t.SlabBeforeBytes, t.SlabHeldBytes = ptr(28<<20), ptr(float64(28<<20+7552*p.Connections)+1e5*random.NormFloat64())
	return t
}
