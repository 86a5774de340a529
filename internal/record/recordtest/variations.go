package recordtest

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// visit shows every struct within v to see, by its address.
func visit(v reflect.Value, see func(any)) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), see)
		}
	case reflect.Struct:
		see(v.Addr().Interface())
		for i := range v.NumField() {
			visit(v.Field(i), see)
		}
	}
}

// EachPoint alters every point of r, wherever it stands.
func EachPoint(r *record.Record, alter func(*record.Point)) *record.Record {
	visit(reflect.ValueOf(r).Elem(), func(x any) {
		if p, ok := x.(*record.Point); ok {
			alter(p)
		}
	})
	return r
}

// Rename gives a model of r another name, wherever it stands.
func Rename(r *record.Record, from, to string) *record.Record {
	visit(reflect.ValueOf(r).Elem(), func(x any) {
		name := reflect.ValueOf(x).Elem().FieldByName("Model")
		if m, ok := x.(*record.Model); ok {
			name = reflect.ValueOf(&m.Name).Elem()
		}
		if name.IsValid() && name.Kind() == reflect.String && name.String() == from {
			name.SetString(to)
		}
	})
	return r
}

// Keep leaves r the points and the models that keep wants. The anchor stays.
func Keep(r *record.Record, point func(record.Point) bool, model func(name string) bool) *record.Record {
	plan := &r.Plan
	plan.Sweep = few(plan.Sweep, point)
	plan.Models = few(plan.Models, func(m record.Model) bool { return model(m.Name) })
	for i, cells := range plan.Order {
		plan.Order[i] = few(cells, func(c record.Cell) bool { return model(c.Model) && point(c.Point) })
	}
	r.Trials = few(r.Trials, func(t record.Trial) bool { return model(t.Model) && point(t.Point) })
	r.Verdicts = few(r.Verdicts, func(v record.Verdict) bool { return model(v.Model) })
	r.SystemCalls = few(r.SystemCalls, func(c record.SystemCalls) bool { return model(c.Model) })
	return r
}

func few[T any](list []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !keep(x) })
}

// Every is the choice that leaves out nothing, for Keep.
func Every[T any](T) bool { return true }

// Scale multiplies the server's CPU time of each measured trial.
func Scale(r *record.Record, by func(i int, t *record.Trial) float64) *record.Record {
	for i := range r.Trials {
		if t := &r.Trials[i]; t.ServerCPUNs != nil {
			t.ServerCPUNs = ptr(float64(*t.ServerCPUNs) * by(i, t))
		}
	}
	return r
}

// InSlices cuts the window of each measured trial of r into n slices, in which the
// whole sweep took turns. A neighbour makes one turn in two dearer for all, and
// one slice of each trial ten times as dear for that one alone.
func InSlices(r *record.Record, n int) *record.Record {
	r.Plan.SliceNs, r.Plan.Turns = ptr(float64(r.Plan.DurationNs)/float64(n)), new(record.BySweep)
	part := func(whole int64, k int) int64 { return whole*int64(k+1)/int64(n) - whole*int64(k)/int64(n) }
	for i := range r.Trials {
		t := &r.Trials[i]
		if t.Outcome != record.Measured {
			continue
		}
		cost := float64(*t.ServerCPUNs) / float64(t.Requests)
		t.Slices, t.ServerCPUNs = new(record.Slices), ptr(0)
		for k := range n {
			drift := 1 + 0.4*float64((k+int(t.Round))%2)
			if k == i%n {
				drift *= 10
			}
			requests := part(t.Requests, k)
			cpu := int64(cost * drift * float64(requests))
			*t.ServerCPUNs += cpu
			t.Slices.Requests = append(t.Slices.Requests, requests)
			t.Slices.ServerCPUNs = append(t.Slices.ServerCPUNs, cpu)
			t.Slices.ElapsedNs = append(t.Slices.ElapsedNs, part(t.WindowNs, k))
			t.Slices.StealNs = append(t.Slices.StealNs, 0)
		}
	}
	return r
}

// OnePoint leaves r the point with 1,000 connections.
func OnePoint(r *record.Record) *record.Record {
	Keep(r, func(p record.Point) bool { return p.Connections == 1000 }, Every)
	r.Plan.Anchor.Point = r.Plan.Sweep[0]
	return r
}

// Later is Sample as another run would make it: other noise, the whole machine
// faster by a quarter, and select at 1,000 connections cheaper by a fifth more.
func Later(rounds int) *record.Record {
	r := Sample(rounds)
	r.ID, r.Tool.Commit = id("later"), "4567cdef"
	r.Started, r.Finished = "2026-04-01T12:00:00Z", "2026-04-01T12:03:07Z"
	r.Environment.CPUAccounting, r.Environment.Kernel = "interrupt time left out", "6.19.1 #1 SMP"
	return Scale(r, func(i int, t *record.Trial) float64 {
		noise := 0.75 * (1 + 0.02*math.Sin(float64(7*i)))
		if t.Model == "select" && t.Connections == 1000 {
			noise *= 0.8
		}
		return noise
	})
}

// Against is Sample with epoll_lt alone, and its counterpart of another build,
// which takes factor times its CPU time.
func Against(rounds int, factor float64) *record.Record {
	const ours, old = "epoll_lt", "epoll_lt" + record.OldSuffix
	is := func(name string) bool { return name == ours }
	r := Scale(Keep(Sample(rounds), Every, is), func(int, *record.Trial) float64 { return 0.9 })
	random := rand.New(rand.NewPCG(2, 2))
	other := Scale(Rename(Keep(Sample(rounds), Every, is), ours, old), func(int, *record.Trial) float64 { return factor * math.Exp(0.01*random.NormFloat64()) * 0.9 })
	r.ID, r.Plan.Anchor.Model = id("against"), ours
	r.Against = &record.Tool{Commit: "89abcdef01234567", Go: "go1.26.8"}
	r.Plan.Models = append(r.Plan.Models, other.Plan.Models...)
	r.Verdicts = append(r.Verdicts, other.Verdicts...)
	r.SystemCalls = append(r.SystemCalls, other.SystemCalls...)
	both := r.Trials
	r.Trials, r.Plan.Order = nil, make([][]record.Cell, rounds)
	for i := range both {
		run(r, both[i])
		run(r, other.Trials[i])
	}
	return r
}

// Rate is Sample at 10 and 100 connections as a run of the workload rate would
// make it: 5,000 requests a second, found by calibration.
func Rate(rounds int) *record.Record {
	r := Keep(Sample(rounds), func(p record.Point) bool { return p.Connections <= 100 }, Every)
	r.ID, r.Plan.Workload, r.Plan.Arrivals = id("rate"), workload.Rate.Name, "poisson"
	for i, m := range r.Plan.Models {
		r.Plan.Calibration = append(r.Plan.Calibration, record.Capacity{
			Model: m.Name, Connections: 10, WindowNs: 500e6, Requests: int64(8000 - 1000*i),
		})
	}
	EachPoint(r, func(p *record.Point) { p.Active, p.Rate = p.Connections, 5000 })
	const n = 4000 // requests of a trial
	for k := range r.Trials {
		t := &r.Trials[k]
		var service, response [n][2]int64
		for i := range int64(n) {
			sent := 40_000 + 1000*t.Round + 7*i
			service[i], response[i] = [2]int64{sent, 1}, [2]int64{sent + i*i/100, 1}
		}
		t.Latency, t.LatencySend = histogram(response, response[:]...), histogram(service, service[:]...)
		for _, c := range []*int64{t.Counters.Polls, t.Counters.Events, t.Counters.Reads, t.Counters.Writes, t.Counters.Requests} {
			if c != nil {
				*c = int64(math.Round(float64(*c) * n / float64(t.Requests)))
			}
		}
		*t.ServerCPUNs /= 4
		t.Requests, t.Offered, t.Unsent, t.LagP99Ns, t.LagMaxNs, t.InSystemNs = n, ptr(n), ptr(0), ptr(9000), ptr(70_000), ptr(400e6)
	}
	return r
}

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

// Wrong is Sample with an external beside epoll_lt that answers one request in
// forty wrong at 10 connections, and gives up at 1,000.
func Wrong(rounds int) *record.Record {
	r := Keep(Sample(rounds), func(p record.Point) bool { return p.Connections != 100 && p.Connections != 10000 },
		func(name string) bool { return name == "epoll_lt" || name == "netpoll" })
	r.ID, r.Plan.Anchor.Model = id("wrong"), "epoll_lt"
	Rename(r, "netpoll", "mine")
	m := r.Plan.Model("mine")
	m.External, m.Command = true, "mine {port}"
	r.SystemCalls, r.Verdicts = nil, few(r.Verdicts, func(v record.Verdict) bool { return v.Model != "mine" })
	for i := range r.Trials {
		t := &r.Trials[i]
		switch {
		case t.Model != "mine":
		case t.Connections == 10:
			n := t.Requests / 39
			t.Errors = []record.ErrorCount{{Name: "wrong body", Count: n - 7, Excerpt: "Hello, wurld!"}, {Name: "wrong status", Count: 7, Excerpt: "503"}}
		default:
			t.Outcome, t.Reason, t.Requests, t.ProvenAfter, t.Latency = record.Failed, "gave up after 10001 errors: 10001 × wrong body", 0, 0, ""
			t.Errors = []record.ErrorCount{{Name: "wrong body", Count: 10001}}
		}
		t.Counters = nil
	}
	return r
}

// Churn is Sample at 10 connections as a run of the workload churn would make
// it: listeners of the machine turned away 9 connections in each trial, and the
// server's own as many as are given; less than 0: they were not seen.
func Churn(rounds int, own int64) *record.Record {
	r := Keep(Sample(rounds), func(p record.Point) bool { return p.Connections == 10 }, Every)
	r.ID, r.Plan.Workload = id("churn"), workload.Churn.Name
	for i := range r.Trials {
		t := &r.Trials[i]
		t.TimeWaitBefore, t.TimeWaitAfter, t.ListenOverflows, t.ListenDrops = ptr(0), ptr(100), ptr(9), ptr(9)
		t.RSSHeldBytes, t.SlabHeldBytes, t.ClientRSSHeldBytes, t.OpeningNs = nil, nil, nil, nil
		if own >= 0 {
			t.ListenerDrops = &own
		}
	}
	return r
}
