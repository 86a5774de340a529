package selftest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/load/reply"
	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/subject"
	"github.com/iomodels/iomodels/internal/trial"
	"github.com/iomodels/iomodels/internal/words"
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

// queues: the waiting of an M/D/1 queue, computed from the arrivals that were
// drawn. The way there and back is that of the same server where nobody waits,
// since requests come evenly.
func (b *bench) queues() ([]Check, error) {
	even := queueing(0.3, load.Constant)
	even.rounds = 7
	all, before, err := b.measure(even, b.scripted("even", Script{Burn: service}))
	if err != nil {
		return nil, err
	}
	way := middle(all[0], func(s *seen) float64 { return mean(s) - average(lengths(s.window())) })
	var checks []Check
	for _, load := range []float64{0.3, 0.5, 0.8} {
		c, err := b.queue(load, way, before)
		if err != nil {
			return nil, err
		}
		checks = append(checks, c)
	}
	return checks, nil
}

// service is the time that the server of a queue takes for a request.
const service = time.Millisecond

func queueing(share float64, arrivals string) plan {
	return plan{Workload: workload.Rate, connections: 25, active: 25, rate: int64(share / service.Seconds()), arrivals: arrivals,
		rounds: repeats, duration: 120 * time.Millisecond}
}

func average(all []time.Duration) float64 {
	var sum time.Duration
	for _, d := range all {
		sum += d
	}
	return float64(sum) / float64(len(all))
}

// middle is the median of what the trials that were measured say; 0 if none was.
func middle(all []seen, of func(*seen) float64) float64 {
	var values []float64
	for i := range all {
		if all[i].whole() {
			values = append(values, of(&all[i]))
		}
	}
	return stats.Summarise(values).Median
}

// queue is one load. before is what disturbed the machine while the way was measured.
func (b *bench) queue(share, way float64, before string) (Check, error) {
	p := queueing(share, load.Poisson)
	all, disturbed, err := b.measure(p, b.scripted("queue", Script{Burn: service}))
	if err != nil {
		return Check{}, err
	}
	c := Check{Name: fmt.Sprintf("queue at %.0f %% load", 100*share), Unit: "ns", Allowed: 0.06, Disturbed: cmp.Or(disturbed, before)}
	c.Note = fmt.Sprintf("By formula (M/D/1), the mean at %.0f %% load is %s ms.", 100*share, words.Fine((service+QueueWait(share, service)).Seconds()*1000))
	complete := b.complete(p, all[0])
	c.judge(pairs(complete, complete, func(s, _ *seen) (truth, measured float64) {
		return average(b.replay(p, s)) + way, mean(s)
	}), relative)
	return c, nil
}

// due is when the requests of a trial were due: the schedule depends on the seed alone.
func (b *bench) due(p plan, s *seen) []time.Duration {
	return load.Spec{Rate: p.rate, Arrivals: p.arrivals, Duration: p.duration, Seed: b.Seed, Round: uint64(s.Round)}.Due()
}

// complete are the trials in which every request that was due was answered.
func (b *bench) complete(p plan, all []seen) []seen {
	return slices.DeleteFunc(all, func(s seen) bool { return len(b.due(p, &s)) != int(s.Requests) })
}

// replay is how long each request of a trial was in the server's system, by the
// schedule and the server's log.
func (b *bench) replay(p plan, s *seen) []time.Duration {
	acts := s.window()
	return Lindley(b.due(p, s), lengths(acts), pauses(acts))
}

// pauses are how long after each request the next one began: if that waited
// already, what the server needs to write a reply and to read.
func pauses(acts []Act) []time.Duration {
	all := make([]time.Duration, len(acts))
	for i := range acts[1:] {
		all[i] = acts[i+1].Begin - acts[i].End
	}
	return all
}

// stall: one in which requests keep arriving. A closed loop would hide it, since
// it sends nothing meanwhile.
func (b *bench) stall() ([]Check, error) {
	const connections, length = 16, 30 * time.Millisecond // most requests wait in the generator
	p := plan{Workload: workload.Rate, connections: connections, active: connections, rate: 2000, arrivals: load.Constant,
		rounds: repeats, duration: 150 * time.Millisecond}
	all, disturbed, err := b.measure(p, b.scripted("stalling", Script{Burn: 1, Stall: length, StallOn: connections + 100}))
	if err != nil {
		return nil, err
	}
	c := Check{Name: "90th % of a stall", Unit: "ns", Allowed: 0.05, Disturbed: disturbed}
	c.Note = fmt.Sprintf("By formula, 1 request in 10 waits more than %s ms for the stall.", words.Fine(Beyond(0.1, []time.Duration{length}, p.duration).Seconds()*1000))
	complete := b.complete(p, all[0])
	c.judge(pairs(complete, complete, func(s, _ *seen) (truth, measured float64) {
		waits := b.replay(p, s)
		slices.Sort(waits)
		return float64(ranked(waits, 90)), quantile(s, 90)
	}), relative)
	return []Check{c}, nil
}

// calls: one connection on which one request follows the other, and a server
// that sleeps in each wait, make one wait, one read and one write for each.
func (b *bench) calls() ([]Check, error) {
	s := subject.Model(b.Executable, b.Model, model.Config{Wait: model.Sleep})
	o := b.options(plan{Workload: workload.Idle, connections: 1, active: 1, rounds: 1, duration: 100 * time.Millisecond})
	o.Subjects = []subject.Subject{s}
	trials, err := trial.Measure(b.ctx, o, b.tell)
	if err != nil {
		return nil, err
	}
	own, kernel := Check{Name: "calls, by the server"}, Check{Name: "calls, by the kernel"}
	t, err := one(trials)
	if err != nil {
		return nil, err
	}
	if t.Outcome != record.Measured {
		return nil, errors.New(t.Reason)
	}
	waits, moves := record.Sum(t.Counters.Waits, t.Counters.Polls), record.Sum(t.Counters.Reads, t.Counters.Writes)
	own.exact(3*t.Requests, *record.Sum(waits, moves))
	if err := b.kernelCalls(&kernel, o, s); err != nil {
		return nil, err
	}
	return []Check{own, kernel}, nil
}

// one is the only trial.
func one[T any](trials []T) (t T, err error) {
	if len(trials) == 0 {
		return t, fmt.Errorf("nothing could be measured within %v: let the machine do less", most)
	}
	return trials[0], nil
}

// kernelCalls has the kernel count the same calls, if it may.
func (b *bench) kernelCalls(c *Check, o trial.Options, s subject.Subject) error {
	if err := probe.CanCountCalls(); err != nil {
		c.Verdict, c.Why = NotTried, err.Error()
		if why := (*probe.Unavailable)(nil); errors.As(err, &why) {
			c.Note = "To have the kernel count calls: " + why.Remedy + "."
		}
		return nil
	}
	seen, differ := trial.CountCalls(b.ctx, o, s)
	if seen.Note != "" {
		return errors.New(seen.Note)
	}
	var n int64
	for _, call := range seen.Calls {
		if slices.Contains([]string{"epoll_wait", "epoll_pwait", "epoll_pwait2", "recvfrom", "sendto"}, call.Name) {
			n += call.Count
		}
	}
	c.exact(3*seen.Requests, n)
	// The Go runtime looks for events itself, every 10 ms.
	c.Allowed = 0.01 + words.Number(20+time.Duration(seen.WindowNs)/(10*time.Millisecond))/c.Truth
	if len(differ) > 0 {
		c.Why = differ[0].Text
	} else if math.Abs(float64(c.Deviation)) <= float64(c.Allowed) {
		c.Verdict, c.Why = OK, ""
	}
	return nil
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

// errors: wrong replies are counted, each once.
func (b *bench) errors() ([]Check, error) {
	p := plan{Workload: workload.Saturate, connections: 20, active: 20, rounds: 1, duration: 50 * time.Millisecond}
	all, _, err := b.measure(p, b.scripted("wrong", Script{Wrong: 50}))
	if err != nil {
		return nil, err
	}
	s, err := one(all[0])
	if err != nil {
		return nil, err
	}
	c := Check{Name: "1 wrong reply in 50"}
	c.exact(s.log.Wrong, count(s.Errors, reply.WrongStatus))
	return []Check{c}, nil
}

// closes: replies up to the last one of each connection are counted, and its end is.
func (b *bench) closes() ([]Check, error) {
	const connections, replies = 20, 50
	p := plan{Workload: workload.Saturate, connections: connections, active: connections, rounds: 1, duration: time.Second}
	all, _, err := b.measure(p, b.scripted("closing", Script{CloseAfter: replies}))
	if err != nil {
		return nil, err
	}
	s, err := one(all[0])
	if err != nil {
		return nil, err
	}
	answered := Check{Name: "replies till a close"}
	answered.exact(connections*(replies-1), s.Requests) // one of them proved the connection
	closed := Check{Name: "connections closed"}
	closed.exact(s.log.Closed, count(s.Errors, load.Closed)+count(s.Errors, load.ResetByPeer))
	return []Check{answered, closed}, nil
}

func count(errors []record.ErrorCount, name string) (n int64) {
	for _, e := range errors {
		if e.Name == name {
			n += e.Count
		}
	}
	return n
}
