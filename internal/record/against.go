package record

import "strings"

// OldSuffix ends the name of a model that another build serves: "epoll_lt@old"
// beside "epoll_lt". No other name holds an @.
const OldSuffix = "@old"

// Counterpart is the model that an old one is set against: "epoll_lt" for
// "epoll_lt@old". It is false for every other name.
func Counterpart(name string) (string, bool) { return strings.CutSuffix(name, OldSuffix) }

// against holds the other build against the models that it serves.
func (c *checker) against() {
	old := 0
	for _, m := range c.record.Plan.Models {
		if of, ok := Counterpart(m.Name); ok {
			old++
			c.must(c.planned(of), "plan: %s has no counterpart %s", m.Name, of)
			c.must(!m.External, "plan: %s is an external", m.Name)
		}
	}
	c.must(old == 0 || c.record.Against != nil, "plan: %d models of another build, and the record does not say which", old)
	c.must(old > 0 || c.record.Against == nil, "against: another build, and no model of it is in the plan")
}
