package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
)

// nouns are what the members of a record and the options of a server are called
// in a sentence; the others by their names.
var nouns = map[string]string{
	"wait": "wait policy", "loops": "number of loops", "accept-batch": "accept batch", "event-batch": "event batch",
	"read-buffer": "read buffer", "syscalls": "way of system calls", "arrivals": "kind of arrivals",
	"active": "number of active connections", "reply": "length of a reply",
	"duration_ns": "duration of a trial", "slice_ns": "slice of a trial", "timeout_ns": "time limit of a reply", "warmup_ns": "warm-up",
	"server_cpus": "processors of the server", "client_cpus": "processors of the generator", "go": "Go",
}

func noun(name string) string {
	if n, ok := nouns[name]; ok {
		return n
	}
	return name
}

// Difference is something that two records were asked for, or ran on,
// differently: "rounds: 12 and 3".
func Difference(d analysis.Difference) string {
	if d.What == "partial" {
		switch {
		case d.Old == d.New:
			return "both runs were interrupted"
		case d.New == true:
			return "the new run was interrupted"
		}
		return "the old run was interrupted"
	}
	text := noun(d.What)
	switch {
	case d.What == "command":
		text += " of " + d.Of
	case d.Of != "":
		text += ", " + d.Of
	}
	text += fmt.Sprintf(": %v and %v", orNone(d.Old), orNone(d.New))
	if d.What == "cpu_accounting" {
		text += "; the CPU clocks contain different things, so a difference may be one of the clocks"
	}
	return text
}

func orNone(x any) any {
	if x == "" {
		return "none"
	}
	return x
}

// Refusal says in one line why two records cannot be compared.
func Refusal(r *analysis.Refusal) string {
	if r.Same != "" {
		return fmt.Sprintf("both are the record %s: there is nothing to compare", r.Same)
	}
	if r.NoAnchor != "" {
		return fmt.Sprintf("the %s record has no CPU time for the anchor, %s, by which all others are divided", r.NoAnchor, r.Anchor)
	}
	var parts []string
	for _, d := range r.Plans {
		parts = append(parts, unlike(d))
	}
	return fmt.Sprintf("they are not of the same workload: %s; run one of them again as the other was run, or run both builds together with iomodels run --against", strings.Join(parts, ", "))
}

// unlike is a difference in a sentence: "the depth at 10 connections is 1 and 16".
func unlike(d analysis.Difference) string {
	if d.What == "sweep" {
		return "they have no point of the sweep in common"
	}
	text := "the " + noun(d.What)
	if d.At != nil {
		text += " at " + Count(d.At.Connections, "connection")
	}
	return text + fmt.Sprintf(" is %v and %v", orNone(d.Old), orNone(d.New))
}
