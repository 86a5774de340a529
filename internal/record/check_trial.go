package record

import (
	"fmt"
	"time"
)

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
	c.latency(t, must)
	c.ofWorkload(t, must)
}

// measured holds what the outcome Measured promises.
func (c *checker) measured(t *Trial, must must) {
	must(t.Reason == "", "measured, yet it has a reason not to be: %s", t.Reason)
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
