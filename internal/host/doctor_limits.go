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
)

func (d *diagnosis) descriptors() {
	n := d.NoFileHard
	few := Processes(defaultSweep, 1, n) != 1
	d.when(n > 0 && few, Limits, "few-descriptors", n, defaultSweep, 2*largeSweep)
	d.when(!few && Processes(largeSweep, 1, n) != 1, Note, "descriptors", n, largeSweep, 2*largeSweep)
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
		n, seen := d.sysctl(name)
		d.when(seen && n < minBacklog, Limits, "backlog", name, n)
	}
}

// perSource is how many connections the generator opens from one address, out
// of a half of the port range; see load.PerSource.
const perSource = 14_000

func (d *diagnosis) ports() {
	var first, last int
	_, err := fmt.Sscan(d.sysctlText("net.ipv4.ip_local_port_range"), &first, &last)
	d.when(err == nil && last-first+1 < 2*perSource, Limits, "ports", last-first+1, perSource)
}
