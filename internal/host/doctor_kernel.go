package host

import (
	"fmt"
	"strings"
)

func swapCheck(m Machine) []Finding {
	if m.SwapUsed == 0 {
		return nil
	}
	return []Finding{{Spoils, fmt.Sprintf("%d MiB are swapped out.", m.SwapUsed>>20),
		"A page that must be read back delays a request by milliseconds, and memory per connection comes out too small.",
		"sudo swapoff -a"}}
}

func memoryCheck(m Machine) []Finding {
	var found []Finding
	if m.HugePages == "always" {
		found = append(found, Finding{Note, "Transparent huge pages are always on.",
			"Memory grows in steps of 2 MiB, so that memory per connection is coarse for few connections.",
			"echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"})
	}
	if n, _ := m.sysctl("kernel.numa_balancing"); n > 0 && m.Nodes > 1 {
		found = append(found, Finding{Spoils, "The kernel moves memory between nodes while programs run (kernel.numa_balancing).",
			"It makes pages fault on purpose, at any time, in the server as well.",
			"sudo sysctl kernel.numa_balancing=0"})
	}
	return found
}

func callsCheck(m Machine) []Finding {
	if m.Uncounted.Reason == "" {
		return nil
	}
	return []Finding{{Limits, "System calls cannot be counted by the kernel: " + m.Uncounted.Reason + ".",
		"The models' own counters stand alone; for netpoll, net/http and externals there are none.",
		m.Uncounted.Remedy}}
}

func pressureCheck(m Machine) []Finding {
	if m.PSI {
		return nil
	}
	return []Finding{{Limits, "The kernel does not tell how long tasks wait for a processor (PSI).",
		"A trial that was disturbed by crowding alone is not marked.",
		"boot with psi=1 on the kernel's command line"}}
}

func accountingCheck(m Machine) []Finding {
	if !strings.HasPrefix(m.CPUAccounting, "unknown") {
		return nil
	}
	return []Finding{{Note, "It is not known whether a process's CPU time contains interrupts: the kernel's configuration cannot be read.",
		"CPU time per request can be compared within this machine; compare warns where two records may differ in it.",
		"sudo modprobe configs"}}
}

func mitigationsCheck(m Machine) []Finding {
	var on []string
	for _, p := range m.Mitigations {
		if strings.HasPrefix(p.Value, "Mitigation") {
			on = append(on, p.Name)
		}
	}
	if len(on) == 0 {
		return nil
	}
	return []Finding{{Note, "Mitigations are on: " + strings.Join(on, ", ") + ".",
		"They make each system call dearer, so that models which make fewer gain. This is how most machines run; the record holds it.", ""}}
}
