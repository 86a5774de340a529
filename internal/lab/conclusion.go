package lab

import (
	"fmt"
	"strings"

	"github.com/iomodels/iomodels/internal/lab/bench"
)

// conclusion is the verdict with what it was expected to be.
func conclusion(r bench.Result) string {
	switch {
	case r.Error != "":
		return "none: " + r.Error
	case r.Reason != "":
		return string(r.Verdict) + ": " + r.Reason
	case r.AsExpected:
		return string(r.Verdict) + ", as expected" + howMuch(r)
	}
	var unexpected []string
	for _, p := range r.Parts {
		if p.Holds != p.Expected {
			unexpected = append(unexpected, quoted(p.Text))
		}
	}
	return string(r.Verdict) + ", which was not expected: " + strings.Join(unexpected, ", ")
}

// howMuch says how many parts do not hold of a statement of which some do.
func howMuch(r bench.Result) string {
	fail := 0
	for _, p := range r.Parts {
		if !p.Holds {
			fail++
		}
	}
	if r.Verdict != bench.DoesNotHold || fail == len(r.Parts) {
		return ""
	}
	do := "do"
	if fail == 1 {
		do = "does"
	}
	return fmt.Sprintf(": %d of its %d parts %s not", fail, len(r.Parts), do)
}

// holds says whether a part holds.
func holds(p bench.Part) string {
	if p.Holds {
		return "holds: " + p.Text
	}
	return "does not hold: " + p.Text
}

func quoted(s string) string { return "“" + s + "”" }
