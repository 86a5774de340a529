package record

import (
	"fmt"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

func (c *checker) trials() {
	for i := 0; i < len(c.record.Trials) && !c.full(); i++ {
		c.trial(i)
	}
}

// trial holds one trial against the plan and against itself.
func (c *checker) trial(i int) {
	t := &c.record.Trials[i]
	name := fmt.Sprintf("trial %d (%s, %d connections, round %d)", i+1, t.Model, t.Connections, t.Round)
	must := func(ok bool, format string, args ...any) {
		c.must(ok, name+": "+format, args...)
	}

	cell := t.Cell()
	must(c.cells[cell], "its cell is not in the plan")
	must(t.Round <= c.record.Plan.Rounds, "the plan has %d rounds", c.record.Plan.Rounds)
	key := cellRound{cell, t.Round}
	must(!c.ran[key], "its cell ran before in the same round")
	c.ran[key] = true
	if place, known := c.places[key]; known {
		must(place > c.last, "it stands after a trial that the plan's order puts later")
		c.last = max(c.last, place)
	}

	must(t.Requested <= t.Connections, "%d connections requested of %d", t.Requested, t.Connections)
	must(t.Established <= t.Requested, "%d connections established, %d requested", t.Established, t.Requested)
	must(t.Proven <= t.Established, "%d connections proven, %d established", t.Proven, t.Established)
	must(t.ProvenAfter <= t.Proven, "%d connections proven after the window, %d before", t.ProvenAfter, t.Proven)
	must(t.Lost <= t.Proven, "%d connections lost, %d proven", t.Lost, t.Proven)

	switch t.Outcome {
	case Measured:
		c.measured(t, must)
	case Limit, Failed:
		must(t.Reason != "", "it says %q without a reason", t.Outcome)
	}
	c.slices(t, must)
	c.latency(t, must)
	c.ofWorkload(t, must)
}

// slices holds the parts of a window against the whole.
func (c *checker) slices(t *Trial, must must) {
	must(t.LedIn == nil || c.record.Plan.LeadInNs != nil, "led_in: the plan has no lead_in_ns")
	if t.Slices == nil {
		return
	}
	must(c.record.Plan.SliceNs != nil, "slices: the plan has none")
	adds := func(name string, parts []int64, whole int64) {
		sum := int64(0)
		for _, n := range parts {
			sum += n
		}
		must(sum == whole && len(parts) == len(t.Slices.StealNs), "slices: %d of %s add up to %d, and the trial's %d, in %d slices",
			len(parts), name, sum, whole, len(t.Slices.StealNs))
	}
	adds("requests", t.Slices.Requests, t.Requests)
	adds("elapsed_ns", t.Slices.ElapsedNs, t.WindowNs)
	if len(t.Slices.ServerCPUNs) > 0 {
		adds("server_cpu_ns", t.Slices.ServerCPUNs, valueOr(t.ServerCPUNs, -1))
	}
}

// measured holds what the outcome Measured promises.
func (c *checker) measured(t *Trial, must must) {
	must(t.Reason == "", "measured, yet it has a reason not to be: %.60q", t.Reason)
	must(t.Requested == t.Connections, "measured, yet it requested %d connections", t.Requested)
	must(t.Proven == t.Requested, "measured, yet %d of %d connections were proven", t.Proven, t.Requested)
	must(t.ProvenAfter == t.Proven, "measured, yet %d of %d connections were proven after the window", t.ProvenAfter, t.Proven)
	must(t.Lost == 0, "measured, yet it lost %d connections", t.Lost)
	must(t.Requests > 0, "measured, yet no request was answered")
	must(t.WindowNs > 0, "measured, yet the window has no length")
	must(t.Latency != "", "measured, yet it has no latencies")
	must(t.Refused == 0, "measured, yet it refused %d connections", t.Refused)
	c.time(t, must)
	c.counted(t, must)
}

// latency holds the histogram against the number of requests.
func (c *checker) latency(t *Trial, must must) {
	h, err := DecodeLatency(t.Latency)
	must(err == nil, "latency: %v", err)
	if err == nil && h != nil {
		longest := h.ValueAtPercentile(100) // as Max is, ten times as fast
		must(h.TotalCount() == t.Requests, "%d latencies, %d requests", h.TotalCount(), t.Requests)
		must(t.Offered != nil || longest <= t.WindowNs+t.WindowNs/500+int64(time.Millisecond), // three digits, and a clock read twice
			"a latency of %d ns in a window of %d ns, in which every request was sent and answered", longest, t.WindowNs)
	}
	h, err = DecodeLatency(t.LatencySend)
	must(err == nil, "latency_send: %v", err)
	if err == nil && h != nil {
		must(h.TotalCount() == t.Requests, "%d latencies from the send, %d requests", h.TotalCount(), t.Requests)
	}
}

// must adds a contradiction of one trial unless ok.
type must func(ok bool, format string, args ...any)

// clockSlack is how much of CPU time may lie outside the window: the clocks are
// read just before it opens and just after it closes, and run at rates that
// differ by less than a fiftieth. Several generators do not open theirs at the
// same moment, and what the record holds is the longest of their windows.
func clockSlack(windowNs, processes int64) int64 {
	apart := max(0, processes-1) * int64(100*time.Millisecond)
	return windowNs/50 + int64(20*time.Millisecond) + apart
}

// time holds CPU time against the wall clock: a side cannot use more than its
// processors gave. Processes of one side share them, so their number adds
// nothing but the reading of their clocks.
func (c *checker) time(t *Trial, must must) {
	bound := func(side string, used *int64, cpus []int64, processes int64) {
		n, whose := int64(len(cpus)), "it was pinned to"
		if n == 0 || side == "server" && c.external(t.Model) { // which may pin itself elsewhere
			n, whose = c.record.Environment.Processors, "the machine has"
		}
		if used == nil || n == 0 {
			return
		}
		must(*used <= n*t.WindowNs+clockSlack(t.WindowNs, processes),
			"%s_cpu_ns: %d ns of CPU time in a window of %d ns, on the %d processors that %s", side, *used, t.WindowNs, n, whose)
	}
	processes := max(t.ServerProcesses, t.ClientProcesses)
	bound("server", t.ServerCPUNs, c.record.Plan.ServerCPUs, processes)
	bound("client", &t.ClientCPUNs, c.record.Plan.ClientCPUs, processes)
}

func (c *checker) external(model string) bool {
	m := c.models[model]
	return m != nil && m.External
}

// counted holds the server's count of requests against the generator's. Both
// count whole replies in the same window, so they differ only by replies that
// were wrong, and in the open loop by those that came after they were given up.
func (c *checker) counted(t *Trial, must must) {
	if t.Counters == nil || t.Counters.Requests == nil || len(t.Errors) > 0 {
		return
	}
	n := *t.Counters.Requests
	if t.Offered != nil {
		must(n >= t.Requests && n <= *t.Offered, "counters.requests: the server answered %d requests, the generator saw %d of %d that were due", n, t.Requests, *t.Offered)
		return
	}
	must(n == t.Served(), "counters.requests: the server answered %d requests, the generator saw %d", n, t.Served())
}

// ofWorkload says which figures belong to the trial's workload, and holds those
// that do against each other.
func (c *checker) ofWorkload(t *Trial, must must) {
	some := func(have ...*int64) (n int) {
		for _, p := range have {
			if p != nil {
				n++
			}
		}
		return n
	}
	open := some(t.Offered, t.Unsent, t.LagP99Ns, t.LagMaxNs, t.InSystemNs)
	if c.workload.ClosedLoop {
		must(open == 0 && t.LatencySend == "", "offered, unsent, lag, in_system_ns and latency_send are of the workload %s, and this one is %s", workload.Rate.Name, c.workload.Name)
	} else if t.Outcome == Measured {
		must(open == 5 && t.LatencySend != "", "one of offered, unsent, lag_p99_ns, lag_max_ns, in_system_ns and latency_send is missing")
	}
	if open == 5 {
		must(t.Requests <= *t.Offered-*t.Unsent, "offered: %d requests were due and %d of them never sent, yet %d were answered", *t.Offered, *t.Unsent, t.Requests)
		must(*t.LagP99Ns <= *t.LagMaxNs, "lag_p99_ns: %d ns is more than lag_max_ns, %d ns", *t.LagP99Ns, *t.LagMaxNs)
	}
	churn := some(t.TimeWaitBefore, t.TimeWaitAfter, t.ListenOverflows, t.ListenDrops)
	if !c.workload.Churns {
		must(churn == 0 && t.ListenerDrops == nil, "time_wait, listen_overflows and listener_drops are of the workload %s, and this one is %s", workload.Churn.Name, c.workload.Name)
		return
	}
	must(churn == 0 || churn == 4, "some of time_wait_before, time_wait_after, listen_overflows and listen_drops are missing")
	must(some(t.RSSHeldBytes, t.SlabHeldBytes, t.ClientRSSHeldBytes, t.OpeningNs) == 0, "rss_held_bytes, slab_held_bytes, client_rss_held_bytes, opening_ns: no connection is held in the workload %s", c.workload.Name)
}
