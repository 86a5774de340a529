package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func coresCheck(m Machine) []Finding {
	switch n := len(m.Cores); {
	case n == 1:
		return []Finding{{Spoils, "One core for the server and the generator together.",
			"Each takes time from the other: throughput and latency say nothing, CPU time per request a little.",
			"use a machine with two cores or more, or let this process use more of them: taskset -cp 0-1 $$"}}
	case m.ThreadsPerCore > 1:
		return []Finding{{Note, fmt.Sprintf("Each core has %d hardware threads.", m.ThreadsPerCore),
			"iomodels never sets server and generator on one core, but other programs on a sibling slow what is measured.",
			"echo off | sudo tee /sys/devices/system/cpu/smt/control"}}
	}
	return nil
}

// noiseCheck judges what was seen while nothing was measured by the bounds
// that mark a trial as disturbed.
func noiseCheck(m Machine) []Finding {
	if m.Watched <= 0 {
		return nil
	}
	var found []Finding
	share := func(ns int64) float64 { return float64(ns) / float64(m.Watched) }
	if s := share(m.Noise.StealNs); s > MaxSteal {
		found = append(found, Finding{Spoils, fmt.Sprintf("The hypervisor gives this machine's processors to others: %.0f %% of one, just now.", 100*s),
			"Times and throughput scatter; CPU time per request grows with every cache that others evict.",
			"use a machine that is not shared, or more rounds: iomodels run --rounds 12"})
	}
	if s := share(m.Noise.ForeignCPUNs); s > MaxForeign {
		who := "other programs"
		if len(m.Busiest) > 0 {
			who = strings.Join(m.Busiest, ", ")
		}
		found = append(found, Finding{Spoils, fmt.Sprintf("Other programs use %.0f %% of a processor, just now: %s.", 100*s, who),
			"They delay both sides and evict their caches; trials are marked as disturbed.",
			"stop them; this shows which they are: ps -eo pcpu,comm --sort=-pcpu | head"})
	}
	return found
}

func quotaCheck(m Machine) []Finding {
	quota, period, _ := strings.Cut(m.CgroupCPUMax, " ")
	q, err1 := strconv.ParseFloat(quota, 64)
	p, err2 := strconv.ParseFloat(period, 64)
	if err1 != nil || err2 != nil || p == 0 {
		return nil // "max", or no such limit
	}
	return []Finding{{Spoils, fmt.Sprintf("This cgroup may use the time of %.2g processors (cpu.max is %s).", q/p, m.CgroupCPUMax),
		"Past that, every process in it stands still until the period is over: latencies in steps of " + (time.Duration(p) * time.Microsecond).String() + ".",
		"start the container without a limit on CPU time (docker run without --cpus), or: sudo systemctl set-property --runtime UNIT CPUQuota="}}
}

func frequencyCheck(m Machine) []Finding {
	var found []Finding
	if m.Governor != "" && m.Governor != "performance" {
		found = append(found, Finding{Spoils, "The frequency governor is " + m.Governor + ", not performance.",
			"The clock follows the load, so that a request costs more time where there are fewer of them.",
			"echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"})
	}
	if m.Turbo != "" {
		off := "0"
		if strings.HasSuffix(m.Turbo, "no_turbo") {
			off = "1"
		}
		found = append(found, Finding{Note, "Turbo is on.",
			"The clock depends on temperature and on what other cores do, so that rounds drift.",
			"echo " + off + " | sudo tee " + m.Turbo})
	}
	return found
}

func clockCheck(m Machine) []Finding {
	fast := []string{"", "tsc", "arch_sys_counter", "riscv_clocksource"}
	if slices.Contains(fast, m.Clocksource) {
		return nil
	}
	const file = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
	f := Finding{Spoils, "The clock source is " + m.Clocksource + ", not tsc.",
		"Every reading of the clock is a system call of its own, on both sides.", ""}
	if strings.HasSuffix(m.Clocksource, "kvm-clock") || strings.HasPrefix(m.Clocksource, "hyperv_clocksource") {
		f.Severity, f.Consequence = Note, "It is read without a system call, but more slowly than tsc."
	}
	if slices.Contains(m.Clocksources, "tsc") {
		f.Command = "echo tsc | sudo tee " + file
	}
	return []Finding{f}
}

func virtualCheck(m Machine) []Finding {
	if m.Virtualisation == "" || m.Virtualisation == "none" {
		return nil
	}
	return []Finding{{Note, "This is a virtual machine (" + m.Virtualisation + ").",
		"What its neighbours do is seen as steal at best; costs hold for virtual machines of this kind.",
		"use a machine of your own for figures to be cited"}}
}
