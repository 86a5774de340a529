package host

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iomodels/iomodels/internal/record"
)

// sound is a machine without fault.
func sound() Machine {
	return Machine{
		Environment: record.Environment{
			OS: "linux", ThreadsPerCore: 1, Virtualisation: "none", Clocksource: "tsc", Governor: "performance",
			CPUAccounting: "interrupt time included", CgroupCPUMax: "max 100000",
			Mitigations: []record.Pair{{Name: "meltdown", Value: "Not affected"}},
			Sysctls: []record.Pair{
				{Name: "kernel.numa_balancing", Value: "0"}, {Name: "net.core.somaxconn", Value: "4096"},
				{Name: "net.ipv4.ip_local_port_range", Value: "32768 60999"}, {Name: "net.ipv4.tcp_congestion_control", Value: "cubic"},
				{Name: "net.ipv4.tcp_max_syn_backlog", Value: "4096"},
			},
		},
		Cores: [][]int{{0}, {1}}, Clocksources: []string{"tsc", "hpet"}, NoFileHard: 1 << 20, PSI: true,
		HugePages: "madvise", Nodes: 1, Watched: time.Second, Noise: record.Noise{ForeignCPUNs: 10e6},
	}
}

func set(m *Machine, name, value string) {
	for i := range m.Sysctls {
		if m.Sysctls[i].Name == name {
			m.Sysctls[i].Value = value
		}
	}
}

func TestASoundMachineHasNoFindings(t *testing.T) {
	require.Empty(t, Diagnose(sound()))
	require.NotNil(t, Diagnose(sound()), "an empty list in JSON")
}

func TestWhatCannotBeSeenIsNoFault(t *testing.T) {
	for _, f := range Diagnose(Machine{Environment: record.Environment{OS: "linux"}, PSI: true}) {
		t.Errorf("%+v", f)
	}
}

func TestEveryFaultIsFoundWithWhatMendsIt(t *testing.T) {
	for about, c := range map[string]struct {
		spoil   func(*Machine)
		gravity Severity
		says    string
		command string
	}{
		"not Linux":        {func(m *Machine) { m.OS = "darwin" }, Prevents, "darwin", ""},
		"one core":         {func(m *Machine) { m.Cores = [][]int{{0, 1}} }, Spoils, "One core", "two cores"},
		"siblings":         {func(m *Machine) { m.ThreadsPerCore = 2 }, Note, "2 hardware threads", "smt/control"},
		"governor":         {func(m *Machine) { m.Governor = "powersave" }, Spoils, "powersave", "scaling_governor"},
		"turbo of Intel":   {func(m *Machine) { m.Turbo = "/x/intel_pstate/no_turbo" }, Note, "Turbo", "echo 1 | sudo tee /x/intel_pstate/no_turbo"},
		"turbo of others":  {func(m *Machine) { m.Turbo = "/x/cpufreq/boost" }, Note, "Turbo", "echo 0 | sudo tee /x/cpufreq/boost"},
		"slow clock":       {func(m *Machine) { m.Clocksource = "hpet" }, Spoils, "hpet", "echo tsc"},
		"clock of KVM":     {func(m *Machine) { m.Clocksource, m.Clocksources = "kvm-clock", nil }, Note, "kvm-clock", ""},
		"virtual":          {func(m *Machine) { m.Virtualisation = "kvm" }, Note, "(kvm)", "machine of your own"},
		"steal":            {func(m *Machine) { m.Noise.StealNs = 30e6 }, Spoils, "3 % of one", "--rounds 12"},
		"other programs":   {func(m *Machine) { m.Noise.ForeignCPUNs, m.Busiest = 8e8, []string{"cc1 (80 %)"} }, Spoils, "80 % of a processor, just now: cc1 (80 %)", "ps "},
		"quota":            {func(m *Machine) { m.CgroupCPUMax = "150000 100000" }, Spoils, "1.5 processors", "--cpus"},
		"descriptors, few": {func(m *Machine) { m.NoFileHard = 1024 }, Limits, "1024 descriptors", "ulimit -Hn"},
		"descriptors":      {func(m *Machine) { m.NoFileHard = 20000 }, Note, "20000 descriptors", "ulimit -Hn"},
		"somaxconn":        {func(m *Machine) { set(m, "net.core.somaxconn", "128") }, Limits, "somaxconn is 128", "sudo sysctl net.core.somaxconn=4096"},
		"handshakes":       {func(m *Machine) { set(m, "net.ipv4.tcp_max_syn_backlog", "256") }, Limits, "256", "tcp_max_syn_backlog"},
		"ports":            {func(m *Machine) { set(m, "net.ipv4.ip_local_port_range", "60000 60999") }, Limits, "1000 local ports", "32768 60999"},
		"pacing":           {func(m *Machine) { set(m, "net.ipv4.tcp_congestion_control", "bbr") }, Spoils, "bbr", "=cubic"},
		"no counting":      {func(m *Machine) { m.Uncounted = Obstacle{"not permitted", "sudo it"} }, Limits, "not permitted", "sudo it"},
		"no pressure":      {func(m *Machine) { m.PSI = false }, Limits, "PSI", "psi=1"},
		"swap":             {func(m *Machine) { m.SwapUsed = 300 << 20 }, Spoils, "300 MiB", "swapoff"},
		"huge pages":       {func(m *Machine) { m.HugePages = "always" }, Note, "huge pages", "madvise"},
		"nodes":            {func(m *Machine) { m.Nodes = 2; set(m, "kernel.numa_balancing", "1") }, Spoils, "numa_balancing", "numa_balancing=0"},
		"accounting":       {func(m *Machine) { m.CPUAccounting = "unknown: no config" }, Note, "interrupts", "modprobe configs"},
		"mitigations":      {func(m *Machine) { m.Mitigations[0].Value = "Mitigation: PTI" }, Note, "meltdown", ""},
	} {
		m := sound()
		c.spoil(&m)
		found := Diagnose(m)
		require.Len(t, found, 1, about)
		f := found[0]
		require.Equal(t, c.gravity, f.Severity, about)
		require.Contains(t, f.Finding, c.says, about)
		require.Contains(t, f.Command, c.command, about)
		require.Equal(t, c.command == "", f.Command == "", about)
		require.NotEmpty(t, f.Consequence, about)
		require.True(t, strings.HasSuffix(f.Finding, ".") && strings.HasSuffix(f.Consequence, "."), about)
	}
}

func TestTheGravestComesFirst(t *testing.T) {
	m := sound()
	m.HugePages, m.PSI, m.SwapUsed, m.Governor = "always", false, 1<<20, "powersave"
	var order []Severity
	for _, f := range Diagnose(m) {
		order = append(order, f.Severity)
	}
	require.Equal(t, []Severity{Spoils, Spoils, Limits, Note}, order)
}

// TestWhatAMillionTakes: 53 processes a side hold a million connections where
// each may have 20,000 descriptors.
func TestWhatAMillionTakes(t *testing.T) {
	roomy := sound()
	roomy.CgroupMemory = "max"
	roomy.Capacity = Capacity{MemoryFree: 24e9, FilesMax: 3e6, FilesUsed: 1000, WatchesMax: 5e6, ThreadsMax: 1e5}
	found := DiagnoseFor(roomy, 1_000_000, 53)
	require.Len(t, found, 1)
	require.Equal(t, "1000000 connections will take about 13.5 GB of memory, with a goroutine for each 22.0 GB.", found[0].Finding)
	require.Contains(t, found[0].Consequence, "53 processes of each side, and connect from 72 addresses")

	for about, c := range map[string]struct {
		take    func(*Machine)
		says    string
		command string
	}{
		"memory":        {func(m *Machine) { m.Capacity.MemoryFree = 13e9 }, "13.0 GB of memory are free.", "fewer"},
		"goroutines":    {func(m *Machine) { m.Capacity.MemoryFree = 20e9 }, "too little for a goroutine", "nethttp"},
		"cgroup":        {func(m *Machine) { m.CgroupMemory = "1000000000" }, "1.0 GB", "fewer"},
		"file-max":      {func(m *Machine) { m.Capacity.FilesMax = 2e6 }, "2000000 descriptors (fs.file-max)", "sudo sysctl fs.file-max=2011600"},
		"epoll watches": {func(m *Machine) { m.Capacity.WatchesMax = 1e6 }, "max_user_watches", "max_user_watches=2000000"},
		"threads":       {func(m *Machine) { m.Capacity.ThreadsMax = 1000 }, "1000 threads", "threads-max=2120"},
		"conntrack":     {func(m *Machine) { m.Capacity.Conntrack = 65536 }, "65536 connections", "nf_conntrack_max=2000000"},
	} {
		m := roomy
		c.take(&m)
		found := DiagnoseFor(m, 1_000_000, 53)
		require.Len(t, found, 2, about)
		require.Equal(t, Limits, found[0].Severity, about)
		require.Contains(t, found[0].Finding, c.says, about)
		require.Contains(t, found[0].Command, c.command, about)
	}
	require.Equal(t, Prevents, DiagnoseFor(Machine{Environment: record.Environment{OS: "darwin"}}, 10, 1)[0].Severity)

	crowded := roomy
	crowded.Capacity.Sockets = 2_000_000
	require.Equal(t, found, DiagnoseFor(crowded, 1_000_000, 53), "a place for each")
	crowded.Capacity.Sockets = 262_144
	found = DiagnoseFor(crowded, 1_000_000, 53)
	require.Len(t, found, 2)
	require.Equal(t, Note, found[1].Severity)
	require.Contains(t, found[1].Finding, "262144 places for 2000000 sockets")
	require.Contains(t, found[1].Command, "tcp_child_ehash_entries=2097152")
}
