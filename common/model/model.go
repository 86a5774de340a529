// Package model is the contract: what every I/O model must do, and nothing else.
package model

import (
	"errors"
	"net/netip"
)

// A Server answers hello-world requests on one address until closed.
type Server interface {
	// Addr is the address it listens on; its port is known even if 0 was asked for.
	Addr() netip.AddrPort

	// Serve answers requests and blocks until Close, then returns nil. Any
	// other end is an error that carries the name of the call that failed.
	// It may be called once.
	Serve() error

	// Close ends Serve and gives back every descriptor. It may be called from
	// any goroutine, any number of times, before Serve as well as after; it
	// does not wait for Serve to return.
	Close() error

	// Stats is exact once Serve has returned, and safe to call while it runs.
	Stats() Stats

	// Limit is the most connections it can hold now; 0 means that only
	// RLIMIT_NOFILE bounds it.
	Limit() int
}

// Looped is a server of several loops that shows what each of them asked.
type Looped interface {
	Loops() []Stats // in no order that means anything; Server.Stats is their sum
}

// A Model is a way of waiting for sockets, under the name that results use.
type Model struct {
	Name    string // its folder: "epoll_lt"
	Waits   string // the call it sleeps in: "epoll_wait(2)"
	Kind    Kind   // what it is told: readiness or completion
	Bound   string // what bounds its connections, in a few words: "RLIMIT_NOFILE"
	Summary string // one sentence for a list

	// Missing says why this system lacks the model; empty if it is there.
	Missing string

	// Lacks says what this system has not of the model, which is there without
	// it, each with what that means.
	Lacks []string

	// Exempt names promises of the conformance suite that are not this
	// model's own to keep, each with the reason.
	Exempt map[string]string

	// Listen binds the address and accepts nothing until Serve. A port in
	// use, a missing permission and the like are its errors.
	Listen func(Config) (Server, error)
}

// Kind is what a model is told by the kernel.
type Kind string

// Readiness: an operation can proceed. Completion: it has finished.
const (
	Readiness  Kind = "readiness"
	Completion Kind = "completion"
)

// Config is what a server is asked for. Only Addr must be set: every other
// zero value stands for the default that its comment gives.
type Config struct {
	Addr netip.AddrPort // port 0: any free one

	Loops       int        // event loops, each with its own SO_REUSEPORT listener; 0: 1
	AcceptBatch int        // connections accepted in one wake-up at most; 0: 64
	EventBatch  int        // events that an epoll model takes off the kernel at a time at most; 0: 256
	TurnBytes   int        // bytes read in one connection's turn at most, the size of a loop's buffer; 0: 16 KiB
	Wait        WaitPolicy // how a loop waits; empty: AskAgain
	Syscalls    CallPolicy // how a loop makes calls that cannot sleep; empty: Raw
	ReusePort   bool       // SO_REUSEPORT even for one loop, so that processes may share the port

	// Request, if set, is given every request head as it came, before its
	// reply goes out. It is called on the loop that serves the connection, so
	// it may run on several goroutines at once, and it must not keep the slice.
	Request func(head []byte)
}

// Defaults of Config.
const (
	DefaultAcceptBatch = 64
	DefaultEventBatch  = 256
	DefaultTurnBytes   = 16 << 10
)

// WithDefaults is c with the defaults in place of zero values.
func (c Config) WithDefaults() Config {
	if c.Loops == 0 {
		c.Loops = 1
	}
	if c.AcceptBatch == 0 {
		c.AcceptBatch = DefaultAcceptBatch
	}
	if c.EventBatch == 0 {
		c.EventBatch = DefaultEventBatch
	}
	if c.TurnBytes == 0 {
		c.TurnBytes = DefaultTurnBytes
	}
	if c.Wait == "" {
		c.Wait = AskAgain
	}
	if c.Syscalls == "" {
		c.Syscalls = Raw
	}
	return c
}

// WaitPolicy is how a loop waits. It is part of the result, so a record holds
// it: how far it moves a model's cost is measured in docs/ablation.md.
type WaitPolicy string

const (
	// AskAgain polls once (timeout 0) after a batch that was not empty, and
	// sleeps only if nothing is ready. A busy loop then never hands its
	// processor back to the Go scheduler, which costs more than the poll.
	AskAgain WaitPolicy = "ask-again"

	// Sleep makes every call one that may sleep.
	Sleep WaitPolicy = "sleep"
)

// WaitPolicies lists every policy, the default first.
var WaitPolicies = []WaitPolicy{AskAgain, Sleep}

// CallPolicy is how a raw model makes the calls that cannot sleep.
type CallPolicy string

const (
	// Raw goes past the Go scheduler, which such a call does not concern.
	Raw CallPolicy = "raw"

	// Runtime tells the scheduler before and after every call, as all calls of
	// package syscall that may sleep do. It is there to be compared.
	Runtime CallPolicy = "runtime"
)

// CallPolicies lists every policy, the default first.
var CallPolicies = []CallPolicy{Raw, Runtime}

// ErrLinuxOnly is what Listen returns on a system that lacks the model's call.
var ErrLinuxOnly = errors.New("this model needs Linux; on other systems use netpoll")
