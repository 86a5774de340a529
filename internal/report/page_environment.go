package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/record"
)

// A pairGroup is a part of what is known of the machine and the run.
type pairGroup struct {
	ID, Title string
	Pairs     []pair
}

// A pair is a name and a value as the record has it.
type pair struct {
	Name, Value string
	Code        bool
}

// environment is all of the record that is neither a figure nor a verdict.
func environment(r *record.Record, prefix string) []pairGroup {
	e, tool, plan := &r.Environment, &r.Tool, &r.Plan
	groups := []pairGroup{
		{Title: "Machine", Pairs: namedPairs(
			"processor", e.CPU, "processors", whole(e.Processors), "threads per core", whole(e.ThreadsPerCore),
			"memory", bytesText(e.MemoryBytes), "virtualisation", e.Virtualisation, "clock source", e.Clocksource,
			"frequency governor", e.Governor, "what the CPU clock contains", e.CPUAccounting)},
		{Title: "System", Pairs: namedPairs(
			"system", strings.Trim(e.OS+"/"+e.Arch, "/"), "kernel", e.Kernel, "descriptors per process", whole(e.NoFile),
			"processors that the cgroup may use", e.CgroupCPUMax, "memory that the cgroup may use", e.CgroupMemory)},
		{Title: "Program", Pairs: namedPairs(
			"command", strings.Join(r.Command, " "), "commit", commit(tool), "compiler", tool.Go,
			"build settings", strings.Join(tool.Settings, " "), "SHA-256 of the executable", tool.SHA256)},
		{Title: "Plan", Pairs: namedPairs(
			"workload", plan.Workload, "sweep", points(plan.Sweep), "rounds", whole(plan.Rounds),
			"warm-up", time.Duration(plan.WarmupNs).String(), "window", strings.TrimSuffix(window(plan), ","),
			"rate", whole(plan.Sweep[0].Rate), "arrivals", plan.Arrivals, "seed", plan.Seed, "loops", whole(plan.Sweep[0].Loops),
			"connections accepted in one wake-up", whole(plan.AcceptBatch), "wait policy", plan.Wait,
			"placement", pinned("server", plan.ServerCPUs)+"; "+pinned("generator", plan.ClientCPUs))},
		{Title: "Models", Pairs: modelPairs(plan.Models)},
		{Title: "Kernel settings", Pairs: pairs(e.Sysctls)},
		{Title: "Mitigations", Pairs: pairs(e.Mitigations)},
	}
	var out []pairGroup
	for i, g := range groups {
		if len(g.Pairs) > 0 {
			g.ID = fmt.Sprintf("%senvironment-%d", prefix, i+1)
			out = append(out, g)
		}
	}
	return out
}

// namedPairs pairs names with values, and leaves out what is not known.
func namedPairs(namesAndValues ...string) []pair {
	var out []pair
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		if value := plainText(namesAndValues[i+1]); value != "" {
			name := namesAndValues[i]
			out = append(out, pair{name, value, name == "command" || strings.HasPrefix(name, "SHA-256")})
		}
	}
	return out
}

func pairs(list []record.Pair) []pair {
	var out []pair
	for _, p := range list {
		out = append(out, pair{plainText(p.Name), plainText(p.Value), false})
	}
	return out
}

func modelPairs(models []record.Model) []pair {
	var out []pair
	for _, m := range models {
		text := []string{}
		for _, s := range []string{m.Summary, m.Waits, m.Kind, m.Bound} {
			if s != "" {
				text = append(text, s)
			}
		}
		if m.External {
			text = append(text, "external: "+m.Command)
		}
		out = append(out, pair{plainText(m.Name), plainText(strings.Join(text, " · ")), false})
	}
	return out
}

// whole is n, or nothing if it is not known.
func whole(n int64) string {
	if n == 0 {
		return ""
	}
	return integer(n)
}

func bytesText(n int64) string {
	if n == 0 {
		return ""
	}
	return digits(float64(n)/(1<<30), 1) + " GiB"
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

func points(sweep []record.Point) string {
	var out []string
	for _, p := range sweep {
		text := integer(p.Connections)
		if p.Active != p.Connections {
			text += " (" + integer(p.Active) + " active)"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}
