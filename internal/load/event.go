package load

import (
	"slices"
	"time"
)

// phases in order.
var phases = []Phase{Opening, Proving, Warmup, Window, Reproving, Done}

// A Phase is what a generator is busy with.
type Phase string

// The phases, in order.
const (
	Opening   Phase = "opening"   // connecting, a bounded number of handshakes under way
	Proving   Phase = "proving"   // one request on every connection, a bounded number at once
	Warmup    Phase = "warmup"    // the load runs, nothing is counted
	Window    Phase = "window"    // the load runs and is counted
	Reproving Phase = "reproving" // one more request on every connection
	Done      Phase = "done"
)

// A Mark is a moment that must not be missed.
type Mark string

const (
	// AllProven: every connection is. Several generators wait for each other
	// here, so that none of them loads the server while another still connects.
	// It does not come if one was not proven; then the run is over.
	AllProven Mark = "all proven"

	// WindowOpens: no request is in flight. Counting begins when the observer
	// has returned, so whatever else counts the same requests, the server's
	// own counters above all, can be read first and will agree to the request.
	WindowOpens Mark = "window opens"

	// SliceEnds: a part of the window is over, and no request is in flight. The
	// next part begins when the observer has returned; what passes until then
	// is in no count.
	SliceEnds Mark = "slice ends"

	// WindowClosed: counting has ended, and again no request is in flight. It
	// comes even if the window ended early, but not if there was none.
	WindowClosed Mark = "window closed"
)

// An Event tells how far a generator is. The first event of each phase comes
// as it begins, later ones a few times a second.
type Event struct {
	Phase Phase `json:"phase"`
	Mark  Mark  `json:"mark,omitempty"`

	Elapsed     time.Duration `json:"elapsed_ns"` // since the phase began
	Requested   int64         `json:"requested"`
	Established int64         `json:"established"`
	Proven      int64         `json:"proven"` // in the phase Reproving: once more
	Refused     int64         `json:"refused"`
	Requests    int64         `json:"requests"`     // answered right in this phase
	OpeningRate int64         `json:"opening_rate"` // handshakes completed a second while opening
}

// Combine is how far several generators are, of which each last said one of
// events: as far as the last of them. An event without a phase is of one that
// has not begun.
func Combine(events []Event) Event {
	var whole Event
	for _, e := range events {
		if e.Phase != "" && (whole.Phase == "" || slices.Index(phases, e.Phase) < slices.Index(phases, whole.Phase)) {
			whole.Phase = e.Phase
		}
		whole.Elapsed = max(whole.Elapsed, e.Elapsed)
		whole.Requested += e.Requested
		whole.Established += e.Established
		whole.Proven += e.Proven
		whole.Refused += e.Refused
		whole.Requests += e.Requests
		whole.OpeningRate += e.OpeningRate
	}
	return whole
}
