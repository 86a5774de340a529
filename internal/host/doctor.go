package host

import (
	_ "embed"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/words"
)

// A Severity is how much a finding matters.
type Severity string

// The severities, the worst first.
const (
	Prevents Severity = "prevents" // nothing can be measured
	Spoils   Severity = "spoils"   // figures come out wrong or scattered
	Limits   Severity = "limits"   // something cannot be measured, or not as far as one may wish
	Note     Severity = "note"     // what a reader of the figures should know
)

var severities = []Severity{Prevents, Spoils, Limits, Note}

// A Finding is something about the machine that bears on a measurement.
type Finding struct {
	Severity    Severity `json:"gravity"`
	Finding     string   `json:"finding"`     // what it is
	Consequence string   `json:"consequence"` // what it does to the figures
	Command     string   `json:"command"`     // what mends it; empty: nothing does
}

// A Machine is what Diagnose looks at. What cannot be seen is zero.
type Machine struct {
	record.Environment
	Cores        [][]int  // processors that this process may use, by core
	Clocksources []string // that the kernel offers
	Turbo        string   // the file that governs it, if it is on
	NoFileHard   uint64   // RLIMIT_NOFILE, as far as it can be raised
	PSI          bool     // the kernel tells how long tasks wait
	SwapUsed     int64    // bytes
	HugePages    string   // transparent: "always", "madvise", "never"
	Nodes        int      // of memory
	Uncounted    Obstacle // what keeps the kernel from counting system calls
	Capacity     Capacity

	// What the machine did while it was looked at and nothing was asked of it.
	Watched time.Duration
	Noise   record.Noise
	Busiest []string // names of the programs that used the most CPU time
}

// An Obstacle is why something cannot be had, and what mends it.
type Obstacle struct{ Reason, Remedy string }

// Diagnose lists what of m will spoil a measurement, or keep something from
// being measured, the gravest first.
func Diagnose(m Machine) []Finding {
	if m.OS != "linux" {
		return []Finding{finding(Prevents, "not-linux", m.OS)}
	}
	d := diagnosis{m, []Finding{}}
	for _, check := range []func(*diagnosis){
		(*diagnosis).cores, (*diagnosis).noise, (*diagnosis).quota, (*diagnosis).cgroup, (*diagnosis).frequency, (*diagnosis).clock,
		(*diagnosis).kernel, (*diagnosis).descriptors, (*diagnosis).backlog,
		(*diagnosis).ports, (*diagnosis).untold, (*diagnosis).mitigations,
	} {
		check(&d)
	}
	return sorted(d.found)
}

// A diagnosis is what was found so far.
type diagnosis struct {
	Machine
	found []Finding
}

// when adds a finding if it is one.
func (d *diagnosis) when(found bool, s Severity, name string, about ...any) {
	if found {
		d.found = append(d.found, finding(s, name, about...))
	}
}

//go:embed findings.tmpl
var findingTexts string

var findings = template.Must(template.New("").Funcs(template.FuncMap{"gigabytes": gigabytes, "count": words.Count[int64]}).Parse(findingTexts))

// finding is the one of that name, about one thing or a list of several.
func finding(s Severity, name string, about ...any) Finding {
	var data any = about
	if len(about) == 1 {
		data = about[0]
	}
	var text strings.Builder
	if err := findings.ExecuteTemplate(&text, name, data); err != nil {
		panic(err) // the texts are part of the program
	}
	lines := append(strings.Split(text.String(), "\n"), "")
	return Finding{s, lines[0], lines[1], lines[2]}
}

// sorted puts the gravest first.
func sorted(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity)
	})
	return found
}
