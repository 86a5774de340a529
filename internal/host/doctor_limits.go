package host

import (
	"fmt"
	"strconv"
	"strings"
)

// What a sweep needs: the largest N of the default one, and the one that shows
// where readiness models part for good.
const (
	defaultSweep = 10_000
	largeSweep   = 100_000
	spareFiles   = 64 // besides the connections
)

func descriptorsCheck(m Machine) []Finding {
	f := Finding{
		Finding: fmt.Sprintf("A process may open %d descriptors (RLIMIT_NOFILE).", m.NoFileHard),
		Command: fmt.Sprintf("as root, in the shell that runs iomodels: ulimit -Hn %d", 2*largeSweep),
	}
	switch {
	case m.NoFileHard == 0 || m.NoFileHard >= largeSweep+spareFiles:
		return nil
	case m.NoFileHard < defaultSweep+spareFiles:
		f.Severity, f.Consequence = Limits, fmt.Sprintf("The default sweep goes to %d connections, which takes several processes of each side here.", defaultSweep)
	default:
		f.Severity, f.Consequence = Note, fmt.Sprintf("The default sweep fits; %d connections take several processes of each side here.", largeSweep)
	}
	return []Finding{f}
}

// sysctl is a kernel setting as a number; its first one if it has several.
func (m Machine) sysctl(name string) (n int64, seen bool) { return firstNumber(m.sysctlText(name)) }

// firstNumber is the first of the numbers in a text; 0 if it is none.
func firstNumber(text string) (n int64, seen bool) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0, false
	}
	return n, true
}

func (m Machine) sysctlText(name string) string {
	for _, p := range m.Sysctls {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// minBacklog holds every handshake that the generator has under way at once.
const minBacklog = 1024

func backlogCheck(m Machine) []Finding {
	var found []Finding
	for _, name := range []string{"net.core.somaxconn", "net.ipv4.tcp_max_syn_backlog"} {
		if n, seen := m.sysctl(name); seen && n < minBacklog {
			found = append(found, Finding{Limits, fmt.Sprintf("%s is %d.", name, n),
				"Connections that come in a burst are dropped and tried again a second later: opening them takes long, and churn measures that.",
				fmt.Sprintf("sudo sysctl %s=4096", name)})
		}
	}
	return found
}

// perSource is how many connections the generator opens from one address, out
// of a half of the port range; see load.PerSource.
const perSource = 14_000

func portsCheck(m Machine) []Finding {
	fields := strings.Fields(m.sysctlText("net.ipv4.ip_local_port_range"))
	if len(fields) != 2 {
		return nil
	}
	first, err1 := strconv.Atoi(fields[0])
	last, err2 := strconv.Atoi(fields[1])
	if err1 != nil || err2 != nil || last-first+1 >= 2*perSource {
		return nil
	}
	return []Finding{{Limits, fmt.Sprintf("There are %d local ports (net.ipv4.ip_local_port_range).", last-first+1),
		fmt.Sprintf("The generator opens up to %d connections from an address; past a half of the range each connect(2) searches ever longer, and in the end fails.", perSource),
		"sudo sysctl net.ipv4.ip_local_port_range='32768 60999'"}}
}

func congestionCheck(m Machine) []Finding {
	if name := m.sysctlText("net.ipv4.tcp_congestion_control"); strings.HasPrefix(name, "bbr") {
		return []Finding{{Spoils, "TCP congestion control is " + name + ".",
			"It paces what is sent with timers of its own, which cost CPU time and delay pipelined replies, on loopback too.",
			"sudo sysctl net.ipv4.tcp_congestion_control=cubic"}}
	}
	return nil
}
