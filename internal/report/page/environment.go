package page

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
)

// settings are named values, as the record has them.
type settings struct {
	Title string
	Pairs []record.Pair
}

// Environment is what the record says of the machine, the program and the plan.
func (a *article) Environment() []settings {
	r := a.Summary.Source
	e, tool, plan := &r.Environment, &r.Tool, &r.Plan
	all := []settings{
		{"Machine", pairs(
			"processor", e.CPU, "processors", e.Processors, "threads per core", e.ThreadsPerCore,
			"memory", gibibytes(e.MemoryBytes), "virtualisation", e.Virtualisation, "clock source", e.Clocksource,
			"frequency governor", e.Governor, "what the CPU clock contains", e.CPUAccounting)},
		{"System", pairs(
			"system", strings.Trim(e.OS+"/"+e.Arch, "/"), "kernel", e.Kernel, "descriptors per process", e.NoFile,
			"processors of the cgroup", e.CgroupCPUMax, "memory of the cgroup", e.CgroupMemory)},
		{"Program", pairs(
			"command", r.Command, "commit", commit(tool), "compiler", tool.Go,
			"build settings", tool.Settings, "SHA-256 of the executable", tool.SHA256)},
		{"Plan", append(pairs(
			"workload", plan.Workload, "sweep", sweep(a.Summary), "rounds", plan.Rounds, "seed", plan.Seed,
			"requests offered per second", plan.Sweep[0].Rate, "arrivals", plan.Arrivals,
			"processors of the server", plan.ServerCPUs, "processors of the generator", plan.ClientCPUs,
		), plan.ServerOptions()...)},
		{"Models", modelPairs(plan.Models)},
		{"Kernel settings", e.Sysctls},
		{"Mitigations", e.Mitigations},
	}
	for i := range all {
		all[i].Pairs = few(all[i].Pairs, func(p record.Pair) bool { return p.Value != "" })
	}
	return few(all, func(g settings) bool { return len(g.Pairs) > 0 })
}

// few is what keep wants of a list.
func few[T any](list []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !keep(x) })
}

// pairs are names, each followed by its value.
func pairs(namesAndValues ...any) []record.Pair {
	var out []record.Pair
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		out = append(out, record.Pair{Name: namesAndValues[i].(string), Value: text(namesAndValues[i+1])})
	}
	return out
}

// text is a value of the record; empty if it is not known.
func text(value any) string {
	switch v := value.(type) {
	case []int64:
		return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(v), "[]")), ", ")
	case []string:
		return strings.Join(v, " ")
	}
	if reflect.ValueOf(value).IsZero() {
		return ""
	}
	return fmt.Sprint(value)
}

// gibibytes are a number of bytes.
type gibibytes int64

func (n gibibytes) String() string { return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30)) }

func modelPairs(models []record.Model) []record.Pair {
	var out []record.Pair
	for _, m := range models {
		text := []string{m.Summary, m.Waits, m.Kind, m.Bound}
		if m.External {
			text = append(text, "external: "+m.Command)
		}
		known := few(text, func(s string) bool { return s != "" })
		out = append(out, record.Pair{Name: m.Name, Value: strings.Join(known, " · ")})
	}
	return out
}

// sweep is every point by its place on the axis, and by its active connections
// where others are idle.
func sweep(s *analysis.Summary) string {
	var out []string
	for _, p := range s.Sweep {
		text := strconv.FormatInt(s.At(p), 10)
		if p.Active != p.Connections {
			text += fmt.Sprintf(" (%d active)", p.Active)
		}
		out = append(out, text)
	}
	return s.Axis.Name + ": " + strings.Join(out, ", ")
}

func commit(t *record.Tool) string {
	switch {
	case t.Commit == "":
		return "none stamped, as \"go run\" does"
	case t.Modified:
		return t.Commit + ", with changes"
	}
	return t.Commit
}
