package selftest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/load"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
	"github.com/iomodels/iomodels/internal/workload"
)

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
