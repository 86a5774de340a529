package host

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iomodels/iomodels/internal/words"
)

func (d *diagnosis) cores() {
	together := len(d.Cores) == 1
	d.when(together, Spoils, "one-core")
	d.when(!together && d.ThreadsPerCore > 1, Note, "siblings", d.ThreadsPerCore)
}

// noise judges what was seen while nothing was measured by the bounds that mark
// a trial as disturbed.
func (d *diagnosis) noise() {
	if d.Watched <= 0 {
		return
	}
	steal := float64(d.Noise.StealNs) / float64(d.Watched)
	d.when(steal > MaxSteal, Spoils, "steal", words.Whole(100*steal))
	foreign := float64(d.Noise.ForeignCPUNs) / float64(d.Watched)
	who := cmp.Or(strings.Join(d.Busiest, ", "), "other programs")
	d.when(foreign > MaxForeign, Spoils, "other-programs", words.Whole(100*foreign), who)
}

func (d *diagnosis) quota() {
	share, limited := quotaOf(d.CgroupCPUMax)
	_, text, _ := strings.Cut(d.CgroupCPUMax, " ")
	period, _ := firstNumber(text)
	d.when(limited, Spoils, "quota", fmt.Sprintf("%.2g", share), d.CgroupCPUMax, time.Duration(period)*time.Microsecond)
}

// cgroup judges what this process's group leaves for the default sweep, of which
// four servers at a time take turns, each with its generator.
func (d *diagnosis) cgroup() {
	n := needOf(defaultSweep, 4)
	_, limited := firstNumber(d.CgroupMemory)
	free := d.Capacity.MemoryFree
	d.when(limited && free > 0 && free < n.memory, Limits, "little-memory", free, d.CgroupMemory)
	pids := d.Capacity.PIDs
	d.when(pids > 0 && pids < n.threads(), Limits, "few-pids", pids, n.threads())
}

// quotaOf is how many processors a quota allows; false if it sets no limit.
func quotaOf(text string) (processors float64, limited bool) {
	quota, period, _ := strings.Cut(text, " ")
	q, err1 := strconv.ParseInt(quota, 10, 64)
	p, err2 := strconv.ParseInt(period, 10, 64)
	if err1 != nil || err2 != nil || q <= 0 || p <= 0 {
		return 0, false
	}
	return float64(q) / float64(p), true
}

func (d *diagnosis) frequency() {
	d.when(d.Governor != "" && d.Governor != "performance", Spoils, "governor", d.Governor)
	off := "0"
	if strings.HasSuffix(d.Turbo, "no_turbo") {
		off = "1"
	}
	d.when(d.Turbo != "", Note, "turbo", off, d.Turbo)
}

// clock judges how the clock is read, and what the hypervisor does to time.
func (d *diagnosis) clock() {
	fast := slices.Contains([]string{"", "tsc", "arch_sys_counter", "riscv_clocksource"}, d.Clocksource)
	shared := strings.HasSuffix(d.Clocksource, "kvm-clock") || strings.HasPrefix(d.Clocksource, "hyperv_clocksource")
	d.when(shared, Note, "paravirtual-clock", d.Machine)
	d.when(!fast && !shared, Spoils, "slow-clock", d.Machine)
	d.when(d.Virtualisation != "" && d.Virtualisation != "none", Note, "virtual", d.Virtualisation)
}
