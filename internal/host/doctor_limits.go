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

func (d *diagnosis) descriptors() {
	n := d.NoFileHard
	if n == 0 || n >= largeSweep+spareFiles {
		return
	}
	severity, consequence := Note, fmt.Sprintf("The default sweep fits; %d connections take several processes of each side here.", largeSweep)
	if n < defaultSweep+spareFiles {
		severity, consequence = Limits, fmt.Sprintf("The default sweep goes to %d connections, which takes several processes of each side here.", defaultSweep)
	}
	d.add(severity, fmt.Sprintf("A process may open %d descriptors (RLIMIT_NOFILE).", n), consequence,
		fmt.Sprintf("as root, in the shell that runs iomodels: ulimit -Hn %d", 2*largeSweep))
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

func (d *diagnosis) backlog() {
	for _, name := range []string{"net.core.somaxconn", "net.ipv4.tcp_max_syn_backlog"} {
		if n, seen := d.sysctl(name); seen && n < minBacklog {
			d.add(Limits, fmt.Sprintf("%s is %d.", name, n),
				"Connections that come in a burst are dropped and tried again a second later: opening them takes long, and churn measures that.",
				fmt.Sprintf("sudo sysctl %s=4096", name))
		}
	}
}

// perSource is how many connections the generator opens from one address, out
// of a half of the port range; see load.PerSource.
const perSource = 14_000

func (d *diagnosis) ports() {
	var first, last int
	if _, err := fmt.Sscan(d.sysctlText("net.ipv4.ip_local_port_range"), &first, &last); err != nil || last-first+1 >= 2*perSource {
		return
	}
	d.add(Limits, fmt.Sprintf("There are %d local ports (net.ipv4.ip_local_port_range).", last-first+1),
		fmt.Sprintf("The generator opens up to %d connections from an address; past a half of the range each connect(2) searches ever longer, and in the end fails.", perSource),
		"sudo sysctl net.ipv4.ip_local_port_range='32768 60999'")
}

func (d *diagnosis) congestion() {
	if name := d.sysctlText("net.ipv4.tcp_congestion_control"); strings.HasPrefix(name, "bbr") {
		d.add(Spoils, "TCP congestion control is "+name+".",
			"It paces what is sent with timers of its own, which cost CPU time and delay pipelined replies, on loopback too.",
			"sudo sysctl net.ipv4.tcp_congestion_control=cubic")
	}
}
