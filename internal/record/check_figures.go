package record

import (
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

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
	for _, m := range c.record.Plan.Models {
		if m.Name == model {
			return m.External
		}
	}
	return false
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
	must(n == t.Requests, "counters.requests: the server answered %d requests, the generator saw %d", n, t.Requests)
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
		must(churn == 0, "time_wait and listen_overflows are of the workload %s, and this one is %s", workload.Churn.Name, c.workload.Name)
		return
	}
	must(churn == 0 || churn == 4, "some of time_wait_before, time_wait_after, listen_overflows and listen_drops are missing")
	must(some(t.RSSHeldBytes, t.SlabHeldBytes, t.ClientRSSHeldBytes, t.OpeningNs) == 0, "rss_held_bytes, slab_held_bytes, client_rss_held_bytes, opening_ns: no connection is held in the workload %s", c.workload.Name)
}
