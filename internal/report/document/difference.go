package document

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/words"
)

// Difference is something that two records were asked for, or ran on,
// differently, by its name in the record: "rounds: 12 and 3".
func Difference(d analysis.Difference) string {
	text := d.What
	if d.Of != "" {
		text += ", " + d.Of
	}
	if d.At != nil {
		text += fmt.Sprintf(" at %s", words.Count(d.At.Connections, "connection"))
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
	switch {
	case r.Same != "":
		return fmt.Sprintf("both are the record %s: there is nothing to compare", r.Same)
	case r.NoAnchor != "":
		return fmt.Sprintf("the %s record has no CPU time for the anchor, %s, by which all others are divided", r.NoAnchor, r.Anchor)
	}
	var parts []string
	for _, d := range r.Plans {
		if d.What == "sweep" {
			parts = append(parts, "no point of the sweep in common")
		} else {
			parts = append(parts, Difference(d))
		}
	}
	return "they are not of the same workload (" + strings.Join(parts, "; ") + "): run one of them again as the other was run, or run both builds together with iomodels run --against"
}
