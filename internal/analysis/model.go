package analysis

import (
	"cmp"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/record"
)

// A Model is what is said of a model over the whole sweep.
type Model struct {
	Name       string            `json:"name"`
	External   bool              `json:"external"`
	Old        bool              `json:"-"`         // served by another build, and compared with its counterpart alone
	Completion bool              `json:"-"`         // it counts requests to the kernel where others count calls
	Published  bool              `json:"published"` // false: it broke a promise, so it has no metrics
	Verified   bool              `json:"verified"`
	Promises   int               `json:"promises"` // how many it was held against
	Broken     []string          `json:"broken"`
	Exempt     []string          `json:"exempt"`
	Unseen     []string          `json:"cannot_be_seen"`
	Details    map[string]string `json:"-"` // of verdicts, by promise

	Limit  *int64  `json:"limit"`                     // connections that it can hold, if a cell was past them
	Within int64   `json:"limit_processes,omitempty"` // server processes that hold them together, if several
	Reason string  `json:"limit_reason"`
	Growth *Growth `json:"growth"`
	Memory *Memory `json:"memory"`

	told *int64 // the fewest connections that one of its servers said it can hold
}

// modelOf is a model with its verdicts.
func modelOf(m record.Model, r *record.Record) *Model {
	_, old := record.Counterpart(m.Name)
	out := &Model{
		Name: m.Name, External: m.External, Published: !r.Broken(m.Name), Old: old,
		Broken: []string{}, Exempt: []string{}, Unseen: []string{}, Details: map[string]string{},
		Completion: m.Kind == string(model.Completion),
	}
	lists := map[string]*[]string{record.Fail: &out.Broken, record.Exempt: &out.Exempt, record.CannotBeSeen: &out.Unseen}
	for _, v := range r.Verdicts {
		if v.Model != m.Name {
			continue
		}
		out.Verified, out.Details[v.Promise] = true, v.Detail
		out.Promises++
		if list := lists[v.Verdict]; list != nil {
			*list = append(*list, v.Promise)
		}
	}
	return out
}

// limit is the least number of connections that was too many for the model.
func (s *Summary) limit(m *Model) {
	for _, c := range s.of(m.Name) {
		processes := int64(0)
		for _, t := range c.trials {
			m.told = least(m.told, t.Limit)
			if t.ServerProcesses > 1 {
				processes = max(processes, t.ServerProcesses)
			}
		}
		if c.State != record.Limit {
			continue
		}
		m.Reason = cmp.Or(m.Reason, c.Reason)
		if c.Limit != nil && (m.Limit == nil || *c.Limit < *m.Limit) {
			m.Limit, m.Within = c.Limit, processes
		}
	}
}

func past(limit *int64, n float64) bool { return limit != nil && n > float64(*limit) }
