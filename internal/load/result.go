package load

import (
	"time"

	"github.com/iomodels/iomodels/internal/probe"
	"github.com/iomodels/iomodels/internal/record"
)

// A Result is what a generator saw. It travels as JSON.
type Result struct {
	Outcome string `json:"outcome"` // record.Measured, record.Limit or record.Failed
	Reason  string `json:"reason"`  // empty when measured
	Partial bool   `json:"partial"` // interrupted: it holds what there was by then

	Requested   int64 `json:"requested"`
	Established int64 `json:"established"`  // handshakes completed
	Proven      int64 `json:"proven"`       // answered a request whole and right before the window
	ProvenAfter int64 `json:"proven_after"` // those of the proven that did so again after it
	Refused     int64 `json:"refused"`      // connect(2) failed after retries, or the connection ended before a byte of a reply
	Lost        int64 `json:"lost"`         // proven, and then ended or not proven again
	Retries     int64 `json:"retries"`      // connects repeated because they were refused or timed out

	OpeningTime time.Duration `json:"opening_ns"` // from the first connect to the last handshake

	// The generator's resident set before it made anything of its own, and as
	// the window opened, bytes; null: not observed.
	RSSBefore *int64 `json:"rss_before_bytes"`
	RSSHeld   *int64 `json:"rss_held_bytes"`

	// Window is the length of the window of counting, up to the last reply to
	// a request sent in it; 0: there was none, since a connection was not proven.
	Window   time.Duration `json:"window_ns"`
	Requests int64         `json:"requests"` // sent and answered right within the window
	LedIn    int64         `json:"led_in"`   // answered right before its slices: in no other count but the server's own

	// Unanswered are the requests of the window that no whole reply came to: given
	// up after the timeout, ended with their connection, or never sent. They are in
	// no histogram, although they waited longest.
	Unanswered int64 `json:"unanswered"`

	Errors   []record.ErrorCount `json:"errors"`   // of all phases, by name
	Refusals []record.ErrorCount `json:"refusals"` // the refused, by how

	Slices *record.Slices `json:"slices"` // what of the window was in each; nil: it was one

	Server *probe.Usage `json:"server"` // within the window; nil: not seen
	Client probe.Usage  `json:"client"` // of this process, within the window

	// Latency is an HdrHistogram in its V2 compressed form, base64, in
	// nanoseconds, of exactly the requests counted in Requests, up to the return
	// of the call that reads the end of the reply. In a closed loop it begins
	// with the call that sends the request; in the open loop it is the response
	// time and begins when the request was due, so that the waiting for a busy
	// connection is in it. In churn it is from connect(2) to the
	// end of the connection.
	Latency string `json:"latency"`

	OpenLoop *OpenLoop        `json:"open_loop"` // nil in a closed loop
	Churned  *Churned         `json:"churned"`   // nil but in churn
	Warnings []record.Warning `json:"warnings"`
}

// OpenLoop is what only an open loop has to tell. Its histograms are in the
// form of Result.Latency.
type OpenLoop struct {
	Offered int64 `json:"offered"` // requests that were due within the window
	Unsent  int64 `json:"unsent"`  // those of them given up before they were sent, since there was no end to the waiting

	LatencySend string `json:"latency_send"` // service time: Latency, but from the call that sends the request
	Lag         string `json:"lag"`          // from when a request was due until the generator looked at it, of all that were offered and not given up before

	LagP99 time.Duration `json:"lag_p99_ns"`
	LagMax time.Duration `json:"lag_max_ns"`

	// InSystem is the time that all requests together spent between their
	// arrival and their reply, as an integral of their number over time. By
	// Little's law it is the sum of their response times.
	InSystem time.Duration `json:"in_system_ns"`
}

// Churned is what connections that come and go leave behind, on the whole
// machine: the generator's side of loopback is in it as well.
type Churned struct {
	TimeWaitBefore  int64 `json:"time_wait_before"` // sockets in TIME_WAIT as the window opened
	TimeWaitAfter   int64 `json:"time_wait_after"`  // and as it closed
	ListenOverflows int64 `json:"listen_overflows"` // connections turned away within the window since some program's accept queue was full
	ListenDrops     int64 `json:"listen_drops"`     // those, and those turned away for other reasons

	// ListenerDrops are those that the sockets at the server's address turned away
	// within the window, by their own count; null: they cannot be seen from here.
	ListenerDrops *int64 `json:"listener_drops"`
}
