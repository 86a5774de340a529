package report

import "github.com/iomodels/iomodels/internal/record"

// figures are what one measured trial says; nil: not observed.
type figures struct {
	round int64

	requests          *float64 // answered per second
	cpu, user, system *float64 // server CPU time per request, nanoseconds
	serverUtilisation *float64 // CPU time over the time its processors had, 0 to 1
	clientUtilisation *float64
	rss               *float64    // bytes per proven connection
	opened            *float64    // connections per second, while they were opened
	clientRSS         *float64    // bytes of the generator's per proven connection
	slab              *float64    // bytes of the kernel's per proven connection, both ends
	delay             *float64    // nanoseconds per request that the server's threads waited for a processor
	calls             [6]*float64 // per request, as Calls.each orders them
	latency           [5]*float64 // at the percentiles, nanoseconds; in the open loop response times
	offered           *float64    // requests that were due, per second
	little            *float64    // requests in the system, integrated, over the sum of their response times
}

// figuresOf divides. CPU time goes by the requests that the generator counted
// in the same window; the server's counters go by the server's own count of
// requests, taken in the same snapshot.
func figuresOf(t *record.Trial, plan *record.Plan) figures {
	requests, window := float64(t.Requests), float64(t.WindowNs)
	client := t.ClientCPUNs
	f := figures{
		round:             t.Round,
		cpu:               over(t.ServerCPUNs, requests),
		user:              over(t.ServerUserNs, requests),
		system:            over(t.ServerSystemNs, requests),
		serverUtilisation: over(t.ServerCPUNs, window*processors(plan.ServerCPUs)),
		clientUtilisation: over(&client, window*processors(plan.ClientCPUs)),
	}
	if window > 0 {
		f.requests = known(requests / window * 1e9)
	}
	if t.RSSBeforeBytes != nil && t.RSSHeldBytes != nil && t.Proven > 0 {
		f.rss = known(float64(*t.RSSHeldBytes-*t.RSSBeforeBytes) / float64(t.Proven))
	}
	if t.SlabBeforeBytes != nil && t.SlabHeldBytes != nil && t.Proven > 0 {
		f.slab = known(float64(*t.SlabHeldBytes-*t.SlabBeforeBytes) / float64(t.Proven))
	}
	if t.ClientRSSBeforeBytes != nil && t.ClientRSSHeldBytes != nil && t.Proven > 0 {
		f.clientRSS = known(float64(*t.ClientRSSHeldBytes-*t.ClientRSSBeforeBytes) / float64(t.Proven))
	}
	if t.OpeningNs != nil {
		f.opened = known(float64(t.Established) / float64(*t.OpeningNs) * 1e9)
	}
	f.delay = over(t.RunDelayNs, requests)
	if c := t.Counters; c != nil && c.Requests != nil && *c.Requests > 0 {
		for i, count := range []*int64{c.Waits, c.Polls, c.Controls, c.Reads, c.Writes, c.EAGAINs} {
			f.calls[i] = over(count, float64(*c.Requests))
		}
	}
	if h, err := record.DecodeLatency(t.Latency); err == nil && h != nil && h.TotalCount() > 0 {
		for i, p := range percentiles {
			f.latency[i] = known(float64(h.ValueAtQuantile(p)))
		}
		// Little 1961: the mean number in the system is the rate times the mean
		// time in it. The window is on both sides, and cancels.
		if t.InSystemNs != nil {
			f.little = over(t.InSystemNs, h.Mean()*float64(h.TotalCount()))
		}
	}
	if t.Offered != nil && plan.DurationNs > 0 {
		f.offered = known(float64(*t.Offered) / float64(plan.DurationNs) * 1e9)
	}
	return f
}

// waits is how many calls that ask for events a request took; 0: not observed.
func (f *figures) waits() float64 {
	if f.calls[0] == nil || f.calls[1] == nil {
		return 0
	}
	return *f.calls[0] + *f.calls[1]
}

// percentiles are those of latency that a report gives.
var percentiles = [5]float64{50, 90, 99, 99.9, 99.99}

// processors is how many a side has; one that is not pinned is taken for one.
func processors(cpus []int64) float64 { return float64(max(1, len(cpus))) }

func known(x float64) *float64 { return &x }

func over(count *int64, by float64) *float64 {
	if count == nil || by == 0 {
		return nil
	}
	return known(float64(*count) / by)
}
