package record

import (
	"reflect"
	"slices"
	"time"

	"github.com/iomodels/iomodels/internal/workload"
)

// A Difference is something that two records were asked for, or ran on,
// differently.
type Difference struct {
	What     string // its name in the record: "wait", "kernel", "duration_ns"
	Of       string // the named value within What, or the model: "net.core.somaxconn"; empty: What itself
	At       *Point // the first point of the old record at which it differs, if it is one of a point
	Old, New any    // a string, empty for none, an int64, a bool, a time.Duration; of the anchor a Cell, of the sweep its []Point
}

// differences gathers what differs.
type differences []Difference

func (d *differences) add(what string, old, new any) { d.addOf(what, "", old, new) }

func (d *differences) addOf(what, of string, old, new any) {
	if old != new {
		*d = append(*d, Difference{What: what, Of: of, Old: old, New: new})
	}
}

// addPairs adds the named values that differ.
func (d *differences) addPairs(what string, old, new []Pair) {
	values := [2]map[string]string{{}, {}}
	var names []string
	for side, pairs := range [][]Pair{old, new} {
		for _, p := range pairs {
			values[side][p.Name] = p.Value
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	for _, n := range names {
		d.addOf(what, n, values[0][n], values[1][n])
	}
}

// WorkloadDifferences are what two runs were asked for differently, as far as
// it keeps a difference of their metrics from being one of the servers.
func WorkloadDifferences(old, new *Record) []Difference {
	var d differences
	p, q := &old.Plan, &new.Plan
	d.add("workload", p.Workload, q.Workload)
	asked := q.ServerOptions()
	for i, o := range p.ServerOptions() {
		d.add(o.Name, o.Value, asked[i].Value)
	}
	d.add("arrivals", p.Arrivals, q.Arrivals)
	d.add("axis", p.Axis, q.Axis)
	axis, _ := workload.AxisNamed(p.Axis) // a record that was read has one that there is
	common := false
	for _, a := range p.Sweep {
		for _, b := range q.Sweep {
			if axis.Of(&a) != axis.Of(&b) {
				continue
			}
			common = true
			for _, at := range pointDifferences(a, b) {
				if !slices.ContainsFunc(d, func(told Difference) bool { return told.What == at.What }) {
					d = append(d, at)
				}
			}
		}
	}
	if !common {
		return append(d, Difference{What: "sweep", Old: p.Sweep, New: q.Sweep})
	}
	if a, b := p.Anchor, q.Anchor; a.Model != b.Model || axis.Of(&a.Point) != axis.Of(&b.Point) {
		d.add("anchor", a, b)
	}
	return d
}

// sameRate is how far two rates may be apart: one that is found by measuring
// differs a little each time.
const sameRate = 1.1

// pointDifferences are the coordinates in which two points differ.
func pointDifferences(p, q Point) []Difference {
	var d differences
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

// Alike says whether two runs meant the same by two points.
func Alike(p, q Point) bool { return len(pointDifferences(p, q)) == 0 }

// PointLike is p if the plan has it, else the point of the plan that is alike.
// It is false if there is none.
func (p *Plan) PointLike(like Point) (Point, bool) {
	if slices.Contains(p.Sweep, like) {
		return like, true
	}
	i := slices.IndexFunc(p.Sweep, func(q Point) bool { return Alike(like, q) })
	if i < 0 {
		return Point{}, false
	}
	return p.Sweep[i], true
}

// RunDifferences are the members of the environment in which two records
// differ, then what was asked for differently but forbids no comparison.
func RunDifferences(old, new *Record) []Difference {
	var d differences
	a, b := reflect.ValueOf(old.Environment), reflect.ValueOf(new.Environment)
	for i := range a.NumField() {
		name := a.Type().Field(i).Tag.Get("json")
		x, y := a.Field(i).Interface(), b.Field(i).Interface()
		if pairs, ok := x.([]Pair); ok {
			d.addPairs(name, pairs, y.([]Pair))
		} else {
			d.add(name, x, y)
		}
	}
	p, q := &old.Plan, &new.Plan
	d.add("duration_ns", time.Duration(p.DurationNs), time.Duration(q.DurationNs))
	d.add("slice_ns", p.Slice(), q.Slice())
	d.add("lead_in_ns", p.LeadIn(), q.LeadIn())
	d.add("turns", p.WhoTookTurns(), q.WhoTookTurns())
	d.add("timeout_ns", p.Timeout(), q.Timeout())
	d.add("warmup_ns", time.Duration(p.WarmupNs), time.Duration(q.WarmupNs))
	d.add("rounds", p.Rounds, q.Rounds)
	d.add("rate", p.Sweep[0].Rate, q.Sweep[0].Rate)
	d.add("server_cpus", int64(len(p.ServerCPUs)), int64(len(q.ServerCPUs)))
	d.add("client_cpus", int64(len(p.ClientCPUs)), int64(len(q.ClientCPUs)))
	d.add("go", old.Tool.Go, new.Tool.Go)
	for _, m := range p.Models {
		if n := q.Model(m.Name); n != nil {
			d.addOf("command", m.Name, m.Command, n.Command)
		}
	}
	if old.Partial || new.Partial { // both alike are a reason for caution too
		d = append(d, Difference{What: "partial", Old: old.Partial, New: new.Partial})
	}
	return d
}
