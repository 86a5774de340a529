package recordtest

import (
	"fmt"
	"math"
	"math/rand/v2"

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
