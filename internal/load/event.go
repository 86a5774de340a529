package load

import "time"

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
	// WindowOpens: no request is in flight. Counting begins when the observer
	// has returned, so whatever else counts the same requests, the server's
	// own counters above all, can be read first and will agree to the request.
	WindowOpens Mark = "window opens"

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
