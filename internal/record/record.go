// Package record is the result file: what one run was asked for, where it ran,
// and everything it measured, in a form that shows when a byte was altered.
//
// Numbers are integers below 2^53 (nanoseconds, bytes, counts); anything that
// may be larger, such as a seed or a time stamp, is a string. So every reader
// of JSON sees the same values.
package record

// Format is the value of Record.Format that this package writes. It reads
// firstFormat too.
const Format = "iomodels-record/2"

// A Record is one run.
type Record struct {
	ID     string `json:"id"`     // im1-…: the SHA-256 of the canonical form without this member
	Format string `json:"format"` // of the file: Format, or that of an older record that was read

	Started  string   `json:"started"`  // RFC 3339, UTC
	Finished string   `json:"finished"` // RFC 3339, UTC
	Command  []string `json:"command"`  // the command line, files by their base names
	Partial  bool     `json:"partial"`  // interrupted: cells are missing

	Tool        Tool        `json:"tool"`
	Environment Environment `json:"environment"`
	Plan        Plan        `json:"plan"`
	Verdicts    []Verdict   `json:"verdicts"`
	Trials      []Trial     `json:"trials"` // in the order in which they ran
	Warnings    []Warning   `json:"warnings"`

	// Against is the other build whose models are in the run under names that
	// end in OldSuffix. Nil, and not in the file, if there is none.
	Against *Tool `json:"against,omitempty"`

	// SystemCalls has one entry for each model, none if the kernel would not
	// count; a warning says why.
	SystemCalls []SystemCalls `json:"system_calls"`
}

// Tool is the binary that measured, or another build of it.
type Tool struct {
	Commit   string   `json:"commit"`   // VCS revision; empty if the build stamped none, as "go run" does
	Modified bool     `json:"modified"` // built from a tree with changes
	Go       string   `json:"go"`       // "go1.26.8"
	Settings []string `json:"settings"` // build settings: "CGO_ENABLED=0"
	SHA256   string   `json:"sha256"`   // of the executable, in hex
}

// Environment is the machine, without its name, its users and its folders.
// An empty string or 0 means that this machine does not show it.
type Environment struct {
	OS             string  `json:"os"`     // GOOS
	Arch           string  `json:"arch"`   // GOARCH
	Kernel         string  `json:"kernel"` // release and version of uname(2)
	CPU            string  `json:"cpu"`    // model name
	Processors     int64   `json:"processors"`
	ThreadsPerCore int64   `json:"threads_per_core"`
	MemoryBytes    int64   `json:"memory_bytes"`
	Virtualisation string  `json:"virtualisation"` // "kvm", "none", …
	Clocksource    string  `json:"clocksource"`
	Governor       string  `json:"governor"`
	CPUAccounting  string  `json:"cpu_accounting"` // what the CPU clock contains, as far as it can be told
	Mitigations    []Pair  `json:"mitigations"`    // /sys/devices/system/cpu/vulnerabilities
	Sysctls        []Pair  `json:"sysctls"`        // net.core.somaxconn, net.ipv4.ip_local_port_range, …
	NoFile         int64   `json:"nofile"`         // RLIMIT_NOFILE, as used
	CgroupCPUMax   string  `json:"cgroup_cpu_max"`
	CgroupMemory   string  `json:"cgroup_memory_max"`
	CgroupPIDs     *string `json:"cgroup_pids_max,omitempty"` // not there: not seen, as in older records
}

// A Pair is a named value.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Verdict is one promise of the conformance suite, held against one model.
type Verdict struct {
	Model   string `json:"model"`
	Promise string `json:"promise"`
	Verdict string `json:"verdict"` // "pass", "fail", "cannot be seen", "exempt"
	Detail  string `json:"detail"`  // why it failed, or the reason for the exemption
}

// Verdicts on a promise.
const (
	Pass         = "pass"
	Fail         = "fail"
	CannotBeSeen = "cannot be seen" // from outside the server
	Exempt       = "exempt"         // not the model's own to keep; Detail says why
)

// A Warning is something that a reader of a figure must know, and what to do about it.
type Warning struct {
	Code   string `json:"code"`   // stable: "disturbed", "generator-limited"
	Text   string `json:"text"`   // what it is
	Remedy string `json:"remedy"` // what to do; empty if nothing can be done
}
