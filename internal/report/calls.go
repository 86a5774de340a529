package report

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// SystemCalls is what a model asked of the kernel for each request, as the
// kernel counted it in a trial of its own.
type SystemCalls struct {
	Model       string         `json:"model"`
	Connections int64          `json:"connections"`
	Total       *Number        `json:"per_request"` // every call of every thread
	Calls       []CallsByName  `json:"calls"`       // the most frequent first; what has no name here is in the total alone
	Note        string         `json:"note"`        // why there is no count
	byName      map[string]int // where in Calls
}

// CallsByName is one system call.
type CallsByName struct {
	Name string `json:"name"`
	Each Number `json:"per_request"`
}

// systemCalls divides the kernel's counts by the requests.
func (d *derivation) systemCalls() {
	d.s.SystemCalls = []SystemCalls{}
	for _, s := range d.r.SystemCalls {
		if d.r.Broken(s.Model) {
			continue
		}
		out := SystemCalls{Model: s.Model, Connections: s.Connections, Calls: []CallsByName{}, Note: s.Note, byName: map[string]int{}}
		if s.Requests > 0 {
			total := Number(float64(s.Total) / float64(s.Requests))
			out.Total = &total
			calls := slices.Clone(s.Calls)
			slices.SortStableFunc(calls, func(a, b record.Call) int { return int(b.Count - a.Count) })
			for i, c := range calls {
				out.Calls = append(out.Calls, CallsByName{c.Name, Number(float64(c.Count) / float64(s.Requests))})
				out.byName[c.Name] = i
			}
		}
		d.s.SystemCalls = append(d.s.SystemCalls, out)
	}
}

// each is how often a call was made for a request.
func (s *SystemCalls) each(name string) float64 {
	if i, ok := s.byName[name]; ok {
		return float64(s.Calls[i].Each)
	}
	return 0
}

// seldom is how rare a call must be with every model to share a column with
// others: what is made once in a hundred requests costs none of them much.
const seldom = 0.01

// systemCalls is the table that has no gaps: the kernel sees what a model's
// own counters cannot.
func (d *writer) systemCalls() {
	var names []string
	b := block{}
	for i := range d.s.SystemCalls {
		s := &d.s.SystemCalls[i]
		if s.Note != "" {
			b.notes = append(b.notes, s.Model+": not counted: "+s.Note)
		}
		for _, c := range s.Calls {
			if c.Each >= seldom && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
		b.heading = fmt.Sprintf("System calls per request, counted by the kernel, at %s", count(int(s.Connections), "connection"))
	}
	b.table.head = append(append([]string{"model"}, names...), "other", "all")
	for i := range d.s.SystemCalls {
		s := &d.s.SystemCalls[i]
		if s.Total == nil {
			continue
		}
		row, other := []string{s.Model}, *s.Total
		for _, name := range names {
			n := Number(s.each(name))
			other -= n
			row = append(row, perRequest(&n))
		}
		other = max(other, 0) // the rest of a subtraction
		b.table.rows = append(b.table.rows, append(row, perRequest(&other), perRequest(s.Total)))
	}
	b.notes = append(b.notes, "Every call of every thread, the Go runtime's among them, in a short trial of its own.")
	if len(b.table.rows) == 0 {
		b.lines, b.notes = b.notes[:len(b.notes)-1], nil
	}
	d.add(b)
}
