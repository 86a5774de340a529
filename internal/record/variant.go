package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/common/model"
)

// A Variant is a model served otherwise than the plan says, beside the others.
type Variant struct {
	Of      string `json:"of"`      // the model, by its name
	Options []Pair `json:"options"` // of "iomodels serve", without their dashes: "event-batch", "16"
}

// Name is what the variant is called in the run: "epoll_lt/event-batch=16".
func (v *Variant) Name() string {
	var options []string
	for _, o := range v.Options {
		options = append(options, o.Name+"="+o.Value)
	}
	return v.Of + "/" + strings.Join(options, ",")
}

// Flags are the arguments of "iomodels serve" or "iomodels verify" that ask
// for the model as it was in the run.
func (m *Model) Flags() string {
	if m.Variant == nil {
		return "--model " + m.Name
	}
	flags := "--model " + m.Variant.Of
	for _, o := range m.Variant.Options {
		flags += " --" + o.Name + " " + o.Value
	}
	return flags
}

// ServerOptions lists what the plan asks of every raw model, by the names of
// the options. What an older record does not hold had the default.
func (p *Plan) ServerOptions() []Pair {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []Pair{
		{"loops", number(p.Sweep[0].Loops)}, {"accept-batch", number(p.AcceptBatch)},
		{"event-batch", number(valueOr(p.EventBatch, model.DefaultEventBatch))},
		{"read-buffer", number(valueOr(p.ReadBuffer, model.DefaultTurnBytes))},
		{"wait", p.Wait}, {"syscalls", valueOr(p.Syscalls, string(model.Raw))},
	}
}

// variants holds every variant against its name, and its options against
// those that there are.
func (c *checker) variants() {
	known := c.record.Plan.ServerOptions()
	for _, m := range c.record.Plan.Models {
		v := m.Variant
		if v == nil {
			continue
		}
		c.must(!m.External, "plan: %s is an external, and a variant", m.Name)
		for i, o := range v.Options {
			named := func(p Pair) bool { return p.Name == o.Name }
			c.must(slices.ContainsFunc(known, named), "plan: %s has an option %s, which there is not", m.Name, o.Name)
			c.must(slices.IndexFunc(v.Options, named) == i, "plan: %s has %s twice", m.Name, o.Name)
		}
		c.must(m.Name == v.Name(), "plan: the variant %s is called %s", v.Name(), m.Name)
	}
}

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
