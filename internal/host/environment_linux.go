package host

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"github.com/iomodels/iomodels/internal/record"
)

// Environment is the machine, as far as it can be seen, without its name, its
// users and its folders. RLIMIT_NOFILE is taken as it is now: raise it first.
func Environment() record.Environment {
	e := record.Environment{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Kernel: kernel(),
		Processors:    int64(online()),
		Clocksource:   readTrimmed("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
		Governor:      governors(),
		CPUAccounting: cpuAccounting(kernelConfig()),
		Mitigations:   mitigations(),
		Sysctls:       sysctls(),
	}
	if cpus, err := Allowed(); err == nil {
		for _, core := range cores(cpus, siblings) {
			e.ThreadsPerCore = max(e.ThreadsPerCore, int64(len(core)))
		}
	}
	var hypervisor bool
	if fs, err := procfs.NewDefaultFS(); err == nil {
		e.CPU, hypervisor = processor(fs)
		if m, err := fs.Meminfo(); err == nil && m.MemTotalBytes != nil {
			e.MemoryBytes = int64(*m.MemTotalBytes)
		}
	}
	e.Virtualisation = virtualisation(hypervisor)
	if soft, _, err := NoFile(); err == nil {
		e.NoFile = int64(min(soft, 1<<53-1)) // RLIM_INFINITY is past what a record holds
	}
	allowed := cgroupTree{}.limits()
	e.CgroupCPUMax, e.CgroupMemory = allowed.cpu, allowed.memory
	if allowed.pids != "" {
		e.CgroupPIDs = &allowed.pids
	}
	return e
}

// online is how many processors the machine has; this process may be allowed fewer.
func online() int {
	cpus, err := ParseCPUs(readTrimmed("/sys/devices/system/cpu/online"))
	if err != nil {
		return runtime.NumCPU()
	}
	return len(cpus)
}

// kernel is release and version of uname(2); its node name is left out.
func kernel() string {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return ""
	}
	return unix.ByteSliceToString(u.Release[:]) + " " + unix.ByteSliceToString(u.Version[:])
}

// processor is the first processor's model name, and whether it tells of a hypervisor.
func processor(fs procfs.FS) (name string, hypervisor bool) {
	infos, err := fs.CPUInfo()
	if err != nil || len(infos) == 0 {
		return "", false
	}
	for _, flag := range infos[0].Flags {
		hypervisor = hypervisor || flag == "hypervisor"
	}
	return infos[0].ModelName, hypervisor
}

// virtualisation names the hypervisor by what the firmware says of itself.
func virtualisation(hypervisor bool) string {
	if kind := readTrimmed("/sys/hypervisor/type"); kind != "" {
		return kind
	}
	dmi := readTrimmed("/sys/class/dmi/id/sys_vendor") + " " + readTrimmed("/sys/class/dmi/id/product_name")
	for _, v := range []struct{ text, name string }{
		{"KVM", "kvm"}, {"QEMU", "kvm"}, {"Amazon EC2", "kvm"}, {"Google Compute Engine", "kvm"}, {"OpenStack", "kvm"},
		{"VMware", "vmware"}, {"VirtualBox", "virtualbox"}, {"Microsoft Corporation Virtual Machine", "hyper-v"}, {"Xen", "xen"},
	} {
		// Amazon's bare metal has the same vendor, but no hypervisor flag.
		if hypervisor && strings.Contains(dmi, v.text) {
			return v.name
		}
	}
	switch {
	case strings.Contains(readTrimmed("/sys/devices/system/clocksource/clocksource0/available_clocksource"), "kvm-clock"):
		return "kvm"
	case hypervisor:
		return "virtual machine"
	case runtime.GOARCH == "amd64":
		return "none"
	}
	return "" // other architectures have no such flag
}

// governors lists the frequency governors in use, each once.
func governors() string {
	files, _ := filepath.Glob("/sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor")
	var names []string
	for _, f := range files {
		if name := readTrimmed(f); name != "" && !strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func mitigations() []record.Pair {
	pairs := []record.Pair{}
	files, _ := filepath.Glob("/sys/devices/system/cpu/vulnerabilities/*") // sorted
	for _, f := range files {
		pairs = append(pairs, record.Pair{Name: filepath.Base(f), Value: readTrimmed(f)})
	}
	return pairs
}

// sysctls are those that change what a connection or a request costs, or how
// many connections there can be.
func sysctls() []record.Pair {
	pairs := []record.Pair{}
	for _, name := range []string{
		"fs.epoll.max_user_watches", "fs.file-max", "fs.nr_open",
		"kernel.io_uring_disabled", "kernel.numa_balancing", "kernel.perf_event_paranoid", "kernel.sched_autogroup_enabled",
		"net.core.busy_poll", "net.core.busy_read", "net.core.netdev_max_backlog", "net.core.somaxconn",
		"net.ipv4.ip_local_port_range", "net.ipv4.tcp_abort_on_overflow", "net.ipv4.tcp_congestion_control",
		"net.ipv4.tcp_max_syn_backlog", "net.ipv4.tcp_mem", "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies",
		"net.ipv4.tcp_tw_reuse", "net.ipv4.tcp_wmem",
	} {
		text := readTrimmed("/proc/sys/" + strings.ReplaceAll(name, ".", "/"))
		if text != "" {
			pairs = append(pairs, record.Pair{Name: name, Value: strings.Join(strings.Fields(text), " ")})
		}
	}
	return pairs
}

// kernelConfig is the kernel's build configuration, nil if it cannot be read.
func kernelConfig() map[string]bool {
	f, err := os.Open("/proc/config.gz")
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil
	}
	set := map[string]bool{}
	for lines := bufio.NewScanner(z); lines.Scan(); {
		if name, isSet := strings.CutSuffix(lines.Text(), "=y"); isSet {
			set[name] = true
		}
	}
	return set
}

// cpuAccounting says what a process's CPU clock contains. Work done in a
// softirq, such as the receiving half of a send over loopback, is charged to
// whichever process it interrupts, unless interrupt time is accounted for
// apart; then it is in no process's clock.
func cpuAccounting(set map[string]bool) string {
	var parts []string
	switch {
	case set == nil:
		return "unknown: the kernel's configuration cannot be read"
	case set["CONFIG_IRQ_TIME_ACCOUNTING"]:
		parts = append(parts, "interrupt time apart, if the clock allows it (IRQ_TIME_ACCOUNTING)")
	default:
		parts = append(parts, "interrupt time included")
	}
	switch {
	case set["CONFIG_VIRT_CPU_ACCOUNTING_GEN"], set["CONFIG_VIRT_CPU_ACCOUNTING_NATIVE"]:
		parts = append(parts, "user and system stamped (VIRT_CPU_ACCOUNTING)")
	default:
		parts = append(parts, "user and system sampled at ticks (TICK_CPU_ACCOUNTING)")
	}
	return strings.Join(parts, "; ")
}
