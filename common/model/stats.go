package model

import "sync/atomic"

// Stats counts what a server asked of the kernel. The counts hold on any
// hardware, which makes them as much a result as the times are.
//
// A model that is told of readiness makes a call for each thing it counts. One
// that is told of completion makes its waits and polls alone, each of which
// hands over what was asked for and brings what was done: there controls are
// requests that were made to stand or to end, reads are receives that
// completed, writes are sends that were asked for, and EAGAINs are sends that
// found no room.
type Stats struct {
	Waits    Count `json:"waits"`    // calls that may sleep until something is ready
	Polls    Count `json:"polls"`    // the same calls with timeout 0: they return at once
	Events   Count `json:"events"`   // descriptors that waits and polls reported
	Controls Count `json:"controls"` // changes to an interest list: epoll_ctl(2)

	Accepts  Count `json:"accepts"`  // connections accepted, the refused among them
	Refused  Count `json:"refused"`  // connections accepted and closed at once, at the limit
	Closes   Count `json:"closes"`   // connections closed, the refused not among them
	Failures Count `json:"failures"` // connections ended by an error, mostly the peer's: ECONNRESET, EPIPE

	Requests Count `json:"requests"` // requests answered, the malformed ones too
	Reads    Count `json:"reads"`    // recvfrom(2) calls
	Writes   Count `json:"writes"`   // sendto(2) calls
	EAGAINs  Count `json:"eagains"`  // reads, writes and accepts that found nothing to do
}

// A Count is a number of calls or events; negative if it was not observed.
type Count int64

// NotObserved says that the server cannot see this number: the Go runtime and
// net/http make their system calls on their own. It is not 0.
const NotObserved Count = -1

// Observed says whether there is a number at all.
func (c Count) Observed() bool { return c >= 0 }

// Plus is c+d; what one side did not observe is not observed in the sum.
func (c Count) Plus(d Count) Count {
	if !c.Observed() || !d.Observed() {
		return NotObserved
	}
	return c + d
}

// Minus is c-d; what one side did not observe is not observed in the difference.
func (c Count) Minus(d Count) Count {
	if !c.Observed() || !d.Observed() {
		return NotObserved
	}
	return c - d
}

// Each calls f with every field of s by its JSON name, and stores what f returns.
func (s *Stats) Each(f func(name string, c Count) Count) {
	for _, field := range []struct {
		name string
		c    *Count
	}{
		{"waits", &s.Waits}, {"polls", &s.Polls}, {"events", &s.Events}, {"controls", &s.Controls},
		{"accepts", &s.Accepts}, {"refused", &s.Refused}, {"closes", &s.Closes}, {"failures", &s.Failures},
		{"requests", &s.Requests}, {"reads", &s.Reads}, {"writes", &s.Writes}, {"eagains", &s.EAGAINs},
	} {
		*field.c = f(field.name, *field.c)
	}
}

// Plus is the sum, field by field: what several loops asked together.
func (s Stats) Plus(t Stats) Stats { return s.join(t, Count.Plus) }

// Minus is the difference, field by field: what was asked between t and s.
func (s Stats) Minus(t Stats) Stats { return s.join(t, Count.Minus) }

func (s Stats) join(t Stats, op func(a, b Count) Count) Stats {
	other := map[string]Count{}
	t.Each(func(name string, c Count) Count { other[name] = c; return c })
	s.Each(func(name string, c Count) Count { return op(c, other[name]) })
	return s
}

// Counters are the live form of Stats: the loop adds, anyone may read. An
// uncontended atomic addition is some 5 ns of a request's 6 µs.
type Counters struct {
	Waits, Polls, Events, Controls     atomic.Int64
	Accepts, Refused, Closes, Failures atomic.Int64
	Requests, Reads, Writes, EAGAINs   atomic.Int64
}

// Stats reads every counter. Taken while the server runs, the fields may be
// some calls apart from each other.
func (c *Counters) Stats() Stats {
	return Stats{
		Waits: Count(c.Waits.Load()), Polls: Count(c.Polls.Load()),
		Events: Count(c.Events.Load()), Controls: Count(c.Controls.Load()),
		Accepts: Count(c.Accepts.Load()), Refused: Count(c.Refused.Load()),
		Closes: Count(c.Closes.Load()), Failures: Count(c.Failures.Load()),
		Requests: Count(c.Requests.Load()), Reads: Count(c.Reads.Load()),
		Writes: Count(c.Writes.Load()), EAGAINs: Count(c.EAGAINs.Load()),
	}
}
