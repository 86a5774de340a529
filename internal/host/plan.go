package host

import (
	"fmt"
	"slices"

	"github.com/iomodels/iomodels/internal/record"
)

// Plan divides the processors that this process may use between the server and
// the client. What is given is taken, if it exists; what is not given is
// chosen: a core for each of the server's loops, and the other cores for the
// client. Where that cannot be had, both share, and a warning says so.
func Plan(server, client []int, loops int) (serverCPUs, clientCPUs []int, warnings []record.Warning, err error) {
	allowed, err := Allowed()
	if err != nil {
		return nil, nil, nil, err
	}
	return plan(server, client, max(loops, 1), cores(allowed, siblings))
}

// plan is Plan on given cores: the processors of each, in order.
func plan(server, client []int, loops int, cores [][]int) (s, c []int, warnings []record.Warning, err error) {
	all := slices.Sorted(slices.Values(slices.Concat(cores...)))
	for _, n := range slices.Concat(server, client) {
		if !slices.Contains(all, n) {
			return nil, nil, nil, fmt.Errorf("processor %d does not exist here or may not be used: there are %s", n, FormatCPUs(all))
		}
	}
	s, c = slices.Clone(server), slices.Clone(client)
	if len(s) == 0 {
		// One hardware thread of each core: a sibling that is idle slows nothing.
		for _, core := range without(cores, c) {
			if spare := len(c) > 0 || len(s)+1 < len(cores); spare && len(s) < loops {
				s = append(s, core[0])
			}
		}
	}
	if len(c) == 0 {
		c = slices.Concat(without(cores, s)...)
	}
	if len(s) == 0 {
		s = all
	}
	if len(c) == 0 {
		c = all
	}
	slices.Sort(s)
	slices.Sort(c)
	s, c = slices.Compact(s), slices.Compact(c)
	return s, c, planWarnings(s, c, loops, len(server) > 0, cores), nil
}

// without is the cores that share nothing with taken.
func without(cores [][]int, taken []int) [][]int {
	var free [][]int
	for _, core := range cores {
		if !slices.ContainsFunc(core, func(n int) bool { return slices.Contains(taken, n) }) {
			free = append(free, core)
		}
	}
	return free
}

func planWarnings(s, c []int, loops int, chosen bool, cores [][]int) []record.Warning {
	var warnings []record.Warning
	shared := slices.ContainsFunc(s, func(n int) bool { return slices.Contains(c, n) })
	switch {
	case shared:
		warnings = append(warnings, record.Warning{
			Code:   "shared-processor",
			Text:   fmt.Sprintf("server (%s) and client (%s) share a processor: each delays the other, and throughput says nothing", FormatCPUs(s), FormatCPUs(c)),
			Remedy: "use a machine with at least two cores, or give --server-cpus and --client-cpus that do not overlap",
		})
	case slices.ContainsFunc(cores, func(core []int) bool {
		return slices.ContainsFunc(core, func(n int) bool { return slices.Contains(s, n) }) &&
			slices.ContainsFunc(core, func(n int) bool { return slices.Contains(c, n) })
	}):
		warnings = append(warnings, record.Warning{
			Code:   "shared-core",
			Text:   fmt.Sprintf("server (%s) and client (%s) run on hardware threads of one core: each slows the other", FormatCPUs(s), FormatCPUs(c)),
			Remedy: "give --server-cpus and --client-cpus of different cores",
		})
	}
	if !chosen && !shared && len(s) < loops {
		warnings = append(warnings, record.Warning{
			Code:   "fewer-cores-than-loops",
			Text:   fmt.Sprintf("%d server loops have %d cores (%s)", loops, len(s), FormatCPUs(s)),
			Remedy: "ask for fewer --loops, or use a machine with more cores",
		})
	}
	return warnings
}
