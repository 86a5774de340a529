package host

import (
	"fmt"
	"strings"
)

func (d *diagnosis) memory() {
	if d.SwapUsed > 0 {
		d.add(Spoils, fmt.Sprintf("%d MiB are swapped out.", d.SwapUsed>>20),
			"A page that must be read back delays a request by milliseconds, and memory per connection comes out too small.",
			"sudo swapoff -a")
	}
	if d.HugePages == "always" {
		d.add(Note, "Transparent huge pages are always on.",
			"Memory grows in steps of 2 MiB, so that memory per connection is coarse for few connections.",
			"echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled")
	}
	if n, _ := d.sysctl("kernel.numa_balancing"); n > 0 && d.Nodes > 1 {
		d.add(Spoils, "The kernel moves memory between nodes while programs run (kernel.numa_balancing).",
			"It makes pages fault on purpose, at any time, in the server as well.",
			"sudo sysctl kernel.numa_balancing=0")
	}
}

// untold is what the kernel does not tell.
func (d *diagnosis) untold() {
	if d.Uncounted.Reason != "" {
		d.add(Limits, "System calls cannot be counted by the kernel: "+d.Uncounted.Reason+".",
			"The models' own counters stand alone; for netpoll, net/http and externals there are none.",
			d.Uncounted.Remedy)
	}
	if !d.PSI {
		d.add(Limits, "The kernel does not tell how long tasks wait for a processor (PSI).",
			"A trial that was disturbed by crowding alone is not marked.",
			"boot with psi=1 on the kernel's command line")
	}
	if strings.HasPrefix(d.CPUAccounting, "unknown") {
		d.add(Note, "It is not known whether a process's CPU time contains interrupts: the kernel's configuration cannot be read.",
			"CPU time per request can be compared within this machine; compare warns where two records may differ in it.",
			"sudo modprobe configs")
	}
}

func (d *diagnosis) mitigations() {
	var on []string
	for _, p := range d.Mitigations {
		if strings.HasPrefix(p.Value, "Mitigation") {
			on = append(on, p.Name)
		}
	}
	if len(on) > 0 {
		d.add(Note, "Mitigations are on: "+strings.Join(on, ", ")+".",
			"They make each system call dearer, so that models which make fewer gain. This is how most machines run; the record holds it.", "")
	}
}
