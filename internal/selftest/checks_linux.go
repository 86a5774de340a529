package selftest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/workload"
)

// A kind is checks that are measured together.
type kind struct {
	name  string
	timed int // how many of its checks measure times, or what varies with them
	run   func(*bench) ([]Check, error)
}

// Exact counts come first, since no noise can alter them, and then what takes least.
var kinds = []kind{
	{"calls", 0, (*bench).calls},
	{"errors", 0, (*bench).errors},
	{"closes", 0, (*bench).closes},
	{"cpu", 1, (*bench).cpu},
	{"delay", 1, (*bench).delay},
	{"rate", 1, (*bench).rate},
	{"queue", 3, (*bench).queues},
	{"stall", 1, (*bench).stall},
	{"memory", 1, (*bench).memory},
	{"builds", 2, (*bench).builds},
}

// most is for how long a self-test goes on: a machine that does not get through
// in this time is too busy for it.
const most = 58 * time.Second

// Kinds lists the names of what can be checked.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Run carries out the checks of those names. Its error means that a check could
// not be carried out at all, or that ctx has ended.
func Run(ctx context.Context, o Options, names []string) ([]Check, error) {
	var all []Check
	inTime, stop := context.WithTimeout(ctx, most)
	defer stop()
	b := &bench{ctx: inTime, Options: o}
	for i, name := range names {
		b.tell = func(p trial.Progress) { o.Tell(name, i, len(names), p) }
		k := kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })]
		checks, err := k.run(b)
		if err = cmp.Or(ctx.Err(), err); err != nil {
			return all, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, checks...)
	}
	return all, nil
}

// cpu: what one server burns more than another. Both burn, so that the generator
// sleeps meanwhile in either case: to wake it costs the server time as well.
func (b *bench) cpu() ([]Check, error) {
	less, more := b.scripted("less", Script{Burn: 500 * time.Microsecond}), b.scripted("more", Script{Burn: 2500 * time.Microsecond})
	p := plan{Workload: workload.Saturate, connections: 4, active: 4, rounds: repeats,
		warmup: 10 * time.Millisecond, duration: 100 * time.Millisecond, slice: 50 * time.Millisecond}
	all, disturbed, err := b.measure(p, less, more)
	if err != nil {
		return nil, err
	}
	c := Check{Name: "CPU time burnt", Unit: "ns", Allowed: 0.04, Disturbed: disturbed}
	c.judge(pairs(all[0], all[1], func(less, more *seen) (truth, measured float64) {
		return burnt(more) - burnt(less), cost(more) - cost(less)
	}), relative)
	return []Check{c}, nil
}

// burnt is the CPU time for a request in the window, by the server's own clock.
func burnt(s *seen) float64 {
	var all []time.Duration
	for _, a := range s.window() {
		all = append(all, a.CPU)
	}
	return average(all)
}

// pairs are the rounds in which both servers were measured.
func pairs(these, those []seen, of func(a, b *seen) (truth, measured float64)) (rounds []round) {
	for i := range min(len(these), len(those)) {
		if these[i].whole() && those[i].whole() {
			truth, measured := of(&these[i], &those[i])
			rounds = append(rounds, round{truth, measured})
		}
	}
	return rounds
}

// cost is the server's CPU time for a request, in nanoseconds.
func cost(s *seen) float64 { return float64(*s.ServerCPUNs) / float64(s.Requests) }

// delay: a fixed one, less the way there and back of a server without it.
func (b *bench) delay() ([]Check, error) {
	at, late := b.scripted("at once", Script{Burn: 1}), b.scripted("late", Script{Sleep: 10 * time.Millisecond})
	p := plan{Workload: workload.Rate, connections: 2, active: 2, rate: 50, arrivals: load.Constant, rounds: repeats, duration: 120 * time.Millisecond}
	all, disturbed, err := b.measure(p, at, late)
	if err != nil {
		return nil, err
	}
	c := Check{Name: "fixed delay", Unit: "ns", Allowed: 0.02, Disturbed: disturbed}
	early := false
	c.judge(pairs(all[0], all[1], func(at, late *seen) (truth, measured float64) {
		lengths := lengths(late.window())
		slices.Sort(lengths)
		early = early || beforeServer(lengths, late)
		return float64(ranked(lengths, 50)), quantile(late, 50) - quantile(at, 50)
	}), relative)
	if early {
		c.Verdict, c.Why = Off, "a reply is said to have come before its server sent it"
	}
	return []Check{c}, nil
}

// beforeServer says whether a request was faster than its server, which took
// those sorted lengths.
func beforeServer(lengths []time.Duration, s *seen) bool {
	service, err := record.DecodeLatency(s.LatencySend)
	const rounding = 1.001 // of the histogram
	return err != nil || float64(service.Min())*rounding < float64(lengths[0]) ||
		float64(service.Max())*rounding < float64(lengths[len(lengths)-1]) || service.Mean()*rounding < average(lengths)
}

// ranked is a percentile of sorted values, as histograms have it.
func ranked(sorted []time.Duration, q float64) time.Duration {
	return sorted[max(1, int(q/100*float64(len(sorted))+0.5))-1]
}

func lengths(acts []Act) (all []time.Duration) {
	for _, a := range acts {
		all = append(all, a.length())
	}
	return all
}

// quantile is a percentile of the response times of a trial that was measured.
func quantile(s *seen, q float64) float64 {
	h, err := record.DecodeLatency(s.Latency)
	if err != nil {
		return math.NaN()
	}
	return float64(h.ValueAtQuantile(q))
}

func mean(s *seen) float64 {
	h, err := record.DecodeLatency(s.Latency)
	if err != nil {
		return math.NaN()
	}
	return h.Mean()
}

// rate: that of the generator's clock and that of the server's, whichever is farther off.
func (b *bench) rate() ([]Check, error) {
	const offered = 2000 // requests a second
	p := plan{Workload: workload.Rate, connections: 10, active: 10, rate: offered, arrivals: load.Constant, rounds: repeats, duration: 100 * time.Millisecond}
	all, disturbed, err := b.measure(p, b.scripted("steady", Script{Burn: 1}))
	if err != nil {
		return nil, err
	}
	c := Check{Name: "known rate", Unit: "1/s", Allowed: 0.005, Disturbed: disturbed}
	c.judge(pairs(all[0], all[0], func(s, _ *seen) (truth, measured float64) {
		acts := s.window()
		theirs := float64(len(acts)-1) / (acts[len(acts)-1].Begin - acts[0].Begin).Seconds()
		ours := float64(s.Requests) / time.Duration(s.WindowNs).Seconds()
		if math.Abs(theirs-offered) > math.Abs(ours-offered) {
			return offered, theirs
		}
		return offered, ours
	}), relative)
	return []Check{c}, nil
}

// memory: what a server keeps for each connection, in whole pages.
func (b *bench) memory() ([]Check, error) {
	const connections, kept = 200, 512 << 10 // so much that the kernel's rounding of resident pages is little of it
	plain := b.scripted("plain", Script{})
	keeping := b.scripted("keeping", Script{Keep: kept, KeepTill: connections})
	p := plan{Workload: workload.Idle, connections: connections, active: 1, rounds: repeats, duration: 10 * time.Millisecond, slice: 10 * time.Millisecond}
	all, disturbed, err := b.measure(p, plain, keeping)
	if err != nil {
		return nil, err
	}
	c := Check{Name: "memory kept on each", Unit: "bytes", Allowed: 0.02, Disturbed: disturbed}
	grown := func(s *seen) float64 { return float64(*s.RSSHeldBytes-*s.RSSBeforeBytes) / connections }
	c.judge(pairs(all[0], all[1], func(plain, keeping *seen) (truth, measured float64) {
		return kept, grown(keeping) - grown(plain)
	}), relative)
	return []Check{c}, nil
}

// builds: this one against itself, and against one that spends 5 % more on each request.
func (b *bench) builds() ([]Check, error) {
	p := plan{Workload: workload.Saturate, connections: 16, active: 16, rounds: 3,
		warmup: 20 * time.Millisecond, duration: 100 * time.Millisecond, slice: 10 * time.Millisecond}
	all, _, err := b.measure(p, b.scripted("before", Script{Spin: 1}))
	if err != nil {
		return nil, err
	}
	more := time.Duration(middle(all[0], cost) / 20)
	p.rounds, p.duration = repeats, 180*time.Millisecond
	all, disturbed, err := b.measure(p, b.scripted("this", Script{Spin: 1}), b.scripted("same", Script{Spin: 1}), b.scripted("slower", Script{Spin: max(1, more)}))
	if err != nil {
		return nil, err
	}
	spun := func(s *seen) float64 { return float64(s.log.Spun) / float64(s.log.Requests) }
	compare := func(this, other *seen) (truth, measured float64) {
		return (spun(other) - spun(this)) / cost(this), cost(other)/cost(this) - 1
	}
	same := Check{Name: "build against itself", Unit: "ratio", Allowed: 0.05, Disturbed: disturbed}
	slower := Check{Name: "build slowed by 5 %", Unit: "ratio", Allowed: 0.05, Disturbed: disturbed}
	same.judge(pairs(all[0], all[1], compare), difference)
	slower.judge(pairs(all[0], all[2], compare), difference)
	slower.mustBeFound()
	return []Check{same, slower}, nil
}
