package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// Statements that several sections make have their one wording here.
const (
	medians      = "Median over the rounds ± the wider half of its interval"
	kernelCounts = "The kernel counted every call of every thread, the Go runtime's among them, in a short trial of its own: no interval."
	notCounted   = "A server that cannot count its calls is not here, which is not 0."
	responseTime = "A response time runs from when a request was due to its reply, so it includes waiting for a busy connection."
	memoryGrowth = "Growth of memory between two numbers of connections, by round, so the memory that a process takes to start is not in it. User: the server's resident set. Kernel: its caches of sockets. Both ends of a connection are on this machine, so the kernel's share holds both."
	signFlip     = "Sign-flip test of the ratios within rounds, Holm's correction"
	uTest        = "Mann-Whitney U-test of the ratios to the anchor, Holm's correction"
)

// TooFew says that no comparison of the family could have been significant;
// empty if one could, or if there is none.
func TooFew(f analysis.Family) string {
	if f.Reachable || f.Comparisons == 0 {
		return ""
	}
	text := fmt.Sprintf("%s %s too few for a verdict on %s", words.Count(f.Rounds, "round"), words.Verb(f.Rounds, "is", "are"), words.Count(f.Comparisons, "comparison"))
	if f.RoundsNeeded > 0 {
		text += fmt.Sprintf(", %d are needed", f.RoundsNeeded)
	}
	return text
}

// marked is ~ for a difference that was tested and not found. Where no test
// could have found one, nothing is marked.
func marked(r *analysis.Ratio, f analysis.Family) string {
	if r.Significant || !f.Reachable {
		return ""
	}
	return MarkNoise
}

// significance says what ~ means in a table of ratios, or why nothing has it.
func significance(f analysis.Family, test string) string {
	if few := TooFew(f); few != "" {
		return "Nothing is marked, because nothing was tested: " + few + "; for publication take 12 or more. Read the intervals."
	}
	return fmt.Sprintf("%s not a significant difference. %s: %s over %s.", MarkNoise, test, words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"))
}

// disturbed says how many trials were, what became of them, and what follows; it
// is none if none was.
func disturbed(s *analysis.Summary, follows string) []string {
	trials, of := s.Disturbed()
	if trials == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Other load disturbed %s of %s; %s kept%s", words.Integer(trials), words.Count(of, "trial"), words.Verb(trials, "it is", "they are"), follows)}
}

// unranked says which throughputs are not the servers' own.
func unranked(cells, of int) string {
	which := words.Count(cells, "cell")
	if cells == of {
		which = "every cell"
	}
	return fmt.Sprintf("%s not ranked (%s): the server was not saturated (its utilisation is under 0.97, or the generator was the bottleneck).", MarkUnranked, which)
}

// coverage ends what text says of intervals with the coverage that they reach.
func coverage(text string, intervals []*analysis.Interval) string {
	lo, hi := analysis.Number(2), analysis.Number(0)
	for _, i := range intervals {
		if i != nil && i.N > 1 {
			lo, hi = min(lo, i.Coverage), max(hi, i.Coverage)
		}
	}
	reached := strings.Join(slices.Compact([]string{words.Percent(lo), words.Percent(hi)}), " to ")
	switch {
	case hi == 0:
		return "One trial per cell: no intervals."
	case lo < stats.Confidence:
		return text + fmt.Sprintf(" (order statistics, coverage %s). Fewer than 6 trials cannot give 95%%.", reached)
	}
	return text + fmt.Sprintf(" (order statistics: at least 95%%, here %s).", reached)
}

// state is what stands in a cell without a number.
func state(state string, limit *int64) string {
	switch {
	case state == record.Limit && limit != nil:
		return "limit " + words.Integer(*limit)
	case state == record.Limit, state == record.Failed, state == analysis.Missing:
		return state
	}
	return Nothing
}

// brokePromise names the promises that a model broke, with the first reason.
func brokePromise(m *analysis.Model) string {
	which := "the promise"
	if n := len(m.Broken); n > 1 {
		which = fmt.Sprintf("%d of %s, the first", n, words.Count(m.Promises, "promise"))
	}
	return fmt.Sprintf("it broke %s %q: %s", which, m.Broken[0], m.Details[m.Broken[0]])
}
