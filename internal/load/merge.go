package load

import (
	"fmt"
	"net/netip"

	"github.com/iomodels/iomodels/internal/record"
)

// Split deals s out to n generators, each in a process of its own. They take
// source addresses that no other one uses, so that none runs into the ports of
// another.
func (s Spec) Split(n int) ([]Spec, error) {
	s = s.WithDefaults()
	if n == 1 {
		return []Spec{s}, nil
	}
	to, err := netip.ParseAddrPort(s.Addr)
	if err != nil {
		return nil, err
	}
	specs := make([]Spec, n)
	for i := range specs {
		specs[i] = s
		part := &specs[i]
		part.Connections = share(s.Connections, i, n)
		part.Active = share(s.Active, i, n)
		part.Loops = min(s.Loops, part.Connections)
		part.Rate = int64(share(int(s.Rate), i, n))
		part.Seed += uint64(i) // or each would send at the same moments
		if part.Connections == 0 || part.Active == 0 {
			return nil, fmt.Errorf("%d active of %d connections cannot be dealt out to %d generators: make more of them active", s.Active, s.Connections, n)
		}
		part.Server = nil // who asks several generators reads the server's clock himself
		if part.Sources, err = s.sourcesOf(i, n, to.Addr(), part.Connections); err != nil {
			return nil, err
		}
	}
	return specs, nil
}

// share is part i of total, dealt out evenly to n.
func share(total, i, n int) int { return total*(i+1)/n - total*i/n }

// sourcesOf are generator i's addresses: its part of those that are given, or
// of 127.0.0.0/8.
func (s Spec) sourcesOf(i, n int, to netip.Addr, connections int) ([]string, error) {
	if len(s.Sources) > 0 {
		own := s.Sources[len(s.Sources)*i/n : len(s.Sources)*(i+1)/n]
		if len(own) == 0 {
			return nil, fmt.Errorf("%d generators need a source address each, and there are %d", n, len(s.Sources))
		}
		return own, nil
	}
	if !to.Is4() || !to.IsLoopback() {
		return nil, fmt.Errorf("%d generators need source addresses of their own to connect to %v: give them", n, to)
	}
	each := (connections + PerSource - 1) / PerSource
	first := 1 + i*(each+1) // +1: shares may differ by one address
	var own []string
	for k := first; k < first+each; k++ {
		own = append(own, netip.AddrFrom4([4]byte{127, 0, byte(k >> 8), byte(k)}).String())
	}
	return own, nil
}

// Merge is what several generators saw together. Counts add up; the window is
// the longest; histograms are merged, never averaged. The whole was measured
// only if every part was.
func Merge(parts []Result) (Result, error) {
	if len(parts) == 1 {
		return parts[0], nil
	}
	sum := Result{Outcome: record.Measured}
	hist, errors := record.NewLatency(), map[string]int{}
	for _, p := range parts {
		sum.add(p)
		for _, e := range p.Errors {
			if i, known := errors[e.Name]; known {
				sum.Errors[i].Count += e.Count
				continue
			}
			errors[e.Name] = len(sum.Errors)
			sum.Errors = append(sum.Errors, e)
		}
		h, err := record.DecodeLatency(p.Latency)
		if err != nil {
			return Result{}, fmt.Errorf("a generator's histogram: %w", err)
		}
		if h != nil {
			hist.Merge(h)
		}
	}
	if sum.Window > 0 {
		var err error
		if sum.Latency, err = record.EncodeLatency(hist); err != nil {
			return Result{}, err
		}
		if sum.OpenLoop, err = mergeOpenLoops(parts); err != nil {
			return Result{}, err
		}
		sum.Warnings = sum.doubts(hist)
	}
	return sum, nil
}

// add adds what can be added.
func (r *Result) add(p Result) {
	if r.Outcome == record.Measured || r.Outcome == record.Failed && p.Outcome == record.Limit {
		r.Outcome, r.Reason = p.Outcome, p.Reason
	}
	r.Partial = r.Partial || p.Partial
	for _, c := range []struct {
		to   *int64
		more int64
	}{
		{&r.Requested, p.Requested}, {&r.Established, p.Established}, {&r.Proven, p.Proven},
		{&r.ProvenAfter, p.ProvenAfter}, {&r.Refused, p.Refused}, {&r.Lost, p.Lost},
		{&r.Retries, p.Retries}, {&r.Requests, p.Requests},
	} {
		*c.to += c.more
	}
	if p.Churned != nil {
		r.Churned = p.Churned // of the whole machine: each generator saw the same
	}
	r.OpeningTime, r.Window = max(r.OpeningTime, p.OpeningTime), max(r.Window, p.Window)
	r.Client = r.Client.Plus(p.Client)
}
