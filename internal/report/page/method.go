package page

import (
	"fmt"
	"slices"
	"time"

	"github.com/iomodels/iomodels/common/model"
	"github.com/iomodels/iomodels/internal/analysis"
	"github.com/iomodels/iomodels/internal/record"
	"github.com/iomodels/iomodels/internal/report/document"
	"github.com/iomodels/iomodels/internal/stats"
	"github.com/iomodels/iomodels/internal/words"
)

// functions are those of the templates. The account of the measurement asks the
// plan and the environment: it describes this run, and nothing that it did not do.
var functions = map[string]any{
	"capital":    words.Capital,
	"count":      words.Count[int64],
	"duration":   func(ns int64) time.Duration { return time.Duration(ns) },
	"calibrated": document.Calibrated,
	"asksAgain":  func(wait string) bool { return model.WaitPolicy(wait) == model.AskAgain },
	"verdict":    verdict,
	"group":      group,
	"groups":     groups,
	"gibibytes":  func(bytes int64) gibibytes { return gibibytes(bytes) },
	"joined":     joined,
	"described":  described,
	"sweep":      sweep,
	"confidence": func() string { return fmt.Sprintf("%.0f%%", 100*stats.Confidence) },
}

// Several says whether a side of a trial was several processes.
func (a *article) Several() bool {
	return slices.ContainsFunc(a.Summary.Source.Trials, func(t record.Trial) bool { return t.ServerProcesses > 1 || t.ClientProcesses > 1 })
}

// CountsCalls says whether the kernel counted system calls.
func (a *article) CountsCalls() bool {
	return slices.ContainsFunc(a.Summary.SystemCalls, func(c analysis.SystemCalls) bool { return c.Total != nil })
}

// CountsSlab says whether the kernel counted the memory of its caches.
func (a *article) CountsSlab() bool {
	return slices.ContainsFunc(a.Summary.Source.Trials, func(t record.Trial) bool { return t.SlabHeldBytes != nil })
}

// verdict says what the comparisons of a metric could come to; empty: there are
// none.
func verdict(metric string, f analysis.Family) string {
	switch few := document.TooFew(f); {
	case f.Comparisons == 0:
		return ""
	case few != "":
		return "For " + metric + ", " + few + "."
	}
	return fmt.Sprintf("For %s, %s over %s are enough for a verdict.",
		metric, words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"))
}
