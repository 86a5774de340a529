package analysis

import (
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// SystemCalls is what a model asked of the kernel for each request, as the
// kernel counted it in a trial of its own.
type SystemCalls struct {
	Model string `json:"model"`
	record.Point
	Total *Number       `json:"per_request"` // every call of every thread; null: not counted
	Calls []CallsByName `json:"calls"`       // the most frequent first; what has no name here is in the total alone
	Note  string        `json:"note"`        // why there is no count
}

// CallsByName is one system call.
type CallsByName struct {
	Name string `json:"name"`
	Each Number `json:"per_request"`
}

// Of is how often a call was made for a request.
func (c *SystemCalls) Of(name string) float64 {
	for _, call := range c.Calls {
		if call.Name == name {
			return float64(call.Each)
		}
	}
	return 0
}

// countCalls divides the kernel's counts by the requests.
func (s *Summary) countCalls() {
	for _, k := range s.Source.SystemCalls {
		if m := s.Model(k.Model); m == nil || !m.Published {
			continue
		}
		out := SystemCalls{Model: k.Model, Point: k.Point, Calls: []CallsByName{}, Note: k.Note}
		if k.Requests > 0 {
			out.Total = new(Number(float64(k.Total) / float64(k.Requests)))
			calls := slices.SortedStableFunc(slices.Values(k.Calls), func(a, b record.Call) int { return int(b.Count - a.Count) })
			for _, c := range calls {
				out.Calls = append(out.Calls, CallsByName{c.Name, Number(float64(c.Count) / float64(k.Requests))})
			}
		}
		s.SystemCalls = append(s.SystemCalls, out)
	}
}

// Counted is what the kernel counted of a model; nil if it did not.
func (s *Summary) Counted(model string) *SystemCalls {
	for i := range s.SystemCalls {
		if c := &s.SystemCalls[i]; c.Model == model && c.Total != nil {
			return c
		}
	}
	return nil
}

// counts says whether the server counted any of its calls in the cell.
func (c *Cell) counts() bool {
	return slices.ContainsFunc(CallMetrics, func(m *Metric) bool { return c.Of(m) != nil })
}

// CountersPoint is the point with the most connections at which every model
// that counts its calls was measured, with those models. It is false if there
// is none.
func (s *Summary) CountersPoint() (at record.Point, models []*Model, ok bool) {
	models = slices.DeleteFunc(s.Published(), func(m *Model) bool { return !slices.ContainsFunc(s.of(m.Name), (*Cell).counts) })
	for _, p := range s.Sweep {
		silent := func(m *Model) bool { return !s.Cell(m.Name, p).counts() }
		if len(models) > 0 && !slices.ContainsFunc(models, silent) && (!ok || s.At(p) > s.At(at)) {
			at, ok = p, true
		}
	}
	return at, models, ok
}
