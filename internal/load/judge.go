package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/workload"
)

// judge says what r comes to: of one generator, or of several together. tolerate
// is Spec.Tolerate.
func (r *Result) judge(w workload.Workload, tolerate int64) (outcome, reason string) {
	missing, errors := r.Requested-r.Proven, int64(0)
	for _, e := range r.Errors {
		errors += e.Count
	}
	switch {
	case r.Partial:
		return record.Failed, "interrupted"
	case missing > 0 && r.Proven > 0 && r.atLimit():
		return record.Limit, fmt.Sprintf("the server holds %d of %d connections%s", r.Proven, r.Requested, r.why())
	case missing > 0:
		return record.Failed, fmt.Sprintf("%d of %d connections were not proven%s%s", missing, r.Requested, r.why(), r.closing(w))
	case errors > tolerate:
		return record.Failed, fmt.Sprintf("gave up after %d errors%s%s", errors, r.why(), r.closing(w))
	case w.Churns && r.Refused > 0:
		return record.Limit, fmt.Sprintf("the server does not take %d connections at once%s", r.Requested, r.why())
	case r.Lost > 0:
		return record.Failed, fmt.Sprintf("%d of %d connections were lost%s%s", r.Lost, r.Requested, r.why(), r.closing(w))
	case r.Window > 0 && r.Requests == 0 && errors > 0:
		return record.Failed, "no request was answered right in the window" + r.why()
	case r.Window > 0 && r.Requests == 0:
		return record.Failed, "no request was answered in the window: make it longer, or the rate higher" + r.why()
	}
	return record.Measured, ""
}

// closing points to the workload for a server that ends connections of its own
// accord, as nginx does after keepalive_requests: one that holds them cannot
// measure it.
func (r *Result) closing(w workload.Workload) string {
	closes := slices.ContainsFunc(r.Errors, func(e record.ErrorCount) bool { return e.Name == Closed })
	if w.Churns || !closes {
		return ""
	}
	return "; if the server is meant to end connections after some replies, raise that number (keepalive_requests in nginx), or measure it with --workload " + workload.Churn.Name
}

// atLimit says whether connections are missing because the server would not
// have more of them: that is a limit, and anything else is a failure.
//
// At its limit a server refuses the handshake, or accepts and closes (as select
// does), or accepts no longer. In the last case (nginx without descriptors) the
// kernel goes on completing handshakes until the accept queue is full: those
// connections are left unanswered, and the ones after them time out or are
// refused while they connect. So connections without an answer are explained by
// a limit only if such others followed them. On their own they are a
// server that hangs.
func (r *Result) atLimit() bool {
	var unanswered, queueFull int64
	for _, e := range r.Errors {
		switch e.Name {
		case TimedOut:
			unanswered += e.Count
		case ConnectTimedOut:
			queueFull += e.Count
		default:
			return false
		}
	}
	for _, e := range r.Refusals {
		if strings.HasPrefix(e.Name, whileConnecting) {
			queueFull += e.Count
		}
	}
	return unanswered == 0 || queueFull > 0
}

// ClosedAfterAccept is how many of the refused were accepted and then ended.
func (r *Result) ClosedAfterAccept() int64 {
	n := int64(0)
	for _, e := range r.Refusals {
		if !strings.HasPrefix(e.Name, whileConnecting) {
			n += e.Count
		}
	}
	return n
}

// Names of refusals.
const (
	whileConnecting = "connect: " // and the error
	afterAccepting  = "accepted and "
)

// waited are the faults whose excerpt is what was waited for, and how long.
var waited = map[string]bool{TimedOut: true, ConnectTimedOut: true, NotClosed: true}

// why lists what a reason rests on.
func (r *Result) why() string {
	var parts []string
	for _, e := range r.Refusals {
		parts = append(parts, fmt.Sprintf("%d refused (%s)", e.Count, e.Name))
	}
	for _, e := range r.Errors {
		part := fmt.Sprintf("%d × %s", e.Count, e.Name)
		if waited[e.Name] && e.Excerpt != "" {
			part += " (" + e.Excerpt + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}
