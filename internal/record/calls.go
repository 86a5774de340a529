package record

// SystemCalls is what one model asked of the kernel, as the kernel counted it
// in a short trial of its own: counting makes every call slower, so that trial
// gives no other figure.
type SystemCalls struct {
	Model string `json:"model"`
	Point

	WindowNs int64 `json:"window_ns"`
	Requests int64 `json:"requests"` // answered within the window

	Total    int64     `json:"total"`    // every call of every thread within the window
	Calls    []Call    `json:"calls"`    // those that are counted by name and were made
	Counters *Counters `json:"counters"` // the server's own, within the same window; null for an external
	Note     string    `json:"note"`     // why there is no count; empty if there is
}

// A Call is a system call, by the name of its manual page, and how often it was made.
type Call struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// Codes of the warnings on system calls.
const (
	CallsNotCounted = "calls-not-counted" // the kernel would not count system calls
	CountersDiffer  = "counters-differ"   // a model's own counters and the kernel's disagree
)

// systemCalls holds the kernel's counts against the plan and against themselves.
func (c *checker) systemCalls() {
	seen := map[string]bool{}
	for _, s := range c.record.SystemCalls {
		c.must(c.planned(s.Model), "system calls: %s is no model of the plan", s.Model)
		c.must(!seen[s.Model], "system calls: %s is there twice", s.Model)
		seen[s.Model] = true
		var sum int64
		names := map[string]bool{}
		for _, call := range s.Calls {
			c.must(!names[call.Name], "system calls: %s has %s twice", s.Model, call.Name)
			names[call.Name] = true
			sum += call.Count
		}
		c.must(sum <= s.Total, "system calls: those of %s by name are %d, more than the %d in all", s.Model, sum, s.Total)
		if k := s.Counters; k != nil && k.Requests != nil && c.workload.ClosedLoop {
			c.must(*k.Requests >= s.Requests, "system calls: %s answered %d requests, and the generator saw %d", s.Model, *k.Requests, s.Requests)
		}
		c.must((s.Note == "") == (s.Requests > 0), "system calls: %s has %d requests and the note %.60q", s.Model, s.Requests, s.Note)
	}
	for _, m := range c.record.Plan.Models {
		c.must(len(seen) == 0 || seen[m.Name] || c.record.Partial || c.broken[m.Name], "system calls: those of %s are missing", m.Name)
	}
}
