// Package modeltest is the conformance suite: the promises that every model
// keeps. A server that breaks one must not be measured, because its figures
// would be those of a server that does less.
//
// It returns what it found and does not import testing, so that a command can
// hold any server to the same promises, one of ours or somebody else's.
package modeltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/common/shortage"
)

// ErrUnseen is what a Subject answers when it has no view of what was asked.
// The promise then is neither kept nor broken: it cannot be seen.
var ErrUnseen = errors.New("cannot be seen from outside")

// A Subject is a running server under test, as far as the suite can see into it.
type Subject interface {
	// Addr is where it accepts connections.
	Addr() netip.AddrPort

	// Inspect looks inside. It must work while the server is out of
	// descriptors, so it may not need a new one. ErrUnseen if only the
	// address is known.
	Inspect(context.Context) (Inside, error)

	// LimitDescriptors lets the server's process open exactly n more
	// descriptors; n < 0 lifts the limit again. ErrUnseen if it cannot.
	LimitDescriptors(ctx context.Context, n int) error

	// Close calls the server's Close that many times, some of them at once
	// from several goroutines, waits until Serve has returned, and reports
	// what is left behind. Its error is that of Serve or of a Close. Times 0
	// ends the subject without looking back; it may follow any other call.
	Close(ctx context.Context, times int) (Inside, error)
}

// An Unserved subject can also show what a Close before Serve does.
type Unserved interface {
	// CloseUnserved listens anew, calls Close and then Serve, and reports the
	// error of either and what is left behind.
	CloseUnserved(context.Context) (Inside, error)
}

// Inside is what a server's process holds.
type Inside struct {
	Stats model.Stats
	Limit int // model.Server's: the most connections it can hold; 0: no limit of its own

	// Both beyond what the process held before Listen, so 0 once the server
	// is gone; Uncounted if this system does not tell.
	Descriptors int
	Goroutines  int
}

// Uncounted stands for a number of descriptors or goroutines that is not known.
const Uncounted = -1 << 31

// A Case is one promise, and what goes wrong in practice when it is broken.
type Case struct {
	Name    string // never changes: results and exemptions refer to it
	Demand  Demand
	Section string // of the standard that speaks of it: "RFC 9112 section 3.2"; empty if none does
	Why     string

	run func(*client) error
}

// Demand is whose demand a promise is.
type Demand string

const (
	// RFC is a MUST of the standard: a server without it is broken.
	RFC Demand = "RFC"

	// House is what this project demands beyond that, so that its models do the
	// same work and stand the same strain. A server without it is another one.
	House Demand = "house"
)

// Source says in words whose demand the promise is.
func (c Case) Source() string {
	switch {
	case c.Demand == RFC:
		return "a MUST of " + c.Section
	case c.Section != "":
		return "this project's own demand; see " + c.Section
	}
	return "this project's own demand"
}

// Verdict is what came of holding a server to one promise.
type Verdict string

// Exempt means that the model declares, with its reason, that the promise is
// not its own to keep; it is not tried. Untried means that the suite's own side
// lacked something, and says nothing of the server.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Unseen  Verdict = "cannot be seen"
	Exempt  Verdict = "exempt"
	Untried Verdict = "could not be tried"
)

// An Outcome is the verdict on one promise.
type Outcome struct {
	Case    Case
	Verdict Verdict
	Detail  string // how it was broken, why it is unseen, exempt or untried; else empty or a remark
}

// Options bound the suite. The zero value stands for the defaults.
type Options struct {
	// Timeout is how long any one answer may take before it counts as
	// missing; 0: 10 s. A server that answers is never slow: nothing but a
	// hang is found by it.
	Timeout time.Duration

	// Churn is how many connections come and go before leaks are counted; 0: 10,000.
	Churn int

	// Each, if set, is told every outcome as it is known.
	Each func(Outcome)

	// Only, if set, picks the promises to try.
	Only func(Case) bool
}

// DefaultTimeout and DefaultChurn stand in for zeros in Options.
const (
	DefaultTimeout = 10 * time.Second
	DefaultChurn   = 10_000
)

// Run holds a server to every promise in turn. start is called once for each,
// and what it returns is closed after it: no promise is judged on a server that
// another one has worn. exempt holds reasons by the names of promises. If ctx
// ends, the promises not yet tried are missing from the result.
func Run(ctx context.Context, start func(context.Context) (Subject, error), exempt map[string]string, opts Options) []Outcome {
	if opts.Timeout == 0 {
		opts.Timeout = DefaultTimeout
	}
	if opts.Churn == 0 {
		opts.Churn = DefaultChurn
	}
	var outcomes []Outcome
	add := func(o Outcome) {
		outcomes = append(outcomes, o)
		if opts.Each != nil {
			opts.Each(o)
		}
	}
	exempt = maps.Clone(exempt)
	for _, c := range Cases() {
		reason, isExempt := exempt[c.Name]
		delete(exempt, c.Name)
		switch {
		case opts.Only != nil && !opts.Only(c):
		case ctx.Err() != nil:
			return outcomes
		case isExempt:
			add(Outcome{c, Exempt, reason})
		default:
			add(try(ctx, c, start, opts))
		}
	}
	// An exemption that fits no promise was misspelt, or the promise is gone.
	for _, name := range slices.Sorted(maps.Keys(exempt)) {
		add(Outcome{Case{Name: name}, Fail, "exempt from a promise that does not exist"})
	}
	return outcomes
}

// try holds a fresh server to one promise.
func try(ctx context.Context, c Case, start func(context.Context) (Subject, error), opts Options) Outcome {
	subject, err := start(ctx)
	if s := shortage.Of(err); s != nil {
		return Outcome{c, Untried, s.Detail()}
	}
	if err != nil {
		return Outcome{c, Fail, fmt.Sprintf("start: %v", err)}
	}
	cl := newClient(ctx, subject, opts)
	defer cl.finish()
	err = c.run(cl)
	switch {
	case err == nil:
		return Outcome{c, Pass, cl.note}
	case errors.Is(err, ErrUnseen):
		return Outcome{c, Unseen, err.Error()}
	}
	if s := cl.shortage(); s != nil { // whatever it came to, this side may have caused it
		return Outcome{c, Untried, s.Detail()}
	}
	return Outcome{c, Fail, err.Error()}
}
