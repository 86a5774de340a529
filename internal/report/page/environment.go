package page

import (
	"fmt"
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

// environment is what the record says of the machine, the program and the plan.
func environment(s *analysis.Summary) []settings {
	r := s.Source
	e, tool, plan := &r.Environment, &r.Tool, &r.Plan
	all := []settings{
		{"Machine", pairs(
			"processor", e.CPU, "processors", whole(e.Processors), "threads per core", whole(e.ThreadsPerCore),
			"memory", gibibytes(e.MemoryBytes), "virtualisation", e.Virtualisation, "clock source", e.Clocksource,
			"frequency governor", e.Governor, "what the CPU clock contains", e.CPUAccounting)},
		{"System", pairs(
			"system", strings.Trim(e.OS+"/"+e.Arch, "/"), "kernel", e.Kernel, "descriptors per process", whole(e.NoFile),
			"processors of the cgroup", e.CgroupCPUMax, "memory of the cgroup", e.CgroupMemory)},
		{"Program", pairs(
			"command", strings.Join(r.Command, " "), "commit", commit(tool), "compiler", tool.Go,
			"build settings", strings.Join(tool.Settings, " "), "SHA-256 of the executable", tool.SHA256)},
		{"Plan", append(pairs(
			"workload", plan.Workload, "sweep", sweep(s), "rounds", whole(plan.Rounds), "seed", plan.Seed,
			"requests offered per second", whole(plan.Sweep[0].Rate), "arrivals", plan.Arrivals,
			"processors of the server", numbers(plan.ServerCPUs), "processors of the generator", numbers(plan.ClientCPUs),
		), plan.ServerOptions()...)},
		{"Models", modelPairs(plan.Models)},
		{"Kernel settings", e.Sysctls},
		{"Mitigations", e.Mitigations},
	}
	unknown := func(p record.Pair) bool { return p.Value == "" }
	for i := range all {
		all[i].Pairs = slices.DeleteFunc(slices.Clone(all[i].Pairs), unknown)
	}
	return slices.DeleteFunc(all, func(g settings) bool { return len(g.Pairs) == 0 })
}

// pairs are names, each followed by its value.
func pairs(namesAndValues ...string) []record.Pair {
	var out []record.Pair
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		out = append(out, record.Pair{Name: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	return out
}

func modelPairs(models []record.Model) []record.Pair {
	var out []record.Pair
	for _, m := range models {
		text := []string{m.Summary, m.Waits, m.Kind, m.Bound}
		if m.External {
			text = append(text, "external: "+m.Command)
		}
		known := slices.DeleteFunc(text, func(s string) bool { return s == "" })
		out = append(out, record.Pair{Name: m.Name, Value: strings.Join(known, " · ")})
	}
	return out
}

// whole is n; empty if it is not known.
func whole(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func gibibytes(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}

// numbers are those of processors, behind commas.
func numbers(list []int64) string {
	var out []string
	for _, n := range list {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return strings.Join(out, ", ")
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
