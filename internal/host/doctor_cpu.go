package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (d *diagnosis) cores() {
	if len(d.Cores) == 1 {
		d.add(Spoils, "One core for the server and the generator together.",
			"Each takes time from the other: throughput and latency say nothing, CPU time per request a little.",
			"use a machine with two cores or more, or let this process use more of them: taskset -cp 0-1 $$")
	} else if d.ThreadsPerCore > 1 {
		d.add(Note, fmt.Sprintf("Each core has %d hardware threads.", d.ThreadsPerCore),
			"iomodels never sets server and generator on one core, but other programs on a sibling slow what is measured.",
			"echo off | sudo tee /sys/devices/system/cpu/smt/control")
	}
}

// noise judges what was seen while nothing was measured by the bounds that mark
// a trial as disturbed.
func (d *diagnosis) noise() {
	if d.Watched <= 0 {
		return
	}
	if s := float64(d.Noise.StealNs) / float64(d.Watched); s > MaxSteal {
		d.add(Spoils, fmt.Sprintf("The hypervisor gives this machine's processors to others: %.0f %% of one, just now.", 100*s),
			"Times and throughput scatter; CPU time per request grows with every cache that others evict.",
			"use a machine that is not shared, or more rounds: iomodels run --rounds 12")
	}
	if s := float64(d.Noise.ForeignCPUNs) / float64(d.Watched); s > MaxForeign {
		who := "other programs"
		if len(d.Busiest) > 0 {
			who = strings.Join(d.Busiest, ", ")
		}
		d.add(Spoils, fmt.Sprintf("Other programs use %.0f %% of a processor, just now: %s.", 100*s, who),
			"They delay both sides and evict their caches; trials are marked as disturbed.",
			"stop them; this shows which they are: ps -eo pcpu,comm --sort=-pcpu | head")
	}
}

func (d *diagnosis) quota() {
	quota, period, _ := strings.Cut(d.CgroupCPUMax, " ")
	q, err1 := strconv.ParseFloat(quota, 64)
	p, err2 := strconv.ParseFloat(period, 64)
	if err1 != nil || err2 != nil || p == 0 {
		return // "max", or no such limit
	}
	d.add(Spoils, fmt.Sprintf("This cgroup may use the time of %.2g processors (cpu.max is %s).", q/p, d.CgroupCPUMax),
		"Past that, every process in it stands still until the period is over: latencies in steps of "+(time.Duration(p)*time.Microsecond).String()+".",
		"start the container without a limit on CPU time (docker run without --cpus), or: sudo systemctl set-property --runtime UNIT CPUQuota=")
}

func (d *diagnosis) frequency() {
	if d.Governor != "" && d.Governor != "performance" {
		d.add(Spoils, "The frequency governor is "+d.Governor+", not performance.",
			"The clock follows the load, so that a request costs more time where there are fewer of them.",
			"echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
	}
	if d.Turbo != "" {
		off := "0"
		if strings.HasSuffix(d.Turbo, "no_turbo") {
			off = "1"
		}
		d.add(Note, "Turbo is on.", "The clock depends on temperature and on what other cores do, so that rounds drift.",
			"echo "+off+" | sudo tee "+d.Turbo)
	}
}

func (d *diagnosis) clock() {
	if slices.Contains([]string{"", "tsc", "arch_sys_counter", "riscv_clocksource"}, d.Clocksource) {
		return
	}
	severity, consequence, command := Spoils, "Every reading of the clock is a system call of its own, on both sides.", ""
	if strings.HasSuffix(d.Clocksource, "kvm-clock") || strings.HasPrefix(d.Clocksource, "hyperv_clocksource") {
		severity, consequence = Note, "It is read without a system call, but more slowly than tsc."
	}
	if slices.Contains(d.Clocksources, "tsc") {
		command = "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource"
	}
	d.add(severity, "The clock source is "+d.Clocksource+", not tsc.", consequence, command)
}

func (d *diagnosis) virtual() {
	if d.Virtualisation != "" && d.Virtualisation != "none" {
		d.add(Note, "This is a virtual machine ("+d.Virtualisation+").",
			"What its neighbours do is seen as steal at best; costs hold for virtual machines of this kind.",
			"use a machine of your own for figures to be cited")
	}
}
