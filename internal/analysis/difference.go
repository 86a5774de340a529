package analysis

import (
	"fmt"
	"reflect"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// A Difference is something that two records were asked for, or ran on,
// differently.
type Difference struct {
	What     string        // its name in the record: "wait", "kernel", "duration_ns"
	Of       string        // the named value within What, or the model: "net.core.somaxconn"; empty: What itself
	At       *record.Point // where it differs, if not everywhere
	Old, New string        // empty: none
}

// differing gathers differences.
type differing []Difference

func (d *differing) add(what string, old, new any) { d.addOf(what, "", old, new) }

func (d *differing) addOf(what, of string, old, new any) {
	if a, b := fmt.Sprint(old), fmt.Sprint(new); a != b {
		*d = append(*d, Difference{What: what, Of: of, Old: a, New: b})
	}
}

// sameRate is how far two rates may be apart: one that is found by measuring
// differs a little each time.
const sameRate = 1.1

// unlikePlans are what two runs were asked for differently, as far as it keeps
// a difference of their metrics from being one of the servers.
func unlikePlans(old, new *record.Plan) []Difference {
	var d differing
	d.add("workload", old.Workload, new.Workload)
	asked := new.ServerOptions()
	for i, o := range old.ServerOptions() {
		d.add(o.Name, o.Value, asked[i].Value)
	}
	d.add("arrivals", old.Arrivals, new.Arrivals)
	common := false
	for _, p := range old.Sweep {
		for _, q := range new.Sweep {
			if p.Connections != q.Connections {
				continue
			}
			common = true
			before := len(d)
			d.add("active", p.Active, q.Active)
			d.add("depth", p.Depth, q.Depth)
			d.add("reply", p.Reply, q.Reply)
			if a, b := float64(p.Rate), float64(q.Rate); max(a, b) > sameRate*min(a, b) {
				d.add("rate", p.Rate, q.Rate)
			}
			for i := range d[before:] {
				d[before+i].At = &p
			}
		}
	}
	if !common {
		return append(d, Difference{What: "sweep"})
	}
	if old.Anchor.Model != new.Anchor.Model || old.Anchor.Connections != new.Anchor.Connections {
		d.add("anchor", old.Anchor.Model, new.Anchor.Model)
	}
	return d
}

// unlikeMachines are the members of the environment in which two records differ.
func unlikeMachines(old, new *record.Record) []Difference {
	var d differing
	a, b := reflect.ValueOf(old.Environment), reflect.ValueOf(new.Environment)
	for i := range a.NumField() {
		name := a.Type().Field(i).Tag.Get("json")
		x, y := a.Field(i).Interface(), b.Field(i).Interface()
		if pairs, ok := x.([]record.Pair); ok {
			d.addPairs(name, pairs, y.([]record.Pair))
		} else {
			d.add(name, x, y)
		}
	}
	return d
}

// addPairs adds the named values that differ.
func (d *differing) addPairs(what string, old, new []record.Pair) {
	values := map[string][2]string{}
	var names []string
	for side, pairs := range [][]record.Pair{old, new} {
		for _, p := range pairs {
			v, known := values[p.Name]
			if !known {
				names = append(names, p.Name)
			}
			v[side] = p.Value
			values[p.Name] = v
		}
	}
	for _, n := range names {
		d.addOf(what, n, values[n][0], values[n][1])
	}
}

// smallDifferences are those of the runs that do not forbid a comparison.
func smallDifferences(old, new *record.Record) []Difference {
	var d differing
	p, q := &old.Plan, &new.Plan
	d.add("duration_ns", time.Duration(p.DurationNs), time.Duration(q.DurationNs))
	d.add("slice_ns", p.Slice(), q.Slice())
	d.add("timeout_ns", p.Timeout(), q.Timeout())
	d.add("warmup_ns", time.Duration(p.WarmupNs), time.Duration(q.WarmupNs))
	d.add("rounds", p.Rounds, q.Rounds)
	d.add("rate", p.Sweep[0].Rate, q.Sweep[0].Rate)
	d.add("server_cpus", len(p.ServerCPUs), len(q.ServerCPUs))
	d.add("client_cpus", len(p.ClientCPUs), len(q.ClientCPUs))
	d.add("go", old.Tool.Go, new.Tool.Go)
	for _, m := range p.Models {
		for _, n := range q.Models {
			if m.Name == n.Name {
				d.addOf("command", m.Name, m.Command, n.Command)
			}
		}
	}
	d.add("partial", old.Partial, new.Partial)
	return d
}
