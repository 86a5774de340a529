package analysis

import (
	"reflect"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// A Difference is something that two records were asked for, or ran on,
// differently.
type Difference struct {
	What     string        // its name in the record: "wait", "kernel", "duration_ns"
	Of       string        // the named value within What, or the model: "net.core.somaxconn"; empty: What itself
	At       *record.Point // the first point of the old record at which it differs, if it is one of a point
	Old, New any           // a string, empty for none, an int64, a bool, a time.Duration; of the anchor a record.Cell, of the sweep its []record.Point
}

// differing gathers differences.
type differing []Difference

// add adds a difference if there is one.
func (d *differing) add(what string, old, new any) { d.addOf(what, "", old, new) }

func (d *differing) addOf(what, of string, old, new any) {
	if old != new {
		*d = append(*d, Difference{What: what, Of: of, Old: old, New: new})
	}
}

// unlikePlans are what two runs were asked for differently, as far as it keeps
// a difference of their metrics from being one of the servers.
func unlikePlans(old, new *Summary) []Difference {
	var d differing
	d.add("workload", old.Workload, new.Workload)
	asked := new.Source.Plan.ServerOptions()
	for i, o := range old.Source.Plan.ServerOptions() {
		d.add(o.Name, o.Value, asked[i].Value)
	}
	d.add("arrivals", old.Source.Plan.Arrivals, new.Source.Plan.Arrivals)
	d.add("axis", old.Axis.Name, new.Axis.Name)
	common := false
	for _, p := range old.Sweep {
		for _, q := range new.Sweep {
			if old.At(p) != old.At(q) {
				continue
			}
			common = true
			for _, unlike := range unlikePoints(p, q) {
				if !slices.ContainsFunc(d, func(told Difference) bool { return told.What == unlike.What }) {
					d = append(d, unlike)
				}
			}
		}
	}
	if !common {
		return append(d, Difference{What: "sweep", Old: old.Sweep, New: new.Sweep})
	}
	if a, b := old.Anchor, new.Anchor; a.Model != b.Model || old.At(a.Point) != old.At(b.Point) {
		d.add("anchor", a, b)
	}
	return d
}

// sameRate is how far two rates may be apart: one that is found by measuring
// differs a little each time.
const sameRate = 1.1

// unlikePoints are the coordinates in which two points differ.
func unlikePoints(p, q record.Point) []Difference {
	var d differing
	d.add("connections", p.Connections, q.Connections)
	d.add("active", p.Active, q.Active)
	d.add("depth", p.Depth, q.Depth)
	d.add("reply", p.Reply, q.Reply)
	d.add("loops", p.Loops, q.Loops)
	if a, b := float64(p.Rate), float64(q.Rate); max(a, b) > sameRate*min(a, b) {
		d.add("rate", p.Rate, q.Rate)
	}
	for i := range d {
		d[i].At = &p
	}
	return d
}

// alike says whether two runs meant the same by two points.
func alike(p, q record.Point) bool { return len(unlikePoints(p, q)) == 0 }

// like is p if s has it, else the point of s that is alike; the zero Point if
// there is none.
func (s *Summary) like(p record.Point) record.Point {
	if slices.Contains(s.Sweep, p) {
		return p
	}
	if i := slices.IndexFunc(s.Sweep, func(q record.Point) bool { return alike(p, q) }); i >= 0 {
		return s.Sweep[i]
	}
	return record.Point{}
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
	d.add("server_cpus", int64(len(p.ServerCPUs)), int64(len(q.ServerCPUs)))
	d.add("client_cpus", int64(len(p.ClientCPUs)), int64(len(q.ClientCPUs)))
	d.add("go", old.Tool.Go, new.Tool.Go)
	for _, m := range p.Models {
		for _, n := range q.Models {
			if m.Name == n.Name {
				d.addOf("command", m.Name, m.Command, n.Command)
			}
		}
	}
	if old.Partial || new.Partial { // both alike are a reason for caution too
		d = append(d, Difference{What: "partial", Old: old.Partial, New: new.Partial})
	}
	return d
}
