package report

import "github.com/iomodels/iomodels/internal/record"

// A Summary is what one record says, derived from its trials and nothing else.
// It is the document that the format json writes. What was not observed, or
// cannot be said, is null.
type Summary struct {
	Record     string `json:"record"` // the ID
	Partial    bool   `json:"partial"`
	Workload   string `json:"workload"`
	ClosedLoop bool   `json:"closed_loop"` // latency restates throughput
	Rounds     int64  `json:"rounds"`      // planned; an Interval's n says how many there are

	// Anchor is the cell that Cell.CPUAnchor is relative to.
	Anchor   record.Cell `json:"anchor"`
	Baseline string      `json:"baseline"` // epoll_lt if it was measured at every point, else the first model that was, else the first one

	Models   []Model        `json:"models"`
	Sweep    []record.Point `json:"sweep"`
	Cells    []Cell         `json:"cells"` // by model, then by point
	CPU      Family         `json:"cpu_comparisons"`
	Requests Family         `json:"throughput_comparisons"`

	// Of a run with --against: the models of this build against those of the
	// other one, families of their own.
	Against         *Build  `json:"against"`
	CPUAgainst      *Family `json:"cpu_comparisons_against"`
	RequestsAgainst *Family `json:"throughput_comparisons_against"`

	Crossings []Crossing `json:"crossings"`

	Trust Trust `json:"trust"`

	SystemCalls []SystemCalls `json:"system_calls"` // by model; none if the kernel did not count

	Warnings []Warning `json:"warnings"`
}

// A Family is the set of comparisons to the baseline that are corrected together.
type Family struct {
	Comparisons  int  `json:"comparisons"`
	Rounds       int  `json:"rounds"`        // rounds that the best of them has
	Reachable    bool `json:"reachable"`     // whether one of them could be significant at all
	RoundsNeeded int  `json:"rounds_needed"` // the least number of rounds at which one could
}

// A Build is another build of iomodels that served models of the run.
type Build struct {
	Commit   string `json:"commit"` // empty: its build stamped none
	Modified bool   `json:"modified"`
	SHA256   string `json:"sha256"`
}

// A Model is what is said of a model over the whole sweep.
type Model struct {
	Name      string   `json:"name"`
	External  bool     `json:"external"`
	Published bool     `json:"published"` // false: it broke a promise, so it has no figures
	Verified  bool     `json:"verified"`
	Promises  int      `json:"promises"` // how many it was held against
	Broken    []string `json:"broken"`
	Exempt    []string `json:"exempt"`
	Unseen    []string `json:"cannot_be_seen"`

	Limit  *int64  `json:"limit"`                     // connections that it can hold, if a cell was past them
	Within int64   `json:"limit_processes,omitempty"` // server processes that hold them together, if several
	Reason string  `json:"limit_reason"`
	Growth *Growth `json:"growth"`
	Memory *Memory `json:"memory"`

	details    map[string]string // of verdicts, by promise
	completion bool              // it counts requests to the kernel where others count calls
}

// A Growth is the line of server CPU time per request against connections.
type Growth struct {
	Active *int64 `json:"active"` // connections that carried requests, if as many at every point as it has; null: more at larger points

	At0  Interval `json:"ns_per_request_at_0"`
	Each Interval `json:"ns_per_request_and_connection"`
	From int64    `json:"from_connections"`
	To   int64    `json:"to_connections"`
	Off  Number   `json:"off"` // how far the line passes outside the costs' intervals at most, as a fraction of the cost

	// EachWait is what an idle connection costs a single wait, which may serve
	// several requests: the slope of the cost against connections gone through
	// for a request. Null: the model does not count its waits, or more than
	// idle connections grow with the sweep.
	EachWait *Interval `json:"ns_per_wait_and_connection"`

	// Million is the line's cost at 1,000,000 connections: extrapolated, not
	// measured. Null where the model holds fewer, the cost does not grow in a
	// line, there are too few rounds to tell, or more than idle connections grow
	// with the sweep.
	Million *Interval `json:"extrapolated_ns_per_request_at_1000000"`
}

// A Memory is how the server's resident set grows with proven connections, and
// the kernel's memory with pairs of sockets: both ends are on this machine.
type Memory struct {
	Each Interval  `json:"bytes_per_connection"`  // slope between the two points, by round
	Pair *Interval `json:"kernel_bytes_per_pair"` // likewise
	From int64     `json:"from_connections"`
	To   int64     `json:"to_connections"`
}

// States of a Cell, beside those of a trial's outcome.
const (
	missing     = "missing"     // the run was interrupted before it
	unpublished = "unpublished" // the model broke a promise
)

// A Cell is a model at a point of the sweep, over all rounds.
type Cell struct {
	Model       string `json:"model"`
	Connections int64  `json:"connections"`
	Active      int64  `json:"active"`
	Depth       int64  `json:"depth"`

	State  string `json:"state"`  // measured (in one trial at least), limit, failed, missing, unpublished
	Reason string `json:"reason"` // of the first trial that was not measured
	Limit  *int64 `json:"limit"`

	Trials           int `json:"trials"`
	Measured         int `json:"measured"`
	Disturbed        int `json:"disturbed"`         // measured, with that warning; they count in the medians
	GeneratorLimited int `json:"generator_limited"` // likewise

	CPU               *Interval `json:"cpu_ns_per_request"`
	Requests          *Interval `json:"requests_per_s"`
	ServerUtilisation *Interval `json:"server_utilisation"` // of its processors, 0 to 1
	ClientUtilisation *Interval `json:"client_utilisation"`
	RSS               *Interval `json:"rss_bytes_per_connection"`
	ClientRSS         *Interval `json:"client_rss_bytes_per_connection"` // not in older records
	Slab              *Interval `json:"slab_bytes_per_connection"`       // both ends
	Opened            *Interval `json:"opened_per_s"`                    // connections; not in older records
	P50               *Interval `json:"p50_ns"`                          // of the trials' own percentiles; in the open loop of the response time
	P90               *Interval `json:"p90_ns"`
	P99               *Interval `json:"p99_ns"`
	P999              *Interval `json:"p99_9_ns"`
	P9999             *Interval `json:"p99_99_ns"`
	Offered           *Interval `json:"offered_per_s"`     // in the open loop
	Calls             Calls     `json:"calls_per_request"` // medians

	Saturated     bool   `json:"saturated"` // the server's utilisation is 0.97 or more: throughput can be ranked
	CPURatio      *Ratio `json:"cpu_ratio"`
	RequestsRatio *Ratio `json:"throughput_ratio"`

	CPUAnchor *Interval `json:"cpu_anchor_ratio"` // to the anchor's CPU time per request, within rounds

	// Of a model whose counterpart another build served: this build's over that
	// one's, within rounds.
	CPUAgainst      *Ratio `json:"cpu_ratio_against"`
	RequestsAgainst *Ratio `json:"throughput_ratio_against"`

	// Little is, in the open loop, the mean number of requests in the system
	// over rate × mean response time: 1 by Little's law.
	Little *Interval `json:"littles_law"`
}

// Calls are system calls per request that the server counted.
type Calls struct {
	Waits    *Number `json:"waits"`
	Polls    *Number `json:"polls"`
	Controls *Number `json:"controls"`
	Reads    *Number `json:"reads"`
	Writes   *Number `json:"writes"`
	EAGAINs  *Number `json:"eagains"`
}

// each lists the calls in the order of the tables.
func (c *Calls) each() []**Number {
	return []**Number{&c.Waits, &c.Polls, &c.Controls, &c.Reads, &c.Writes, &c.EAGAINs}
}

// latency lists the percentiles in their order.
func (c *Cell) latency() []**Interval {
	return []**Interval{&c.P50, &c.P90, &c.P99, &c.P999, &c.P9999}
}

// An Interval is a median with its order-statistic interval.
type Interval struct {
	Median   Number `json:"median"`
	Lo       Number `json:"lo"`
	Hi       Number `json:"hi"`
	Coverage Number `json:"coverage"` // that the interval reaches, 0 to 1
	N        int    `json:"n"`        // trials or rounds in it
}

// half is the wider half of the interval: median ± half holds it.
func (i Interval) half() float64 {
	return float64(max(i.Hi-i.Median, i.Median-i.Lo))
}

// A Ratio is a cell's figure over the baseline's at the same point, within rounds.
type Ratio struct {
	Interval
	P           Number `json:"p"`
	Adjusted    Number `json:"p_adjusted"` // Holm's correction over the family
	Significant bool   `json:"significant"`
}

// A Crossing is the number of connections past which Steep costs more than Flat.
type Crossing struct {
	Steep        string   `json:"steep"`
	Flat         string   `json:"flat"`
	Connections  Interval `json:"connections"`
	Extrapolated bool     `json:"extrapolated"` // outside what both were measured at
}

// A Warning is one code, wherever it was raised.
type Warning struct {
	Code   string `json:"code"`
	Text   string `json:"text"` // of the first one
	Remedy string `json:"remedy"`
	Trials int    `json:"trials"` // that carry it; 0: the record as a whole
}
