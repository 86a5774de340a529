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
	quota, period, _ := strings.Cut(d.CgroupCPUMax, " ")
	q, err1 := strconv.ParseFloat(quota, 64)
	p, err2 := strconv.ParseFloat(period, 64)
	limited := err1 == nil && err2 == nil && p != 0 // else it is "max", or there is no such limit
	d.when(limited, Spoils, "quota", fmt.Sprintf("%.2g", q/p), d.CgroupCPUMax, time.Duration(p)*time.Microsecond)
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
