package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
)

// Statements that several sections make have their one wording here.

// tooFew says that no test could have found a difference: of so many
// comparisons (0: not said) in so many rounds, where needed would do (0: no
// number would).
func tooFew(comparisons, rounds, needed int) string {
	text := fmt.Sprintf("%s %s too few for a verdict", Count(rounds, "round"), verb(rounds, "is", "are"))
	if comparisons > 0 {
		text += " on " + Count(comparisons, "comparison")
	}
	if needed > 0 {
		text += fmt.Sprintf(", %d are needed", needed)
	}
	return text
}

// TooFew says that no comparison of the family could have been significant;
// empty if one could, or if there is none.
func TooFew(f analysis.Family) string {
	if f.Reachable || f.Comparisons == 0 {
		return ""
	}
	return tooFew(f.Comparisons, f.Rounds, f.RoundsNeeded)
}

// marked is ~ for a difference that was tested and not found. Where no test
// could have found one, nothing is marked.
func marked(r *analysis.Ratio, f analysis.Family) string {
	if r.Significant || !f.Reachable {
		return ""
	}
	return MarkNoise
}

// Tests of differences.
const (
	signFlip = "Sign-flip test of the ratios within rounds, Holm's correction"
	uTest    = "Mann-Whitney U-test of the ratios to the anchor, Holm's correction"
)

// significance says what ~ means in a table of ratios, or why nothing has it.
func significance(f analysis.Family, test string) string {
	if few := TooFew(f); few != "" {
		if f.RoundsNeeded > 0 {
			few += ", and 12 or more for publication"
		}
		return "Nothing is marked, because nothing was tested: " + few + ". Read the intervals."
	}
	return fmt.Sprintf("%s not a significant difference. %s: %s over %s.", MarkNoise, test, Count(f.Comparisons, "comparison"), Count(f.Rounds, "round"))
}

// disturbed says how many trials were, and what became of them.
func disturbed(trials, of int) string {
	return fmt.Sprintf("Other load disturbed %s of %s; %s kept", integer(int64(trials)), Count(of, "trial"), verb(trials, "it is", "they are"))
}

// unranked says which throughputs are not the servers' own.
func unranked(cells, of int) string {
	which := Count(cells, "cell")
	if cells == of {
		which = "every cell"
	}
	return fmt.Sprintf("%s not ranked (%s): the server was not saturated (its utilisation is under 0.97, or the generator was the bottleneck).", MarkUnranked, which)
}

// coverage ends what text says of intervals with the coverage that they reach.
func coverage(text string, intervals []*analysis.Interval) string {
	lo, hi, most := analysis.Number(2), analysis.Number(0), 0
	for _, i := range intervals {
		if i != nil && i.N > 1 {
			lo, hi, most = min(lo, i.Coverage), max(hi, i.Coverage), max(most, i.N)
		}
	}
	if most == 0 {
		return "One trial per cell: no intervals."
	}
	reached := percent(lo)
	if reached != percent(hi) {
		reached += " to " + percent(hi)
	}
	if lo < stats.Confidence {
		return text + fmt.Sprintf(" (order statistics, coverage %s). Fewer than 6 trials cannot give 95%%.", reached)
	}
	return text + fmt.Sprintf(" (order statistics: at least 95%%, here %s).", reached)
}

const (
	medians = "Median over the rounds ± the wider half of its interval"

	kernelCounts = "The kernel counted every call of every thread, the Go runtime's among them, in a short trial of its own."

	responseTime = "A response time runs from when a request was due to its reply, so it includes waiting for a busy connection."

	growthOfMemory = "Growth of memory between two numbers of connections, by round, so the memory that a process takes to start is not in it. Both ends of a connection are on this machine, so the kernel's share holds both."
)

// within is a 95 % interval in brackets, after a median.
func within(lo, hi string) string { return fmt.Sprintf("(95%% interval %s to %s)", lo, hi) }

// mostNamed is how many models a sentence names one by one.
const mostNamed = 8

// enumerate is a list in words: "a, b and c".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// someOf is enumerate for a list that may be very long.
func someOf(names []string) string {
	if more := len(names) - mostNamed; more > 1 {
		names = append(slices.Clone(names[:mostNamed]), fmt.Sprintf("%d others", more))
	}
	return enumerate(names)
}

func quoted(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}

// verb is the form of a verb for so many.
func verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// state is what stands in a cell without a number.
func state(state string, limit *int64) string {
	switch {
	case state == record.Limit && limit != nil:
		return "limit " + integer(*limit)
	case state == record.Limit, state == record.Failed, state == analysis.Missing:
		return state
	}
	return Nothing
}

// limitOf is how many connections a model holds: "1,016 connections".
func limitOf(m *analysis.Model) string {
	text := Count(*m.Limit, "connection")
	if m.Within > 0 {
		text += " in " + integer(m.Within) + " processes"
	}
	return text
}

// brokePromise names the promises that a model broke, with the first reason.
func brokePromise(m *analysis.Model) string {
	first := m.Broken[0]
	if len(m.Broken) == 1 {
		return fmt.Sprintf("it broke the promise %q: %s", first, m.Details[first])
	}
	return fmt.Sprintf("it broke %d of %s, the first %q: %s", len(m.Broken), Count(m.Promises, "promise"), first, m.Details[first])
}

// Plain shows control characters as �: a text from a record must not move a
// terminal's cursor.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return '�'
		}
		return r
	}, s)
}
