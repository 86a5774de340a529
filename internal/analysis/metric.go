package analysis

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// A Metric is a quantity of a trial. CSV, JSON and the benchmark format have all
// metrics of the table, and the tables of calls and of processor use those of
// theirs: to add one, define it and list it.
type Metric struct {
	Name     string // of columns and members, with the unit: "cpu_ns_per_request"
	Unit     Unit
	Better   string  // "lower", "higher"; empty: neither
	Bench    string  // its unit in Go's benchmark format; empty: it is not there
	Decimals int     // in CSV
	Rank     float64 // of a percentile of latency; 0: it is none

	of    func(*Trial) *float64
	slice func(s *record.Slices) (counts, by []int64) // what it is of each slice, up to a factor; nil: it is of whole windows only
}

// A Unit is what a metric counts.
type Unit string

// The units. Values are in base units; whoever shows them scales them.
const (
	Nanoseconds Unit = "ns"
	PerSecond   Unit = "/s"
	PerRequest  Unit = "/req"
	Bytes       Unit = "B"
	Share       Unit = "" // 0 to 1
)

// The metrics that are asked for by name.
var (
	CPU               = inSlices(perRequest("cpu_ns_per_request", "cpu-ns/req", func(t *record.Trial) *int64 { return t.ServerCPUNs }), costs)
	Requests          = inSlices(perSecond("requests_per_s", "req/s", "higher", func(t *Trial) (*int64, int64) { return &t.Requests, t.WindowNs }), speeds)
	User              = perServed("user_ns_per_request", "user-ns/req", func(t *record.Trial) *int64 { return t.ServerUserNs })
	System            = perServed("system_ns_per_request", "system-ns/req", func(t *record.Trial) *int64 { return t.ServerSystemNs })
	ServerUtilisation = utilisation("server", func(t *Trial) (*int64, []int64) { return t.ServerCPUNs, t.plan.ServerCPUs })
	ClientUtilisation = utilisation("client", func(t *Trial) (*int64, []int64) { return &t.ClientCPUNs, t.plan.ClientCPUs })
	Waits             = counted("waits", func(c *record.Counters) *int64 { return c.Waits })
	Polls             = counted("polls", func(c *record.Counters) *int64 { return c.Polls })
	Controls          = counted("controls", func(c *record.Counters) *int64 { return c.Controls })
	Reads             = counted("reads", func(c *record.Counters) *int64 { return c.Reads })
	Writes            = counted("writes", func(c *record.Counters) *int64 { return c.Writes })
	EAGAINs           = counted("eagains", func(c *record.Counters) *int64 { return c.EAGAINs })
	RSS               = perConnection("rss_bytes_per_connection", func(t *record.Trial) (a, b *int64) { return t.RSSBeforeBytes, t.RSSHeldBytes })
	ClientRSS         = perConnection("client_rss_bytes_per_connection", func(t *record.Trial) (a, b *int64) { return t.ClientRSSBeforeBytes, t.ClientRSSHeldBytes })
	Slab              = perConnection("slab_bytes_per_connection", func(t *record.Trial) (a, b *int64) { return t.SlabBeforeBytes, t.SlabHeldBytes })
	Opened            = perSecond("opened_per_s", "", "higher", opened)
	P50               = percentile("p50_ns", "p50-ns", 50, latency)
	P90               = percentile("p90_ns", "", 90, latency)
	P99               = percentile("p99_ns", "p99-ns", 99, latency)
	P999              = percentile("p99_9_ns", "p99.9-ns", 99.9, latency)
	P9999             = percentile("p99_99_ns", "", 99.99, latency)
	SendP50           = percentile("send_p50_ns", "", 50, sent)
	SendP99           = percentile("send_p99_ns", "", 99, sent)
	RunDelay          = perServed("run_delay_ns_per_request", "", func(t *record.Trial) *int64 { return t.RunDelayNs })
	Voluntary         = switches("voluntary", func(t *record.Trial) *int64 { return t.VoluntarySwitches })
	Involuntary       = switches("involuntary", func(t *record.Trial) *int64 { return t.InvoluntarySwitches })
	Offered           = perSecond("offered_per_s", "", "", func(t *Trial) (*int64, int64) { return t.Offered, t.plan.DurationNs })
	Errors            = &Metric{Name: "errors_per_request", Unit: PerRequest, Better: "lower", Bench: "errors/req", Decimals: 6, of: wrong}
	Little            = &Metric{Name: "littles_law", Unit: Share, Decimals: 4, of: little}
)

// Metrics is the table, in the order of members and of the benchmark format.
var Metrics = []*Metric{
	CPU, Requests, User, System, ServerUtilisation, ClientUtilisation, Waits, Polls, Controls, Reads, Writes, EAGAINs,
	RSS, ClientRSS, Slab, Opened, P50, P90, P99, P999, P9999, SendP50, SendP99, RunDelay, Offered, Little, Voluntary, Involuntary, Errors,
}

// CallMetrics are the server's own counts, in the order of the tables.
var CallMetrics = []*Metric{Waits, Polls, Controls, Reads, Writes, EAGAINs}

// ProcessorMetrics say where the time of a request on the server's processors
// goes, in the order of the table.
var ProcessorMetrics = []*Metric{User, System, RunDelay, Voluntary, Involuntary}

// Percentiles are those of latency; in the open loop, of the response time.
var Percentiles = []*Metric{P50, P90, P99, P999, P9999}

// inSlices is a metric that can be told of each slice.
func inSlices(m *Metric, slice func(*record.Slices) (counts, by []int64)) *Metric {
	m.slice = slice
	return m
}

func costs(s *record.Slices) (counts, by []int64)  { return s.ServerCPUNs, s.Requests }
func speeds(s *record.Slices) (counts, by []int64) { return s.Requests, s.ElapsedNs }

// perSecond is a count over the nanoseconds that it took.
func perSecond(name, bench, better string, count func(*Trial) (n *int64, ns int64)) *Metric {
	return &Metric{Name: name, Unit: PerSecond, Better: better, Bench: bench, Decimals: 1, of: func(t *Trial) *float64 {
		n, ns := count(t)
		each := over(n, float64(ns))
		if each != nil {
			*each *= 1e9
		}
		return each
	}}
}

// utilisation is of the processors that a side has; a side that is not pinned
// is taken for one.
func utilisation(side string, used func(*Trial) (ns *int64, cpus []int64)) *Metric {
	return &Metric{Name: side + "_utilisation", Unit: Share, Bench: side + "-utilisation", Decimals: 4, of: func(t *Trial) *float64 {
		ns, cpus := used(t)
		return over(ns, float64(t.WindowNs)*float64(max(1, len(cpus))))
	}}
}

// perRequest goes by the requests that the generator counted in the same window.
func perRequest(name, bench string, count func(*record.Trial) *int64) *Metric {
	return &Metric{Name: name, Unit: Nanoseconds, Better: "lower", Bench: bench, Decimals: 1, of: func(t *Trial) *float64 {
		return over(count(t.Trial), float64(t.Requests))
	}}
}

// perServed goes by all requests between the ends of the window, those before its
// slices among them: so does what is read there alone.
func perServed(name, bench string, count func(*record.Trial) *int64) *Metric {
	m := perRequest(name, bench, count)
	m.of = func(t *Trial) *float64 { return over(count(t.Trial), float64(t.Served())) }
	return m
}

// switches are context switches of one kind.
func switches(kind string, count func(*record.Trial) *int64) *Metric {
	m := perServed(kind+"_switches_per_request", kind+"-switches/req", count)
	m.Unit, m.Decimals = PerRequest, 6
	return m
}

// counted goes by the server's own count of requests, taken in the same
// snapshot as its other counts.
func counted(what string, count func(*record.Counters) *int64) *Metric {
	return &Metric{Name: what + "_per_request", Unit: PerRequest, Better: "lower", Bench: what + "/req", Decimals: 6, of: func(t *Trial) *float64 {
		c := t.Counters
		if c == nil || c.Requests == nil {
			return nil
		}
		return over(count(c), float64(*c.Requests))
	}}
}

// perConnection is the growth between two moments over the proven connections.
func perConnection(name string, ends func(*record.Trial) (before, held *int64)) *Metric {
	return &Metric{Name: name, Unit: Bytes, Better: "lower", Decimals: 1, of: func(t *Trial) *float64 {
		before, held := ends(t.Trial)
		if before == nil || held == nil {
			return nil
		}
		grown := *held - *before
		return over(&grown, float64(t.Proven))
	}}
}

// percentile is one of a histogram of the trial. In the open loop it is one of
// all requests that were due: those without a right reply are in no histogram, and
// were slower than all in it, so that a percentile among them is not known.
func percentile(name, bench string, rank float64, of func(*Trial) *hdrhistogram.Histogram) *Metric {
	return &Metric{Name: name, Unit: Nanoseconds, Better: "lower", Bench: bench, Rank: rank, of: func(t *Trial) *float64 {
		h := of(t)
		if h == nil || h.TotalCount() == 0 {
			return nil
		}
		of := rank
		if t.Offered != nil {
			of *= max(1, float64(*t.Offered)/float64(h.TotalCount()))
		}
		if of > 100 {
			return nil
		}
		return new(float64(h.ValueAtQuantile(of)))
	}}
}

// latency is the response time in the open loop, and sent that from the send.
func latency(t *Trial) *hdrhistogram.Histogram { return t.latency }
func sent(t *Trial) *hdrhistogram.Histogram    { return t.send }

// opened counts the connections over the time that it took to open them.
func opened(t *Trial) (n *int64, ns int64) {
	if t.OpeningNs == nil {
		return nil, 0
	}
	return &t.Established, *t.OpeningNs
}

// little is the number of requests in the system, integrated over time, over
// the sum of their response times: 1 by Little's law (1961), which has the mean
// number in the system as the rate times the mean time in it. The window is on
// both sides, and cancels.
func little(t *Trial) *float64 {
	if t.latency == nil || t.InSystemNs == nil {
		return nil // the mean takes a walk through the histogram
	}
	return over(t.InSystemNs, t.latency.Mean()*float64(t.latency.TotalCount()))
}

// wrong is the error rate: requests with a wrong reply or none over all requests.
func wrong(t *Trial) *float64 {
	w := t.Wrong()
	return over(&w.Count, float64(w.Requests))
}

func over(count *int64, by float64) *float64 {
	if count == nil || by == 0 {
		return nil
	}
	return new(float64(*count) / by)
}
