package host

import "strings"

func (d *diagnosis) kernel() {
	d.when(d.SwapUsed > 0, Spoils, "swap", d.SwapUsed>>20)
	d.when(d.HugePages == "always", Note, "huge-pages")
	balancing, _ := d.sysctl("kernel.numa_balancing")
	d.when(balancing > 0 && d.Nodes > 1, Spoils, "numa")
	congestion := d.sysctlText("net.ipv4.tcp_congestion_control")
	d.when(strings.HasPrefix(congestion, "bbr"), Spoils, "congestion", congestion)
}

// untold is what the kernel does not tell.
func (d *diagnosis) untold() {
	d.when(d.Uncounted.Reason != "", Limits, "uncounted", d.Uncounted)
	d.when(!d.PSI, Limits, "no-pressure")
	d.when(strings.HasPrefix(d.CPUAccounting, "unknown"), Note, "accounting")
}

func (d *diagnosis) mitigations() {
	var on []string
	for _, p := range d.Mitigations {
		if strings.HasPrefix(p.Value, "Mitigation") {
			on = append(on, p.Name)
		}
	}
	d.when(len(on) > 0, Note, "mitigations", strings.Join(on, ", "))
}
