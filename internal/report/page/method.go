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
	"github.com/iomodels/iomodels/internal/workload"
)

// A method is what the page's account of the measurement takes from the
// record: it describes this run, and nothing that the run did not do.
type method struct {
	Load           workload.Workload
	Rounds, Seed   string
	Warmup, Window time.Duration
	Slice          time.Duration // 0: servers took no turns
	Rate, Arrivals string
	Calibrated     string // what the rate was taken from; empty: it was given
	AskAgain       bool   // before a loop sleeps
	AcceptBatch    string
	Accounting     string // what the CPU clock contains
	Virtual        bool
	Loops          string // empty: one
	Several        bool   // processes on a side
	SystemCalls    bool   // the kernel counted them
	Slab           bool   // likewise the memory of its caches
	Confidence     string
	Verdicts       []string // what the comparisons could come to
}

func describeMethod(s *analysis.Summary) method {
	r := s.Source
	plan, first := &r.Plan, r.Plan.Sweep[0]
	several := func(t record.Trial) bool { return t.ServerProcesses > 1 || t.ClientProcesses > 1 }
	slab := func(t record.Trial) bool { return t.SlabHeldBytes != nil }
	counted := func(c analysis.SystemCalls) bool { return c.Total != nil }
	m := method{
		Load: s.Load, Rounds: words.Count(plan.Rounds, "round"), Seed: plan.Seed,
		Warmup: time.Duration(plan.WarmupNs), Window: time.Duration(plan.DurationNs), Slice: plan.Slice(),
		Rate: words.Count(first.Rate, "request"), Arrivals: plan.Arrivals, Calibrated: document.Calibrated(s),
		AskAgain: model.WaitPolicy(plan.Wait) == model.AskAgain, AcceptBatch: words.Count(plan.AcceptBatch, "connection"),
		Accounting: r.Environment.CPUAccounting,
		Virtual:    r.Environment.Virtualisation != "" && r.Environment.Virtualisation != "none",
		Several:    slices.ContainsFunc(r.Trials, several), SystemCalls: slices.ContainsFunc(s.SystemCalls, counted), Slab: slices.ContainsFunc(r.Trials, slab),
		Confidence: fmt.Sprintf("%.0f%%", 100*stats.Confidence),
	}
	if first.Loops > 1 {
		m.Loops = words.Count(first.Loops, "loop")
	}
	for _, of := range []struct {
		metric string
		family analysis.Family
	}{{"CPU time", s.CPU}, {"throughput", s.Requests}} {
		if of.family.Comparisons > 0 {
			m.Verdicts = append(m.Verdicts, verdicts(of.metric, of.family))
		}
	}
	return m
}

// verdicts says what the comparisons of one metric could come to.
func verdicts(metric string, f analysis.Family) string {
	if few := document.TooFew(f); few != "" {
		return "For " + metric + ", " + few + "."
	}
	return fmt.Sprintf("For %s, %s over %s are enough for a verdict.",
		metric, words.Count(f.Comparisons, "comparison"), words.Count(f.Rounds, "round"))
}
