package report

import (
	"fmt"
	"reflect"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// inWords is what the options of a server are called in a sentence.
var inWords = map[string]string{
	"wait": "the wait policy", "loops": "the number of loops", "accept-batch": "the accept batch",
	"event-batch": "the event batch", "read-buffer": "the read buffer", "syscalls": "the way of system calls",
}

// unlikePlans names what two runs were asked for differently: what keeps a
// difference of their figures from being one of the servers.
func unlikePlans(old, new *record.Plan) []string {
	var unlike []string
	differ := func(what string, a, b any) {
		if a != b {
			unlike = append(unlike, fmt.Sprintf("%s is %v and %v", what, a, b))
		}
	}
	differ("the workload", old.Workload, new.Workload)
	asked := new.ServerOptions()
	for i, o := range old.ServerOptions() {
		differ(inWords[o.Name], o.Value, asked[i].Value)
	}
	differ("the kind of arrivals", spoken(old.Arrivals), spoken(new.Arrivals))
	if a, b := float64(old.Sweep[0].Rate), float64(new.Sweep[0].Rate); max(a, b) > 1.1*min(a, b) {
		differ("the rate", old.Sweep[0].Rate, new.Sweep[0].Rate)
	}
	common := 0
	for _, p := range old.Sweep {
		for _, q := range new.Sweep {
			if p.Connections == q.Connections {
				common++
				at := fmt.Sprintf(" at %s connections", integer(p.Connections))
				differ("the number of active connections"+at, p.Active, q.Active)
				differ("the depth"+at, p.Depth, q.Depth)
			}
		}
	}
	if common == 0 {
		unlike = append(unlike, "they have no number of connections in common")
	}
	if old.Anchor != new.Anchor && common > 0 {
		differ("the anchor", cellName(old.Anchor), cellName(new.Anchor))
	}
	return unlike
}

func cellName(c record.Cell) string {
	return fmt.Sprintf("%s at %s", c.Model, integer(c.Connections))
}

func spoken(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// unlikeMachines names the members of the environment in which two records
// differ, the most telling one with what follows from it.
func unlikeMachines(old, new *record.Record) []string {
	var out []string
	a, b := reflect.ValueOf(old.Environment), reflect.ValueOf(new.Environment)
	for i := range a.NumField() {
		name := a.Type().Field(i).Tag.Get("json")
		x, y := a.Field(i).Interface(), b.Field(i).Interface()
		if reflect.DeepEqual(x, y) {
			continue
		}
		if pairs, ok := x.([]record.Pair); ok {
			out = append(out, unlikePairs(name, pairs, y.([]record.Pair))...)
			continue
		}
		text := fmt.Sprintf("%s: %v and %v", name, spoken(fmt.Sprint(x)), spoken(fmt.Sprint(y)))
		if name == "cpu_accounting" {
			text += "; the CPU clocks contain different things, so a change may be one of the clock"
		}
		out = append(out, text)
	}
	return out
}

// unlikePairs names the values that differ.
func unlikePairs(what string, old, new []record.Pair) []string {
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
	var out []string
	for _, n := range names {
		if v := values[n]; v[0] != v[1] {
			out = append(out, fmt.Sprintf("%s, %s: %s and %s", what, n, spoken(v[0]), spoken(v[1])))
		}
	}
	return out
}

// smallDifferences are those of the runs that do not forbid a comparison.
func smallDifferences(old, new *record.Record) []string {
	var out []string
	differ := func(what string, a, b any) {
		if a != b {
			out = append(out, fmt.Sprintf("%s: %v and %v", what, a, b))
		}
	}
	p, q := &old.Plan, &new.Plan
	differ("duration of a trial", time.Duration(p.DurationNs), time.Duration(q.DurationNs))
	differ("slice of a trial", p.Slice(), q.Slice())
	differ("time limit of a reply", p.Timeout(), q.Timeout())
	differ("warm-up", time.Duration(p.WarmupNs), time.Duration(q.WarmupNs))
	differ("rounds", p.Rounds, q.Rounds)
	differ("requests offered a second", p.Sweep[0].Rate, q.Sweep[0].Rate)
	differ("processors of the server", len(p.ServerCPUs), len(q.ServerCPUs))
	differ("processors of the generator", len(p.ClientCPUs), len(q.ClientCPUs))
	differ("Go", old.Tool.Go, new.Tool.Go)
	for _, m := range p.Models {
		for _, n := range q.Models {
			if m.Name == n.Name {
				differ("command of "+m.Name, m.Command, n.Command)
			}
		}
	}
	for _, side := range []struct {
		name string
		r    *record.Record
	}{{"old", old}, {"new", new}} {
		if side.r.Partial {
			out = append(out, "the "+side.name+" run was interrupted")
		}
	}
	return out
}
