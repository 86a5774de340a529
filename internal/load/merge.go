package load

import (
	"fmt"
	"net/netip"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/iomodels/iomodels/internal/record"
)

// Split deals s out to n generators, each in a process of its own.
func (s Spec) Split(n int) ([]Spec, error) {
	s = s.WithDefaults()
	if n == 1 {
		return []Spec{s}, nil
	}
	if n < 1 || n > MaxParts {
		return nil, fmt.Errorf("%d generators: there may be 1 to %d", n, MaxParts)
	}
	to, err := netip.ParseAddrPort(s.Addr)
	if err != nil {
		return nil, err
	}
	if s.Connections < n || s.Active < n {
		return nil, fmt.Errorf("%d active of %d connections cannot be dealt out to %d generators: make more of them active", s.Active, s.Connections, n)
	}
	if !s.workload().ClosedLoop && s.Rate < int64(n) {
		return nil, fmt.Errorf("%d requests a second cannot be dealt out to %d generators: offer more", s.Rate, n)
	}
	specs := make([]Spec, n)
	for i := range specs {
		specs[i] = s
		part := &specs[i]
		part.Part, part.Parts = i, n
		part.Connections = int(share(int64(s.Connections), i, n))
		part.Active = int(share(int64(s.Active), i, n))
		part.Loops = min(s.Loops, part.Connections)
		part.Rate = share(s.Rate, i, n)
		part.Tolerate = max(1, share(s.Tolerate, i, n))
		part.Server = nil // who asks several generators reads the server's clock himself,
		part.LeadIn = 0   // at the ends of the window
		if part.Sources, err = s.sourcesOf(i, n, to.Addr()); err != nil {
			return nil, err
		}
	}
	return specs, nil
}

// share is part i of total, dealt out evenly to n.
func share(total int64, i, n int) int64 { return total*int64(i+1)/int64(n) - total*int64(i)/int64(n) }

// sourcesOf are generator i's part of the addresses that were given. Over
// loopback each has those of its own anyway.
func (s Spec) sourcesOf(i, n int, to netip.Addr) ([]string, error) {
	own := s.Sources[len(s.Sources)*i/n : len(s.Sources)*(i+1)/n]
	switch {
	case len(s.Sources) > 0 && len(own) == 0:
		return nil, fmt.Errorf("%d generators need a source address each, and there are %d", n, len(s.Sources))
	case len(s.Sources) == 0 && s.Connections > PerSource && !(to.Is4() && to.IsLoopback()):
		return nil, fmt.Errorf("%d connections to %v need %d source addresses (%d each), shared out to %d generators: give them",
			s.Connections, to, (s.Connections+PerSource-1)/PerSource, PerSource, n)
	}
	return own, nil
}

// Merge is what several generators saw together who shared out whole. Counts add
// up; the window is the longest; histograms are merged, never averaged. It is
// judged as a whole, so that what one of them met is not hidden by the others,
// who were called off for it. partial says that all of them were interrupted.
func Merge(whole Spec, parts []Result, partial bool) (Result, error) {
	if len(parts) == 1 {
		return parts[0], nil
	}
	whole = whole.WithDefaults()
	sum := Result{Partial: partial, RSSBefore: new(int64), RSSHeld: new(int64)}
	var errors, refusals tally
	for _, p := range parts {
		sum.add(p)
		for _, e := range p.Errors {
			errors.addCount(e)
		}
		for _, e := range p.Refusals {
			refusals.addCount(e)
		}
	}
	sum.Errors, sum.Refusals = errors.list(), refusals.list()
	hist, err := histograms(parts, func(r Result) string { return r.Latency })
	if err == nil && sum.Window > 0 {
		sum.Latency, err = record.EncodeLatency(hist)
	}
	if err == nil && sum.Window > 0 {
		sum.OpenLoop, err = mergeOpenLoops(parts)
	}
	if err != nil {
		return Result{}, err
	}
	sum.Warnings = sum.selfCheck(hist)
	sum.Outcome, sum.Reason = sum.judge(whole.workload(), whole.Tolerate)
	return sum, nil
}

// histograms merges one histogram of every part.
func histograms(parts []Result, of func(Result) string) (*hdr.Histogram, error) {
	all := record.NewLatency()
	for _, p := range parts {
		h, err := record.DecodeLatency(of(p))
		if err != nil {
			return nil, fmt.Errorf("a generator's histogram: %w", err)
		}
		if h != nil {
			all.Merge(h)
		}
	}
	return all, nil
}

// add adds what can be added.
func (r *Result) add(p Result) {
	for _, c := range []struct {
		to   *int64
		more int64
	}{
		{&r.Requested, p.Requested}, {&r.Established, p.Established}, {&r.Proven, p.Proven},
		{&r.ProvenAfter, p.ProvenAfter}, {&r.Refused, p.Refused}, {&r.Lost, p.Lost},
		{&r.Retries, p.Retries}, {&r.Requests, p.Requests}, {&r.Unanswered, p.Unanswered},
	} {
		*c.to += c.more
	}
	if p.Churned != nil {
		r.Churned = p.Churned // of the whole machine: each generator saw the same
	}
	r.OpeningTime, r.Window = max(r.OpeningTime, p.OpeningTime), max(r.Window, p.Window)
	r.RSSBefore, r.RSSHeld = record.Sum(r.RSSBefore, p.RSSBefore), record.Sum(r.RSSHeld, p.RSSHeld)
	r.Client = r.Client.Plus(p.Client)
}
